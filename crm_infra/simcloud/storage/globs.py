"""Names matched by ``matchGlob``: ``*``, ``**``, ``?``, ``[…]`` and ``{a,b}``.

Pure. Other filters of a listing belong to ``listing``.
"""

import re
from dataclasses import dataclass

from crm_infra.simcloud.storage import errors

_TOKEN = re.compile(r"(\*\*)|(\*)|(\?)|(\[[!^]?[^\]]+\])|(\{)|(\})|(,)|(\\.)|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Glob:
    """A compiled pattern."""

    pattern: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> "Glob":
        """Compile a pattern as the API understands it; ``*`` stops at a slash, ``**`` does not."""
        try:
            return cls(re.compile(_regex(text), re.DOTALL))
        except re.error as error:
            raise errors.invalid(f"Invalid glob: '{text}'", location="matchGlob") from error

    def matches(self, name: str) -> bool:
        """Whether the whole name fits."""
        return self.pattern.fullmatch(name) is not None


def _regex(text: str) -> str:
    parts: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        if match.group(5):
            depth += 1
        elif match.group(6) and depth:
            depth -= 1
            parts.append(")")
            continue
        parts.append(_translated(match, token, depth))
    return "".join(parts)


def _translated(match: re.Match[str], token: str, depth: int) -> str:
    if match.group(4):
        inner = token[1:-1].replace("\\", "\\\\")
        return f"[^{inner[1:]}]" if inner[0] in "!^" else f"[{inner}]"
    if match.group(7):
        return "|" if depth else ","
    if match.group(8):
        return re.escape(token[1])
    wild = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:"}
    return wild.get(token) or re.escape(token)

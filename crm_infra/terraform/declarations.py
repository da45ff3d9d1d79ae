"""Which variables a root module declares, and which attributes it wants of each.

Reads just enough HCL for that: names of ``variable`` blocks, whether they have a default, and the
attributes of an ``object({…})`` type. Add here what must be known of a module before Terraform is
started; everything else is Terraform's to judge.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_SKIPPED = re.compile(r"\s+|#[^\n]*|//[^\n]*|/\*.*?\*/", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_][\w-]*|\d+")
_OPEN, _CLOSE, _ASSIGN = "{([", "})]", "="


@dataclass(frozen=True, slots=True)
class Declaration:
    """One variable; ``attributes`` maps those of an object type to whether they are required."""

    name: str
    required: bool
    attributes: dict[str, bool] | None = None

    @property
    def required_attributes(self) -> tuple[str, ...]:
        """The attributes that a value must have."""
        return tuple(name for name, needed in (self.attributes or {}).items() if needed)


def declared_variables(root: Path) -> dict[str, Declaration]:
    """Every variable that the module in that folder declares."""
    found: dict[str, Declaration] = {}
    for file in sorted(root.glob("*.tf")):
        for declaration in _declared(file.read_text(encoding="utf-8")):
            found[declaration.name] = declaration
    return found


# Every plan asks, and for every layer above it.
@lru_cache(maxsize=64)
def _declared(text: str) -> tuple[Declaration, ...]:
    return tuple(_variables(list(_tokens(text)))) if "variable" in text else ()


def _variables(tokens: list[str]) -> Iterable[Declaration]:
    for index in range(len(tokens) - 2):
        if tokens[index] == "variable" and tokens[index + 2] == "{":
            body = _enclosed(tokens, index + 2)
            settings = _settings(body)
            kind = settings.get("type", [])
            attributes = _attributes(kind) if kind[:3] == ["object", "(", "{"] else None
            yield Declaration(tokens[index + 1].strip('"'), "default" not in settings, attributes)


def _attributes(kind: list[str]) -> dict[str, bool]:
    settings = _settings(_enclosed(kind, 2))
    return {name: value[:1] != ["optional"] for name, value in settings.items()}


def _settings(tokens: list[str]) -> dict[str, list[str]]:
    """``name = …`` at the outermost level; each value reaches to the next such name."""
    depth = 0
    settings: dict[str, list[str]] = {}
    current: list[str] = []
    for index, token in enumerate(tokens):
        depth += (token in _OPEN) - (token in _CLOSE)
        if depth == 0 and _WORD.fullmatch(token) and tokens[index + 1 : index + 2] == ["="]:
            current = settings.setdefault(token, [])
        elif depth or token not in _ASSIGN:
            current.append(token)
    return settings


def _enclosed(tokens: list[str], start: int) -> list[str]:
    """What stands between the bracket at ``start`` and the one that closes it."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index] in _OPEN) - (tokens[index] in _CLOSE)
        if depth == 0:
            return tokens[start + 1 : index]
    return tokens[start + 1 :]


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        if skipped := _SKIPPED.match(text, position):
            position = skipped.end()
            continue
        word = _WORD.match(text, position)
        if text[position] == '"':
            end = _string_end(text, position)
        else:
            end = word.end() if word else position + 1
        yield text[position:end]
        position = end


def _string_end(text: str, start: int) -> int:
    """Just behind a quoted string, which may hold ``${…}`` with strings of its own."""
    position = start + 1
    while position < len(text):
        if text[position] == "\\":
            position += 2
        elif text[position] == '"':
            return position + 1
        elif text.startswith("${", position):
            position = _template_end(text, position + 2)
        else:
            position += 1
    return position


def _template_end(text: str, start: int) -> int:
    depth, position = 1, start
    while position < len(text) and depth:
        if text[position] == '"':
            position = _string_end(text, position)
            continue
        depth += (text[position] == "{") - (text[position] == "}")
        position += 1
    return position

"""From text to model: lines and their indentation; the words of a line are read by ``words``.

A new kind of line is added here; a new word of an argument in ``words``.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from crm_infra.simcloud.catalogue.faults import NotationError
from crm_infra.simcloud.catalogue.notation import model
from crm_infra.simcloud.catalogue.notation.scan import Scanner
from crm_infra.simcloud.catalogue.notation.words import read_argument, read_traits

_ARGUMENT: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(?: |$)")
_STEP: Final = 2


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    depth: int
    text: str


def parse(text: str) -> model.Schema:
    """Read the notation of one entry.

    Raises:
        NotationError: A line cannot be read; it names the line and the argument.
    """
    lines = _lines(text)
    traits = model.Traits()
    if lines and lines[0].text.startswith("@"):
        traits = read_traits(Scanner(lines[0].text[1:], lines[0].number, "@"))
        lines = lines[1:]
    reader = _Reader(lines)
    body = reader.body(0)
    return model.Schema(traits, body)


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        stripped = raw.strip()
        if not stripped or stripped.startswith("#"):
            continue
        indent = len(raw) - len(raw.lstrip(" "))
        if indent % _STEP or "\t" in raw[: indent + 1]:
            raise NotationError(number, stripped, f"is indented by {indent}; use steps of {_STEP}")
        found.append(_Line(number, indent // _STEP, stripped))
    return found


class _Reader:
    """Walks over lines; a body ends where the indentation falls back."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.at = 0

    def body(self, depth: int) -> model.Body:
        uses: list[str] = []
        arguments: dict[str, model.Argument] = {}
        groups: list[model.Group] = []
        first = self.lines[self.at].number if self.at < len(self.lines) else 0
        while line := self._next(depth):
            if line.text.startswith("use "):
                uses += line.text.split()[1:]
            elif line.text.startswith("!"):
                groups.append(_group(line))
            else:
                self._add(arguments, line)
        return model.Body(tuple(uses), tuple(arguments.values()), tuple(groups), first)

    def _next(self, depth: int) -> _Line | None:
        """The next line of a body of this depth; None at its end."""
        if self.at >= len(self.lines) or self.lines[self.at].depth < depth:
            return None
        line = self.lines[self.at]
        if line.depth > depth:
            problem = "is indented below nothing; only a block has lines below it"
            raise NotationError(line.number, line.text, problem)
        self.at += 1
        return line

    def _add(self, arguments: dict[str, model.Argument], line: _Line) -> None:
        match = _ARGUMENT.match(line.text)
        if not match:
            problem = "is no line of the notation; write `name: type …`, `use …`, `! …` or `@ …`"
            raise NotationError(line.number, line.text, problem)
        if match[1] in arguments:
            raise NotationError(line.number, match[1], "stands twice in one body; remove one")
        argument = read_argument(match[1], Scanner(line.text[match.end() :], line.number, match[1]))
        if argument.nesting is not None:
            argument = replace(argument, body=self.body(line.depth + 1))
        arguments[argument.name] = argument


def _group(line: _Line) -> model.Group:
    kind, *members = line.text[1:].split()
    if kind not in model.GROUPS or len(members) < 2:
        rule = f"is no group; write `! KIND a b`, KIND one of {', '.join(model.GROUPS)}"
        raise NotationError(line.number, line.text, rule)
    return model.Group(kind, tuple(members))

"""What one file says: its data, the line of every key, and what was found wrong so far.

Add here what a rule asks of a document. Turning text into a document is ``grammar``; what the keys
are and what their values must be is for ``model`` and ``rules``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, Union

from crm_infra.environments.wording import Keys, dotted
from crm_infra.errors import Fault

Value: TypeAlias = Union[
    bool, int, float, str, tuple["Value", ...], dict[str, "Value"], "Unread", None
]


class Unread:
    """Stands where there is no value, or one that was refused: no second fault is made of it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file, whether or not it is right."""

    file: Path
    data: dict[str, Value]
    lines: Mapping[Keys, int]
    faults: tuple[Fault, ...]
    wrong: frozenset[Keys] = frozenset()

    @property
    def name(self) -> str:
        """The name that the file claims by being called so."""
        return self.file.stem

    def line(self, keys: Keys) -> int:
        """The line of a key, or of the nearest key above it that is in the file."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def at(self, *keys: str | int) -> Value:
        """The value at a place; ``Unread`` when there is none that a rule could look at."""
        value: Value = self.data
        for depth, key in enumerate(keys, start=1):
            if keys[:depth] in self.wrong:
                return Unread()
            value = _child(value, key)
        return value

    def text(self, *keys: str | int) -> str | None:
        """The text at a place, if text is there."""
        value = self.at(*keys)
        return value if isinstance(value, str) else None

    def whole(self, *keys: str | int) -> int | None:
        """The whole number at a place, if one is there."""
        value = self.at(*keys)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def items(self, *keys: str | int) -> tuple[Value, ...]:
        """The items of the list at a place; none when there is no list."""
        value = self.at(*keys)
        return value if isinstance(value, tuple) else ()

    def fault(self, keys: Keys, seen: str, rule: str, remedy: str) -> Fault:
        """A fault at a place in this document."""
        return Fault(self.file, self.line(keys), dotted(keys), seen, rule, remedy)

    def without(self, wrong: Iterable[Keys]) -> "Document":
        """The same document, in which the places found wrong are hidden from further rules."""
        return replace(self, wrong=self.wrong | frozenset(wrong))


def _child(value: Value, key: str | int) -> Value:
    if isinstance(value, dict):
        return value.get(key, Unread()) if isinstance(key, str) else Unread()
    if isinstance(value, tuple) and isinstance(key, int) and key < len(value):
        return value[key]
    return Unread()

"""Reads one line of notation, word by word.

Only what words look like is known here: bare words, quoted and raw texts, brackets, type
expressions, ranges. What a word means is the parser's business.
"""

import json
import re
from typing import Any, Final

from crm_infra.simcloud.catalogue.faults import NotationError

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_BARE: Final = re.compile(r"[^\s\"`\[\](){},]+")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PRIMITIVES: Final = ("string", "number", "bool", "dynamic")
COLLECTIONS: Final = ("list", "set", "map")


class Scanner:
    """A cursor over one line."""

    def __init__(self, text: str, line: int, key: str) -> None:
        self.text = text
        self.line = line
        self.key = key
        self.at = 0

    def fault(self, problem: str) -> NotationError:
        """A fault at this line, to be raised by the caller."""
        return NotationError(self.line, self.key, problem)

    def skip(self) -> None:
        """Pass over blanks."""
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def done(self) -> bool:
        """Whether only blanks are left."""
        self.skip()
        return self.at >= len(self.text)

    def peek(self) -> str:
        """The next character, or nothing at the end."""
        return self.text[self.at] if self.at < len(self.text) else ""

    def expect(self, character: str) -> None:
        """Pass over one character that must come now."""
        self.skip()
        if self.peek() != character:
            rest = self.text[self.at :] or "the end of the line"
            raise self.fault(f"expected {character!r}, saw {rest!r}; add {character!r}")
        self.at += 1

    def accept(self, character: str) -> bool:
        """Pass over one character if it comes now."""
        self.skip()
        found = self.peek() == character
        self.at += found
        return found

    def match(self, pattern: re.Pattern[str], what: str) -> str:
        """The text that matches here."""
        self.skip()
        found = pattern.match(self.text, self.at)
        if not found or not found[0]:
            rest = self.text[self.at :] or "the end of the line"
            raise self.fault(f"expected {what}, saw {rest!r}; see docs/catalogue.md")
        self.at = found.end()
        return found[0]

    def word(self) -> str:
        """A word of the notation."""
        return self.match(_WORD, "a word")

    def name(self) -> str:
        """The name of an argument or of a field."""
        return self.match(_NAME, "a name")

    def string(self) -> str:
        """A text: quoted as JSON, raw between backticks, or one bare word."""
        self.skip()
        if self.peek() == "`":
            return self._raw()
        if self.peek() == '"':
            return str(self.literal())
        return self.match(_BARE, "a text")

    def _raw(self) -> str:
        end = self.text.find("`", self.at + 1)
        if end < 0:
            raise self.fault("a raw text has no end; close it with a backtick")
        text = self.text[self.at + 1 : end]
        self.at = end + 1
        return text

    def literal(self) -> Any:
        """A JSON value: text, number, true or false."""
        self.skip()
        try:
            value, end = json.JSONDecoder().raw_decode(self.text, self.at)
        except ValueError:
            rest = self.text[self.at :]
            raise self.fault(f"{rest!r} is no JSON value; quote a text as JSON does") from None
        self.at = end
        return value

    def items(self, close: str) -> list[str | int | float]:
        """Texts and numbers up to a closing bracket, which is passed over."""
        found: list[str | int | float] = []
        while not self.accept(close):
            if self.done():
                raise self.fault(f"a list has no end; close it with {close!r}")
            self.accept(",")
            number = _NUMBER.fullmatch(self._ahead())
            found.append(self.literal() if number else self.string())
        return found

    def _ahead(self) -> str:
        self.skip()
        found = _BARE.match(self.text, self.at)
        return found[0] if found else ""

    def range(self) -> tuple[int | float | None, int | float | None]:
        """``1..31``, ``1..`` or ``..31``."""
        text = self.match(_BARE, "a range")
        low, dots, high = text.partition("..")
        if not dots:
            raise self.fault(f"{text!r} is no range; write 1..31, 1.. or ..31")
        return self._bound(low), self._bound(high)

    def _bound(self, text: str) -> int | float | None:
        if not text or text == "*":
            return None
        if not _NUMBER.fullmatch(text):
            raise self.fault(f"{text!r} is no number; write a range as 1..31")
        bound: int | float = json.loads(text)
        return bound

    def type(self) -> Any:
        """A type expression in the form of Terraform's JSON: ``list(string)`` -> [list, string]."""
        self.skip()
        if self.peek() == "{":
            return ["object", self._fields()]
        word = self.word()
        if word in PRIMITIVES:
            return word
        if word not in COLLECTIONS:
            known = ", ".join([*PRIMITIVES, *COLLECTIONS])
            raise self.fault(f"{word!r} is no type; use one of {known} or a block")
        self.expect("(")
        inner = self.type()
        self.expect(")")
        return [word, inner]

    def _fields(self) -> dict[str, Any]:
        self.expect("{")
        fields: dict[str, Any] = {}
        while not self.accept("}"):
            name = self.name()
            self.expect(":")
            fields[name] = self.type()
            if not self.accept(",") and self.peek() != "}":
                raise self.fault("the fields of an object have no end; close them with '}'")
        return fields

"""YAML, read strictly: text becomes a document, and every fault of grammar is in it.

Only what JSON has is recognised: mappings, lists, text, numbers, true, false and null. ``yes``,
``012``, ``1:30`` and ``2026-01-01`` are text, as they look. Anchors, aliases, tags, directives,
merge keys and second documents are refused, which leaves nothing for a YAML bomb to grow from;
``${…}`` means nothing.
"""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crm_infra.environments.document import Document, Unread, Value
from crm_infra.environments.wording import Keys, dotted, shown
from crm_infra.errors import Fault

if TYPE_CHECKING:
    from yaml import CSafeLoader, MarkedYAMLError
    from yaml.events import Event, NodeEvent, ScalarEvent

DEEPEST = 8
"""Levels of nesting; the files need five."""

MOST = 2000
"""Values in a file; the files have about two hundred."""

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?(?:[eE][+-]?[0-9]{1,3})?")
_WORDS: Mapping[str, Value] = {"true": True, "false": False, "null": None, "": None}


class _Stop(Exception):  # noqa: N818 - ends the reading of one document; the fault is recorded
    """The rest of the document cannot be read."""


def parse(file: Path, text: str) -> Document:
    """Read the text; every fault of grammar is in the result."""
    reader = _Reader(file, text)
    return Document(file, reader.read(), reader.lines, tuple(reader.faults))


def resolve(text: str, *, plain: bool) -> Value:
    """What a scalar means: JSON's words and numbers when written plainly, text otherwise."""
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


class _Reader:
    """Turns YAML events into data, remembering lines and refusing what JSON has not."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.lines: dict[Keys, int] = {}
        self.faults: list[Fault] = []
        self._text = text
        self._count = 0
        self._last_line = text.count("\n", 0, len(text.rstrip("\n"))) + 1

    def read(self) -> dict[str, Value]:
        import yaml

        try:
            # libyaml: fifteen times as quick as the same in Python, and every command reads files.
            self._loader: CSafeLoader = yaml.CSafeLoader(self._text)
            return self._document()
        except _Stop:
            pass
        except yaml.MarkedYAMLError as error:
            self._not_yaml(*_explained(error))
        except (yaml.YAMLError, ValueError) as error:
            self._not_yaml(self._line_of(error), "a character that YAML does not have")
        return {}

    def _line_of(self, error: Exception) -> int:
        """Where a character stands that the text cannot be read beyond."""
        at: int = getattr(error, "position", getattr(error, "start", 0))
        return self._text.encode("utf-8", "surrogatepass").count(b"\n", 0, at) + 1

    def _not_yaml(self, line: int, problem: str) -> None:
        rule, remedy = "a file must be YAML", "Correct this line or the one before."
        self._refuse((), min(line, self._last_line), problem, rule, remedy)

    def _document(self) -> dict[str, Value]:
        from yaml.events import DocumentStartEvent, StreamEndEvent

        self._next()
        start = self._next()
        if isinstance(start, StreamEndEvent):
            self._stop((), 1, "the file is empty", *_NOT_A_MAPPING)
        if isinstance(start, DocumentStartEvent) and (start.version or start.tags):
            rule, remedy = "files are plain YAML", "Remove the directive."
            self._stop((), _line(start), "a % directive", rule, remedy)
        root = self._node((), 0)
        self._next()
        if not isinstance(end := self._next(), StreamEndEvent):
            rule, remedy = "a file holds one environment", "Move it to a file of its own."
            self._refuse((), _line(end), "a second document begins", rule, remedy)
        if isinstance(root, dict):
            return root
        if not isinstance(root, Unread):
            self._refuse((), 1, f"the whole file is {shown(root)}", *_NOT_A_MAPPING)
        return {}

    def _node(self, keys: Keys, depth: int) -> Value:
        from yaml.events import MappingStartEvent, ScalarEvent, SequenceStartEvent

        event = self._next()
        refused = self._decorated(keys, cast("NodeEvent", event))
        if depth > DEEPEST:
            rule, remedy = f"files nest at most {DEEPEST} levels", "Flatten it."
            self._stop((), _line(event), "a value nested deeper", rule, remedy)
        self._count += 1
        if self._count > MOST:
            rule, remedy = (
                f"files hold at most {MOST} values",
                "Keep what docs/environments.md has.",
            )
            self._stop((), _line(event), "too many values", rule, remedy)
        value: Value = Unread()
        if isinstance(event, ScalarEvent):
            value = self._scalar(keys, event)
        elif isinstance(event, SequenceStartEvent):
            value = self._sequence(keys, depth)
        elif isinstance(event, MappingStartEvent):
            value = self._mapping(keys, depth)
        return Unread() if refused else value

    def _decorated(self, keys: Keys, event: "NodeEvent") -> bool:
        from yaml.events import AliasEvent

        tag = cast("str | None", getattr(event, "tag", None))
        if isinstance(event, AliasEvent):
            seen = f"an alias to {shown(event.anchor)}"
        elif event.anchor is not None:
            seen = f"an anchor {shown(event.anchor)}"
        elif tag is not None:
            seen = f"a tag {shown(tag)}"
        else:
            return False
        rule, remedy = "anchors, aliases and tags are refused", "Write the value out."
        self._refuse(keys, _line(event), seen, rule, remedy)
        return True

    def _scalar(self, keys: Keys, event: "ScalarEvent") -> Value:
        value = resolve(event.value, plain=not event.style)
        if not isinstance(value, str) or value.isprintable():
            return value
        rule = "text is one line of printable characters"
        remedy = "Write it on one line, without escapes."
        self._refuse(keys, self.lines.get(keys, _line(event)), shown(value), rule, remedy)
        return Unread()

    def _sequence(self, keys: Keys, depth: int) -> Value:
        items: list[Value] = []
        while not self._ends():
            here = (*keys, len(items))
            self.lines[here] = _line(self._peek())
            items.append(self._node(here, depth + 1))
        return tuple(items)

    def _mapping(self, keys: Keys, depth: int) -> Value:
        found: dict[str, Value] = {}
        while not self._ends():
            line = _line(self._peek())
            key = self._key(keys, line, depth)
            if key is None:
                self._node(keys, depth + 1)
            elif key in found:
                self._again((*keys, key), line, depth)
            else:
                here = (*keys, key)
                self.lines[here] = line
                found[key] = self._node(here, depth + 1)
        return found

    def _key(self, keys: Keys, line: int, depth: int) -> str | None:
        from yaml.events import ScalarEvent

        if isinstance(self._peek(), ScalarEvent):
            event = cast("ScalarEvent", self._next())
            self._decorated((*keys, event.value), event)
            return event.value
        rule, remedy = "keys are words", "Write a plain key."
        self._refuse(keys, line, "a key that is not text", rule, remedy)
        self._node(keys, depth + 1)
        return None

    def _again(self, here: Keys, line: int, depth: int) -> None:
        seen = f"written again; it is already on line {self.lines[here]}"
        self._refuse(here, line, seen, "a key is written once", "Keep one of the two.")
        # The first value is the one that further rules see, so its lines must survive.
        first = dict(self.lines)
        self._node(here, depth + 1)
        self.lines = first

    def _ends(self) -> bool:
        from yaml.events import CollectionEndEvent

        ended = isinstance(self._peek(), CollectionEndEvent)
        if ended:
            self._next()
        return ended

    def _next(self) -> "Event":
        return cast("Event", self._loader.get_event())  # pyright: ignore[reportUnknownMemberType]

    def _peek(self) -> "Event":
        return cast("Event", self._loader.peek_event())  # pyright: ignore[reportUnknownMemberType]

    def _refuse(self, keys: Keys, line: int, seen: str, rule: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, line, dotted(keys), seen, rule, remedy))

    def _stop(self, keys: Keys, line: int, seen: str, rule: str, remedy: str) -> None:
        self._refuse(keys, line, seen, rule, remedy)
        raise _Stop


_NOT_A_MAPPING = ("an environment is a mapping of keys", "Begin from docs/environments.md.")


def _explained(error: "MarkedYAMLError") -> tuple[int, str]:
    """The line at which YAML ends to make sense, and why, on one line."""
    mark = error.problem_mark or error.context_mark
    text = error.problem or "unreadable text"
    if error.context and error.context_mark:
        text = f"{text} {error.context} from line {error.context_mark.line + 1}"
    return (mark.line + 1 if mark else 1), " ".join(text.split())


def _line(event: "Event | None") -> int:
    mark = event.start_mark if event is not None else None
    return mark.line + 1 if mark is not None else 1

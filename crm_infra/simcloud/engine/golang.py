"""How Go writes values into messages, and what its standard library says of malformed ones."""

import json
import re
from datetime import datetime
from typing import Final

_NUMBER: Final = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_KNOWN_UNITS: Final = frozenset({"ns", "us", "µs", "μs", "ms", "s", "m", "h"})
_LAYOUT: Final = "2006-01-02T15:04:05Z07:00"
_TIME_PARTS: Final = (
    ("2006", r"\d{4}"),
    ("-", "-"),
    ("01", r"\d{2}"),
    ("-", "-"),
    ("02", r"\d{2}"),
    ("T", "T"),
    ("15", r"\d{2}"),
    (":", ":"),
    ("04", r"\d{2}"),
    (":", ":"),
    ("05", r"\d{2}(?:\.\d+)?"),
    ("Z07:00", r"Z|[+-]\d{2}:\d{2}"),
)
_JSON_WORDS: Final = (
    ("Expecting value", "looking for beginning of value"),
    ("Expecting property name", "looking for beginning of object key string"),
    ("Expecting ':'", "after object key"),
    ("Extra data", "after top-level value"),
    ("Illegal trailing comma", "looking for beginning of object key string"),
)


def quote(text: str) -> str:
    """Go's ``%q``."""
    return json.dumps(text, ensure_ascii=False)


def duration_error(text: str) -> str | None:
    """What ``time.ParseDuration`` says; None where it is content."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return None
    if not rest:
        return f"time: invalid duration {quote(text)}"
    while rest:
        number = _NUMBER.match(rest)
        if number is None:
            return f"time: invalid duration {quote(text)}"
        rest = rest[number.end() :]
        unit = re.match(r"[^\d.]+", rest)
        if unit is None:
            return f"time: missing unit in duration {quote(text)}"
        if unit.group() not in _KNOWN_UNITS:
            return f"time: unknown unit {quote(unit.group())} in duration {quote(text)}"
        rest = rest[unit.end() :]
    return None


def rfc3339_error(text: str) -> str | None:
    """What ``time.Parse(time.RFC3339, …)`` says; None where it is content."""
    rest = text
    about = f"parsing time {quote(text)} as {quote(_LAYOUT)}"
    for part, pattern in _TIME_PARTS:
        found = re.match(pattern, rest)
        if found is None:
            return f"{about}: cannot parse {quote(rest)} as {quote(part)}"
        rest = rest[found.end() :]
    if rest:
        return f"parsing time {quote(text)}: extra text: {quote(rest)}"
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        part = next((word for word in ("month", "day", "hour", "minute") if word in str(error)), "")
        return f"parsing time {quote(text)}: {part or 'second'} out of range"
    return None


def json_error(text: str) -> str | None:
    """What ``json.Unmarshal`` says; None where it is content."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return _go_json(text, error)
    return None


def _go_json(text: str, error: json.JSONDecodeError) -> str:
    if error.pos >= len(text) or error.msg.startswith("Unterminated string"):
        return "unexpected end of JSON input"
    words = next((go for python, go in _JSON_WORDS if error.msg.startswith(python)), None)
    if words is None:
        in_array = text.rfind("[", 0, error.pos) > text.rfind("{", 0, error.pos)
        words = "after array element" if in_array else "after object key:value pair"
    return f"invalid character '{text[error.pos]}' {words}"

"""How a listing folds names into items and prefixes, and continues page by page.

Pure: it asks a ``scan`` for entries from a name onwards, in the order of UTF-8 bytes (which is the
order of code points). Where the entries come from belongs to ``objects``.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Generic, Protocol, TypeVar

from crm_infra.simcloud.storage import errors
from crm_infra.simcloud.storage.globs import Glob

MAX_RESULTS = 1000


class Entry(Protocol):
    """What a listing must know of an entry: its name, and the generation that tells twins apart."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def generation(self) -> int: ...  # noqa: D102


E = TypeVar("E", bound=Entry)
Scan = Callable[[str, int], Iterator[E]]
"""Entries from (name, generation) onwards, both inclusive, ascending."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a caller asks to be listed."""

    prefix: str = ""
    delimiter: str = ""
    start: str = ""
    end: str = ""
    token: str = ""
    limit: int = MAX_RESULTS
    trailing_delimiter: bool = False
    glob: Glob | None = None


@dataclass(slots=True)
class Page(Generic[E]):
    """One page: items, prefixes and the token of the next page ("" on the last)."""

    items: list[E] = field(default_factory=list[E])
    prefixes: list[str] = field(default_factory=list[str])
    token: str = ""


@dataclass(frozen=True, slots=True)
class _Slot(Generic[E]):
    """One place on a page: where it begins, the prefix it folds into, the items it shows."""

    at: E
    prefix: str
    items: tuple[E, ...]


def page(query: Query, scan: Scan[E]) -> Page[E]:
    """Fold one page out of the scan."""
    result: Page[E] = Page()
    for count, slot in enumerate(_slots(query, scan)):
        if count == query.limit:
            result.token = write_token(slot.at.name, slot.at.generation)
            break
        result.items.extend(slot.items)
        if slot.prefix:
            result.prefixes.append(slot.prefix)
    return result


def _slots(query: Query, scan: Scan[E]) -> Iterator[_Slot[E]]:
    entries = scan(*_begin(query))
    while (entry := next(entries, None)) is not None:
        if _beyond(entry.name, query):
            return
        if query.glob is not None and not query.glob.matches(entry.name):
            continue
        prefix = _folded(entry.name, query)
        if not prefix:
            yield _Slot(entry, "", (entry,))
            continue
        yield _Slot(entry, prefix, _shown_too(prefix, query, scan))
        after = successor(prefix)
        if not after:
            return
        entries = scan(after, 0)


def _begin(query: Query) -> tuple[str, int]:
    if query.token:
        return read_token(query.token)
    return max(query.prefix, query.start), 0


def _beyond(name: str, query: Query) -> bool:
    return bool(query.end and name >= query.end) or not name.startswith(query.prefix)


def _folded(name: str, query: Query) -> str:
    if not query.delimiter:
        return ""
    at = name.find(query.delimiter, len(query.prefix))
    return name[: at + len(query.delimiter)] if at >= 0 else ""


def _shown_too(prefix: str, query: Query, scan: Scan[E]) -> tuple[E, ...]:
    """Objects named exactly as the prefix, which a caller may ask to see beside it."""
    if not query.trailing_delimiter:
        return ()
    return tuple(takewhile(lambda entry: entry.name == prefix, scan(prefix, 0)))


def successor(text: str) -> str:
    """The first text, in code point order, that does not start with ``text``; "" if none."""
    while text:
        point = ord(text[-1]) + 1
        if point <= 0x10FFFF:
            return text[:-1] + chr(0xE000 if 0xD800 <= point <= 0xDFFF else point)
        text = text[:-1]
    return ""


def write_token(name: str, generation: int) -> str:
    """The opaque token that continues at this entry."""
    return base64.urlsafe_b64encode(json.dumps([name, generation]).encode()).decode()


def read_token(token: str) -> tuple[str, int]:
    """The entry that a token continues at."""
    try:
        name, generation = json.loads(base64.urlsafe_b64decode(token))
        return str(name), int(generation)
    except (ValueError, TypeError, binascii.Error) as error:
        raise errors.invalid("Invalid argument: pageToken.", location="pageToken") from error

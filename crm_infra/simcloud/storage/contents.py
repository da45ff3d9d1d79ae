"""The bytes of objects: immutable contents, kept in chunks so that no body fills the memory.

A content is written once and never changed; objects point at it, copies share it. Hashes and the
reading of ranges belong here, what an object is belongs to ``objects``.
"""

import base64
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol, cast

import google_crc32c  # pyright: ignore[reportMissingTypeStubs]

from crm_infra.simcloud.storage.tables import Tables, row, rows

CHUNK_BYTES: Final = 4 * 1024 * 1024

Read = Callable[[int], bytes]
"""Read up to that many bytes; fewer only at the end."""


_extend = cast("Callable[[int, bytes], int]", google_crc32c.extend)  # pyright: ignore


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class Digests:
    """MD5 and CRC32C of a stream, as the API writes them."""

    def __init__(self) -> None:
        self.size = 0
        self._md5: _Hash = hashlib.md5(usedforsecurity=False)
        self._crc = 0

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        self.size += len(data)
        self._md5.update(data)
        self._crc = _extend(self._crc, data)

    @property
    def md5(self) -> str:
        """Base64 of the MD5."""
        return base64.b64encode(self._md5.digest()).decode()

    @property
    def crc32c(self) -> str:
        """Base64 of the big-endian CRC32C."""
        return base64.b64encode(self._crc.to_bytes(4, "big")).decode()


@dataclass(frozen=True, slots=True)
class Body:
    """A received body: small ones still in memory, large ones already staged in the tables."""

    digests: Digests
    inline: bytes = b""
    staged: int | None = None

    def stored(self, connection: sqlite3.Connection) -> int:
        """The content that holds these bytes; part of the caller's transaction."""
        if self.staged is not None:
            return self.staged
        content = new(connection)
        append(connection, content, 0, self.inline)
        return content


def receive(tables: Tables, read: Read) -> Body:
    """Take in a body; more than one chunk is staged piece by piece, outside any transaction."""
    digests = Digests()
    piece = read(CHUNK_BYTES)
    digests.update(piece)
    if len(piece) < CHUNK_BYTES:
        return Body(digests, inline=piece)
    with tables.write() as connection:
        content = new(connection)
        append(connection, content, 0, piece)
    while piece := read(CHUNK_BYTES):
        with tables.write() as connection:
            append(connection, content, digests.size, piece)
        digests.update(piece)
    return Body(digests, staged=content)


def discard(tables: Tables, body: Body) -> None:
    """Drop what was staged for an object that did not come to be."""
    if body.staged is not None:
        with tables.write() as connection:
            drop(connection, body.staged)


def new(connection: sqlite3.Connection) -> int:
    """An empty content."""
    content = connection.execute("INSERT INTO storage_contents DEFAULT VALUES").lastrowid
    assert content is not None  # noqa: S101 - an INSERT that did not raise has a row
    return content


def append(connection: sqlite3.Connection, content: int, start: int, data: bytes) -> None:
    """Add the bytes that begin at ``start``."""
    if data:
        connection.execute("INSERT INTO storage_chunks VALUES (?, ?, ?)", (content, start, data))


def joined(connection: sqlite3.Connection, parts: list[int]) -> tuple[int, Digests]:
    """A new content of several ones, in order."""
    content, digests = new(connection), Digests()
    for part in parts:
        for piece in read(connection, part, 0, None):
            append(connection, content, digests.size, piece)
            digests.update(piece)
    return content, digests


def digested(connection: sqlite3.Connection, content: int) -> Digests:
    """The hashes of a whole content."""
    digests = Digests()
    for piece in read(connection, content, 0, None):
        digests.update(piece)
    return digests


def read(
    connection: sqlite3.Connection, content: int, start: int, end: int | None
) -> Iterator[bytes]:
    """The bytes from ``start`` to ``end`` (exclusive; None: all), chunk by chunk."""
    first = row(
        connection,
        "SELECT max(start) FROM storage_chunks WHERE content = ? AND start <= ?",
        content,
        start,
    )
    sql = "SELECT start, data FROM storage_chunks WHERE content = ? AND start >= ? ORDER BY start"
    for offset, data in rows(connection, sql, content, (first and first[0]) or 0):
        if end is not None and offset >= end:
            return
        stop = len(data) if end is None else end - offset
        yield data[max(start - offset, 0) : stop]


def drop(connection: sqlite3.Connection, content: int) -> None:
    """Remove a content, unless an object or an upload still points at it."""
    used = row(
        connection,
        "SELECT 1 FROM storage_objects WHERE content = ?1 "
        "UNION ALL SELECT 1 FROM storage_uploads WHERE content = ?1 AND generation IS NULL",
        content,
    )
    if used is None:
        connection.execute("DELETE FROM storage_chunks WHERE content = ?", (content,))
        connection.execute("DELETE FROM storage_contents WHERE id = ?", (content,))


def sweep(connection: sqlite3.Connection) -> int:
    """Remove what a killed process had staged and nothing points at; returns how many."""
    orphans = [
        content
        for (content,) in rows(
            connection,
            "SELECT id FROM storage_contents WHERE id NOT IN (SELECT content FROM storage_objects) "
            "AND id NOT IN (SELECT content FROM storage_uploads WHERE generation IS NULL)",
        )
    ]
    for content in orphans:
        drop(connection, content)
    return len(orphans)

"""Objects: their generations, one row each; at most one generation of a name is live.

Rows and their changes, inside a transaction of the caller. The bytes belong to ``contents``, the
rules of a change (preconditions, holds, what may be set) to ``changes``.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crm_infra.simcloud.storage import errors, timestamps
from crm_infra.simcloud.storage.tables import Row, row, rows

Json = dict[str, Any]
_SELECT = (
    "SELECT bucket, name, generation, metageneration, created, updated, deleted, content, size, "
    "md5, crc32c, components, attributes FROM storage_objects WHERE bucket = ?"
)


@dataclass(frozen=True, slots=True)
class Object:
    """One generation of an object. ``deleted`` is when it stopped being live, if it did."""

    bucket: str
    name: str
    generation: int
    metageneration: int
    created: str
    updated: str
    deleted: str | None
    content: int
    size: int
    md5: str
    crc32c: str
    components: int
    attributes: Json

    @property
    def path(self) -> str:
        """Bucket and name, as messages show them."""
        return f"{self.bucket}/{self.name}"


def find(
    connection: sqlite3.Connection, bucket: str, name: str, generation: int | None = None
) -> Object | None:
    """That generation, or the live one; None where there is none."""
    if generation is None:
        found = row(connection, f"{_SELECT} AND name = ? AND deleted IS NULL", bucket, name)
    else:
        found = row(
            connection, f"{_SELECT} AND name = ? AND generation = ?", bucket, name, generation
        )
    return _object(found) if found else None


def get(
    connection: sqlite3.Connection, bucket: str, name: str, generation: int | None = None
) -> Object:
    """As ``find``, but refused when there is none."""
    found = find(connection, bucket, name, generation)
    if found is None:
        raise errors.no_object(bucket, name)
    return found


def scan(
    connection: sqlite3.Connection, bucket: str, name: str, generation: int, *, versions: bool
) -> Iterator[Object]:
    """Generations in order from (name, generation) onwards; only live ones without ``versions``."""
    live = "" if versions else "AND deleted IS NULL "
    sql = f"{_SELECT} {live}AND (name, generation) >= (?, ?) ORDER BY name, generation"
    return map(_object, rows(connection, sql, bucket, name, generation))


def next_generation(connection: sqlite3.Connection, now: datetime) -> int:
    """Microseconds of the clock, but always more than the last one given, whatever the clock."""
    found = row(connection, "SELECT last FROM storage_generations")
    generation = max(int(now.timestamp() * 1_000_000), (found[0] if found else 0) + 1)
    connection.execute("INSERT OR REPLACE INTO storage_generations VALUES (1, ?)", (generation,))
    return generation


def insert(connection: sqlite3.Connection, new: Object) -> Object:
    """Store a generation."""
    connection.execute(
        "INSERT INTO storage_objects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _values(new)
    )
    return new


def change(connection: sqlite3.Connection, old: Object, attributes: Json, now: datetime) -> Object:
    """Store other attributes; every change counts the metageneration up."""
    changed = replace(
        old,
        attributes=attributes,
        metageneration=old.metageneration + 1,
        updated=timestamps.write(now),
    )
    connection.execute(
        "UPDATE storage_objects SET metageneration = ?, updated = ?, attributes = ? "
        "WHERE bucket = ? AND name = ? AND generation = ?",
        (changed.metageneration, changed.updated, json.dumps(attributes), *_key(old)),
    )
    return changed


def archive(connection: sqlite3.Connection, old: Object, now: datetime) -> None:
    """Keep the generation, no longer live."""
    connection.execute(
        "UPDATE storage_objects SET deleted = ? WHERE bucket = ? AND name = ? AND generation = ?",
        (timestamps.write(now), *_key(old)),
    )


def remove(connection: sqlite3.Connection, old: Object) -> None:
    """Remove the generation for good; its bytes are the caller's to drop."""
    connection.execute(
        "DELETE FROM storage_objects WHERE bucket = ? AND name = ? AND generation = ?", _key(old)
    )


def _key(item: Object) -> Row:
    return item.bucket, item.name, item.generation


def _object(found: Row) -> Object:
    return Object(*found[:-1], attributes=json.loads(found[-1]))


def _values(item: Object) -> Row:
    return (
        *_key(item),
        item.metageneration,
        item.created,
        item.updated,
        item.deleted,
        item.content,
        item.size,
        item.md5,
        item.crc32c,
        item.components,
        json.dumps(item.attributes),
    )

"""New objects made of existing ones: copy, compose and move.

A copy shares the bytes of its source. Objects made of a request's body belong to ``changes``.
"""

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from crm_infra.simcloud.storage import attributes, buckets, changes, errors, objects
from crm_infra.simcloud.storage.changes import Stored, Target
from crm_infra.simcloud.storage.objects import Object
from crm_infra.simcloud.storage.preconditions import Preconditions

Json = dict[str, Any]
MAX_COMPONENTS: Final = 32


@dataclass(frozen=True, slots=True)
class Source:
    """What to read: a generation (None: the live one), under which conditions."""

    bucket: str
    name: str
    generation: int | None = None
    conditions: Preconditions = field(default_factory=Preconditions)


def source_object(connection: sqlite3.Connection, source: Source) -> Object:
    """The object that a source means; refused when absent or not as expected."""
    buckets.get(connection, source.bucket)
    found = objects.get(connection, source.bucket, source.name, source.generation)
    source.conditions.check(found.generation, found.metageneration)
    return found


def copy(connection: sqlite3.Connection, source: Source, target: Target, now: datetime) -> Object:
    """Copy; attributes come from the source unless the caller gives any."""
    old = source_object(connection, source)
    given = {key: value for key, value in target.wishes.items() if key != "storageClass"}
    wishes = dict(target.wishes)
    if not attributes.chosen(given):
        wishes = _carried(old) | wishes
    stored = Stored(old.content, old.size, old.md5, old.crc32c, old.components)
    return changes.publish(connection, replace(target, wishes=wishes), lambda _: stored, now)


def _carried(old: Object) -> Json:
    kept = {"eventBasedHold", "temporaryHold", "retention", "storageClass", "kmsKeyName"}
    return {key: value for key, value in old.attributes.items() if key not in kept}


def compose(
    connection: sqlite3.Connection, sources: list[Source], target: Target, now: datetime
) -> Object:
    """One object of up to 32 others of the same bucket."""
    if not 1 <= len(sources) <= MAX_COMPONENTS:
        raise errors.invalid(
            "The number of source components provided "
            f"({len(sources)}) must be between 1 and {MAX_COMPONENTS}."
        )
    changes.check(connection, target)
    found = [source_object(connection, source) for source in sources]
    return changes.publish(connection, target, lambda c: changes.joined(c, found), now)


def move(connection: sqlite3.Connection, source: Source, target: Target, now: datetime) -> Object:
    """Rename inside a bucket: nobody sees both names, or neither."""
    if source.name == target.name:
        raise errors.invalid("Source and destination object names must be different.")
    moved = copy(connection, source, target, now)
    changes.delete(connection, Target(source.bucket, source.name), source.generation, now)
    return moved

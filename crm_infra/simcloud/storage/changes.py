"""Changes of objects under all rules: preconditions first, then holds and retention.

Each function works inside a transaction of the caller, so that what is checked and what is done
are one. Copies of what exists belong to ``copies``, uploads in several requests to ``uploads``.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm_infra.simcloud.storage import (
    attributes,
    buckets,
    contents,
    errors,
    names,
    objects,
    retention,
    timestamps,
)
from crm_infra.simcloud.storage.buckets import Bucket
from crm_infra.simcloud.storage.contents import Body
from crm_infra.simcloud.storage.objects import Object
from crm_infra.simcloud.storage.preconditions import Preconditions

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes in the tables, ready to become a generation."""

    content: int
    size: int
    md5: str
    crc32c: str
    components: int = 0


Store = Callable[[sqlite3.Connection], Stored]


@dataclass(frozen=True, slots=True)
class Target:
    """What to write: where, with which attributes, under which conditions."""

    bucket: str
    name: str
    wishes: Json = field(default_factory=dict[str, Any])
    conditions: Preconditions = field(default_factory=Preconditions)


def publish(connection: sqlite3.Connection, target: Target, store: Store, now: datetime) -> Object:
    """Make a new live generation; the one before is archived or gone."""
    bucket = check(connection, target)
    before = objects.find(connection, target.bucket, target.name)
    chosen = attributes.created(bucket, target.wishes, now)
    stored = store(connection)
    if before is not None:
        _retire(connection, bucket, before, now, archive=bucket.versioned)
    stamp = timestamps.write(now)
    new = Object(
        bucket=target.bucket,
        name=target.name,
        generation=objects.next_generation(connection, now),
        metageneration=1,
        created=stamp,
        updated=stamp,
        deleted=None,
        content=stored.content,
        size=stored.size,
        md5=stored.md5,
        crc32c=stored.crc32c,
        components=stored.components,
        attributes=chosen,
    )
    objects.insert(connection, new)
    if before is not None:
        # Only now: an object copied onto itself has the bytes of the generation it replaces.
        contents.drop(connection, before.content)
    return new


def check(connection: sqlite3.Connection, target: Target) -> Bucket:
    """Refuse what could not be written now; returns the bucket."""
    bucket = buckets.get(connection, target.bucket)
    names.check_object_name(target.name)
    before = objects.find(connection, target.bucket, target.name)
    if before is None:
        target.conditions.check(0, 0)
    else:
        target.conditions.check(before.generation, before.metageneration)
    return bucket


def received(body: Body, wishes: Json) -> Store:
    """A received body, once it is what its sender says it is."""

    def store(connection: sqlite3.Connection) -> Stored:
        digests = body.digests
        verify(wishes, digests.md5, digests.crc32c)
        return Stored(body.stored(connection), digests.size, digests.md5, digests.crc32c)

    return store


def verify(wishes: Json, md5: str, crc32c: str) -> None:
    """Refuse bytes whose hashes are not those that the sender gave."""
    given = wishes.get("md5Hash")
    if given and given != md5:
        raise errors.invalid(
            f'Provided MD5 hash "{given}" doesn\'t match calculated MD5 hash "{md5}".'
        )
    given = wishes.get("crc32c")
    if given and given != crc32c:
        raise errors.invalid(
            f'Provided CRC32C "{given}" doesn\'t match calculated CRC32C "{crc32c}".'
        )


def delete(
    connection: sqlite3.Connection,
    target: Target,
    generation: int | None,
    now: datetime,
) -> None:
    """Delete the live generation (archived in a versioned bucket), or one generation for good."""
    bucket = buckets.get(connection, target.bucket)
    old = objects.get(connection, target.bucket, target.name, generation)
    target.conditions.check(old.generation, old.metageneration)
    _retire(connection, bucket, old, now, archive=bucket.versioned and generation is None)
    contents.drop(connection, old.content)


def _retire(
    connection: sqlite3.Connection, bucket: Bucket, old: Object, now: datetime, *, archive: bool
) -> None:
    retention.refuse_if_kept(old.path, bucket.retention_policy, old.attributes, old.created, now)
    if archive:
        objects.archive(connection, old, now)
    else:
        objects.remove(connection, old)


def edit(
    connection: sqlite3.Connection,
    target: Target,
    generation: int | None,
    now: datetime,
    *,
    replace: bool,
    override: bool,
) -> Object:
    """Patch the attributes of a generation, or replace them all."""
    bucket = buckets.get(connection, target.bucket)
    old = objects.get(connection, target.bucket, target.name, generation)
    target.conditions.check(old.generation, old.metageneration)
    rule = attributes.replaced if replace else attributes.patched
    changed = rule(bucket, old.attributes, target.wishes, now, override=override)
    return objects.change(connection, old, changed, now)


def joined(connection: sqlite3.Connection, sources: list[Object]) -> Stored:
    """The bytes of several objects, one after the other."""
    content, digests = contents.joined(connection, [source.content for source in sources])
    components = sum(max(source.components, 1) for source in sources)
    return Stored(content, digests.size, "", digests.crc32c, components)

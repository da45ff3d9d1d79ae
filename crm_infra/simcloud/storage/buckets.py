"""Buckets: one row each, named globally.

Rows and their changes, inside a transaction of the caller. What may be set is in
``bucket_settings``, who may do what in ``policies``, the JSON of the API in ``resources``.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crm_infra.simcloud.storage import bucket_settings, errors, names, timestamps
from crm_infra.simcloud.storage.preconditions import Preconditions
from crm_infra.simcloud.storage.tables import Row, row, rows

Json = dict[str, Any]
_SELECT = "SELECT name, project, metageneration, created, updated, settings FROM storage_buckets"


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket as it stands."""

    name: str
    project: str
    metageneration: int
    created: str
    updated: str
    settings: Json

    @property
    def versioned(self) -> bool:
        """Whether what is overwritten or deleted is archived instead."""
        return bool(self.settings.get("versioning", {}).get("enabled"))

    @property
    def uniform_access(self) -> bool:
        """Whether access is decided by the bucket's policy alone."""
        access = self.settings["iamConfiguration"]["uniformBucketLevelAccess"]
        return bool(access["enabled"])

    @property
    def retention_policy(self) -> Json | None:
        """How long objects are kept, if at all."""
        return self.settings.get("retentionPolicy")


def find(connection: sqlite3.Connection, name: str) -> Bucket | None:
    """The bucket, or None."""
    found = row(connection, f"{_SELECT} WHERE name = ?", name)
    return _bucket(found) if found else None


def get(connection: sqlite3.Connection, name: str) -> Bucket:
    """The bucket; refused when there is none."""
    bucket = find(connection, name)
    if bucket is None:
        raise errors.no_bucket()
    return bucket


def of_project(
    connection: sqlite3.Connection, project: str, prefix: str, start: str
) -> Iterator[Bucket]:
    """The project's buckets by name, from ``start`` onwards."""
    where = "WHERE project = ? AND name >= ? AND substr(name, 1, ?) = ? ORDER BY name"
    sql = f"{_SELECT} {where}"
    return map(_bucket, rows(connection, sql, project, start, len(prefix), prefix))


def create(
    connection: sqlite3.Connection,
    name: str,
    project: str,
    location: str,
    wishes: Json,
    now: datetime,
) -> Bucket:
    """A new bucket; refused when the name is taken, by whomever."""
    names.check_bucket_name(name)
    if not project:
        raise errors.required("Required parameter: project", location="project")
    other = find(connection, name)
    if other is not None:
        raise errors.bucket_exists(same_project=other.project == project)
    stamp = timestamps.write(now)
    settings = bucket_settings.created(name, location, wishes, now)
    bucket = Bucket(name, project, 1, stamp, stamp, settings)
    connection.execute(
        "INSERT INTO storage_buckets VALUES (?, ?, ?, ?, ?, ?, '', 0)", _values(bucket)
    )
    return bucket


def change(connection: sqlite3.Connection, bucket: Bucket, settings: Json, now: datetime) -> Bucket:
    """Store other settings; every change counts the metageneration up."""
    changed = replace(
        bucket,
        settings=settings,
        metageneration=bucket.metageneration + 1,
        updated=timestamps.write(now),
    )
    connection.execute(
        "UPDATE storage_buckets SET metageneration = ?, updated = ?, settings = ? WHERE name = ?",
        (changed.metageneration, changed.updated, json.dumps(settings), bucket.name),
    )
    return changed


def delete(connection: sqlite3.Connection, name: str, conditions: Preconditions) -> None:
    """Delete an empty bucket, and the uploads begun in it."""
    bucket = get(connection, name)
    conditions.check(0, bucket.metageneration)
    if row(connection, "SELECT 1 FROM storage_objects WHERE bucket = ? LIMIT 1", name):
        raise errors.bucket_not_empty()
    connection.execute("DELETE FROM storage_uploads WHERE bucket = ?", (name,))
    connection.execute("DELETE FROM storage_buckets WHERE name = ?", (name,))


def _bucket(found: Row) -> Bucket:
    name, project, metageneration, created, updated, settings = found
    return Bucket(name, project, metageneration, created, updated, json.loads(settings))


def _values(bucket: Bucket) -> Row:
    return (
        bucket.name,
        bucket.project,
        bucket.metageneration,
        bucket.created,
        bucket.updated,
        json.dumps(bucket.settings),
    )

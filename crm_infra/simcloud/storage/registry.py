"""The bucket registry: what the simulated provider may do with buckets, without HTTP.

``google_storage_bucket`` and its IAM resources act through it, so that a bucket made by Terraform
and one made through the API are the same thing. ``settings`` are in the form of the JSON API's
bucket resource, e.g. ``{"versioning": {"enabled": True}, "labels": {"team": "crm"}}``.

Every call is a transaction of its own, unless the registry was made with ``within(connection)``:
then it takes part in the caller's. Refusals are ``errors.ApiError`` with ``status``, ``reason`` and
``message``; a taken name is ``errors.BucketExistsError``.
"""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from crm_infra.simcloud.storage import (
    bucket_settings,
    buckets,
    contents,
    objects,
    policies,
    resources,
    retention,
    timestamps,
)
from crm_infra.simcloud.storage.preconditions import Preconditions
from crm_infra.simcloud.storage.tables import Tables, row
from crm_infra.simcloud.storage.timestamps import Now

Json = dict[str, Any]
Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]


class BucketRegistry:
    """Buckets of the one global namespace."""

    def __init__(
        self,
        read: Transaction,
        write: Transaction,
        *,
        now: Now = timestamps.wall_clock,
        tables: Tables | None = None,
    ) -> None:
        self._read = read
        self._write = write
        self._now = now
        self._tables = tables

    @classmethod
    def open(cls, database: Path, *, now: Now = timestamps.wall_clock) -> "BucketRegistry":
        """The registry of a database file, each call in a transaction of its own."""
        tables = Tables(database)
        return cls(tables.read, tables.write, now=now, tables=tables)

    def close(self) -> None:
        """Give the file back, if it was opened here."""
        if self._tables is not None:
            self._tables.close()

    @classmethod
    def within(
        cls, connection: sqlite3.Connection, *, now: Now = timestamps.wall_clock
    ) -> "BucketRegistry":
        """The registry inside a write transaction that the caller holds."""

        @contextmanager
        def same() -> Generator[sqlite3.Connection]:
            yield connection

        return cls(same, same, now=now)

    def create_bucket(self, name: str, project: str, location: str, settings: Json) -> Json:
        """Create a bucket and return it; raises ``BucketExistsError`` when the name is taken."""
        with self._write() as connection:
            bucket = buckets.create(connection, name, project, location, settings, self._now())
            return resources.bucket_json(bucket)

    def bucket(self, name: str) -> Json | None:
        """The bucket, or None."""
        with self._read() as connection:
            found = buckets.find(connection, name)
            return resources.bucket_json(found) if found else None

    def project_of(self, name: str) -> str:
        """The project that owns a bucket."""
        with self._read() as connection:
            return buckets.get(connection, name).project

    def update(self, name: str, patch: Json) -> Json:
        """Merge a patch into the settings (None removes) and return the bucket."""
        with self._write() as connection:
            bucket = buckets.get(connection, name)
            settings = bucket_settings.patched(name, bucket.settings, patch, self._now())
            return resources.bucket_json(buckets.change(connection, bucket, settings, self._now()))

    def lock_retention(self, name: str) -> Json:
        """Lock the retention policy for ever."""
        with self._write() as connection:
            bucket = buckets.get(connection, name)
            policy = retention.locked_policy(name, bucket.retention_policy)
            settings = bucket.settings | {"retentionPolicy": policy}
            return resources.bucket_json(buckets.change(connection, bucket, settings, self._now()))

    def delete(self, name: str) -> None:
        """Delete a bucket; refused while it holds any object."""
        with self._write() as connection:
            buckets.delete(connection, name, Preconditions())

    def count_objects(self, name: str) -> int:
        """How many generations, archived ones included, the bucket holds."""
        with self._read() as connection:
            buckets.get(connection, name)
            sql = "SELECT count(*) FROM storage_objects WHERE bucket = ?"
            found = row(connection, sql, name)
            return int(found[0]) if found else 0

    def empty(self, name: str) -> int:
        """Delete every generation (``force_destroy``); refused when one of them is kept."""
        with self._write() as connection:
            bucket = buckets.get(connection, name)
            everything = list(objects.scan(connection, name, "", 0, versions=True))
            for item in everything:
                retention.refuse_if_kept(
                    item.path, bucket.retention_policy, item.attributes, item.created, self._now()
                )
                objects.remove(connection, item)
                contents.drop(connection, item.content)
            return len(everything)

    def policy(self, name: str) -> Json:
        """The IAM policy of a bucket."""
        with self._read() as connection:
            return policies.get(connection, name)

    def set_policy(self, name: str, policy: Json) -> Json:
        """Replace the IAM policy of a bucket."""
        with self._write() as connection:
            return policies.put(connection, name, policy)

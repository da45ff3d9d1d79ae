"""The tables of the simulated Cloud Storage, and the transactions over them.

They live in the one SQLite file of the simulated cloud (``cloud.database``): a write block that
has ended is on disk, and the API answers only afterwards. Add a table here and count ``VERSION``
up; what its rows mean belongs to ``buckets``, ``objects``, ``contents`` and ``uploads``.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

from crm_infra.simcloud.cloud.database import open_database

COMPONENT: Final = "storage"
VERSION: Final = 1

SCHEMA: Final = """
CREATE TABLE storage_buckets (
  name TEXT PRIMARY KEY, project TEXT NOT NULL, metageneration INTEGER NOT NULL,
  created TEXT NOT NULL, updated TEXT NOT NULL, settings TEXT NOT NULL,
  policy TEXT NOT NULL, policy_version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE storage_objects (
  bucket TEXT NOT NULL, name TEXT NOT NULL, generation INTEGER NOT NULL,
  metageneration INTEGER NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,
  deleted TEXT, content INTEGER NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
  crc32c TEXT NOT NULL, components INTEGER NOT NULL, attributes TEXT NOT NULL,
  PRIMARY KEY (bucket, name, generation)
) WITHOUT ROWID;
CREATE UNIQUE INDEX storage_live ON storage_objects (bucket, name) WHERE deleted IS NULL;
CREATE INDEX storage_content_users ON storage_objects (content);
CREATE TABLE storage_contents (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE storage_chunks (
  content INTEGER NOT NULL, start INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE UNIQUE INDEX storage_chunk_order ON storage_chunks (content, start);
CREATE TABLE storage_uploads (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL, name TEXT NOT NULL, wishes TEXT NOT NULL,
  content INTEGER NOT NULL, received INTEGER NOT NULL, generation INTEGER
) WITHOUT ROWID;
CREATE TABLE storage_generations (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL)
"""

Row = tuple[Any, ...]


def rows(connection: sqlite3.Connection, sql: str, *values: object) -> Iterator[Row]:
    """Rows as plain tuples, whatever row factory the connection's owner has chosen."""
    cursor = connection.cursor()
    cursor.row_factory = None
    yield from cursor.execute(sql, values)


def row(connection: sqlite3.Connection, sql: str, *values: object) -> Row | None:
    """The first row, or None."""
    return next(rows(connection, sql, *values), None)


class Tables:
    """Transactions over one database file, from any thread."""

    def __init__(self, path: Path) -> None:
        self._database = open_database(path)
        self._database.ensure(COMPONENT, VERSION, SCHEMA)

    def read(self) -> AbstractContextManager[sqlite3.Connection]:
        """One unchanging view of everything, for as long as it is held."""
        return self._database.read()

    def write(self) -> AbstractContextManager[sqlite3.Connection]:
        """All or nothing; durable when the block has ended. Not to be nested."""
        return self._database.write()

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

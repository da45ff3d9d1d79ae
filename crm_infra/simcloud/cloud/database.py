"""The one SQLite file of simcloud: who may write when, and that a write is durable once answered.

Every room that keeps rows opens the file here, so that all writers of the process share one gate
and one connection, and writers that wait at the same time share one flush to disk. Add here what
concerns the file itself; the tables of a room and their meaning belong to that room.

A second component opens the same file like this::

    database = open_database(path)                 # shared by the whole process
    database.ensure("storage", 1, CREATE_TABLES)   # its own tables, created once
    with database.write() as connection:           # durable when the block has ended
        connection.execute(...)
    with database.read() as connection:            # a consistent view of what was committed
        connection.execute(...)
    database.close()                               # the last one to close it closes the file

Inside ``write`` use only the connection that it gives: ``read`` does not see what is not committed
yet. Never wait for anything inside ``write``: everyone else waits too.
"""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from crm_infra.simcloud.cloud.batches import Batches

_BUSY_SECONDS = 30.0
_open: dict[Path, "Database"] = {}
_open_lock = threading.Lock()


class Database:
    """One SQLite file in WAL mode. Get it from ``open_database``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.users = 0
        self._writer = self._connect()
        self._batches = Batches(self._writer)
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.Lock()
        with self.write() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS components (name TEXT PRIMARY KEY, version INTEGER)"
            )

    def ensure(self, component: str, version: int, script: str) -> None:
        """Create a component's tables, once per file.

        Args:
            component: Name of the room that owns the tables.
            version: Counts up when the tables change; another version in the file is an error.
            script: ``CREATE …`` statements separated by ``;`` (and nothing else with a ``;``).
        """
        with self.write() as connection:
            found = connection.execute(
                "SELECT version FROM components WHERE name = ?", (component,)
            ).fetchone()
            if found is None:
                for statement in filter(str.strip, script.split(";")):
                    connection.execute(statement)
                connection.execute("INSERT INTO components VALUES (?, ?)", (component, version))
        if found is not None and found[0] != version:
            raise sqlite3.DatabaseError(
                f"{self.path} holds version {found[0]} of the {component} tables, this simcloud"
                f" reads version {version}. Move the file away and start again."
            )

    def tables(self) -> list[str]:
        """Names of all tables that hold data of some room."""
        with self.read() as connection:
            rows = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite_%' AND name <> 'components' ORDER BY name"
            ).fetchall()
        return [row[0] for row in rows]

    @contextmanager
    def write(self) -> Generator[sqlite3.Connection]:
        """Change rows: all of the block or, when it raises, nothing. Durable when it has ended.

        Writers take turns; those that queue up meanwhile are flushed to disk together. Blocks must
        not be nested.
        """
        with self._batches.member() as connection:
            yield connection

    @contextmanager
    def read(self) -> Generator[sqlite3.Connection]:
        """See one consistent state of what is committed; never waits for writers."""
        with self._idle_lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._connect()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")
            with self._idle_lock:
                self._idle.append(connection)

    def close(self) -> None:
        """Give up one use of the file; the last user closes it."""
        with _open_lock:
            self.users -= 1
            if self.users > 0:
                return
            _open.pop(self.path, None)
        with self._idle_lock:
            for connection in self._idle:
                connection.close()
            self._idle.clear()
        self._batches.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.execute("PRAGMA journal_mode = WAL")
        # Accepted means durable: the write-ahead log is flushed at every commit.
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def open_database(path: Path) -> Database:
    """The process-wide ``Database`` of that file, created 0600 with its tables on first use."""
    path = path.resolve()
    with _open_lock:
        database = _open.get(path)
        if database is None:
            path.touch(mode=0o600)
            database = _open[path] = Database(path)
        database.users += 1
        return database

"""Dagster's own SQLite files, without a wait for the disk at every event.

Dagster opens and closes its file for every statement. Closing the last connection writes the log
back into the file, and each commit waits for the disk: two layers waited for two seconds. Here one
connection per file stays open, and commits wait only where SQLite itself must. A crash of a process
loses nothing; a power failure may lose the last events of the page, never a state or a journal of
ours. Add here what concerns those files; which there are is Dagster's affair.
"""

import sqlite3
from collections import OrderedDict
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import Any

KEPT = 8


class OpenFiles:
    """One idle connection per file, for the files that were used last."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, sqlite3.Connection] = OrderedDict()
        self._lock = Lock()

    def keep(self, path: str) -> None:
        """Hold the file open; the one that was used longest ago is let go."""
        with self._lock:
            if path not in self._open:
                self._open[path] = _idle(path)
            self._open.move_to_end(path)
            while len(self._open) > KEPT:
                self._open.popitem(last=False)[1].close()

    def paths(self) -> list[str]:
        """Which files are held, the one used last at the end."""
        with self._lock:
            return list(self._open)

    def close(self) -> None:
        """Let go of every file."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()


@cache
def hurry() -> OpenFiles:
    """From now on, in this process, do not wait for the disk at every event of Dagster's."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    files = OpenFiles()

    def opened(connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            _settle(connection, files)

    event.listen(Engine, "connect", opened)
    return files


def _settle(connection: sqlite3.Connection, files: OpenFiles) -> None:
    """Only with a write-ahead log is less waiting safe; Dagster sets it, but after its tables."""
    if _write_ahead(connection) != "wal":
        return
    connection.execute("PRAGMA synchronous = NORMAL")
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    if path:
        files.keep(path)


def _write_ahead(connection: sqlite3.Connection) -> str:
    with suppress(sqlite3.OperationalError):  # somebody writes: it stays as it is
        connection.execute("PRAGMA journal_mode = WAL")
    return connection.execute("PRAGMA journal_mode").fetchone()[0]


def _idle(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()  # opens the log as well
    return connection

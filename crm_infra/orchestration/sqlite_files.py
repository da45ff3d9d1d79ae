"""Dagster's own SQLite files, opened once and written without a wait for the disk at every event.

Dagster makes an engine, opens its file and closes both for every statement: nothing that SQLAlchemy
has compiled is used twice, closing the last connection writes the log back into the file, and each
commit waits for the disk. Here an engine per file stays, with a connection, and commits wait only
where SQLite itself must. A crash of a process loses nothing; a power failure may lose the last
events of the page, never a state or a journal of ours. Add here what concerns those files; which
there are is Dagster's affair. It uses Dagster's internals; the exact version is pinned.
"""

import sqlite3
from collections import OrderedDict
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

KEPT = 8


class Engines:
    """One engine per file, for the files that were used last; each keeps a connection open."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Engine] = OrderedDict()
        self._lock = Lock()

    def engine(self, url: str, **options: Any) -> "Engine":
        """The engine of that file; the one that was used longest ago is let go.

        Args:
            url: ``sqlite:///`` and the file.
            options: Dagster's, of which only what concerns the connection is heeded.
        """
        with self._lock:
            if url not in self._kept:
                self._kept[url] = _lasting(url, options.get("connect_args", {}))
            self._kept.move_to_end(url)
            while len(self._kept) > KEPT:
                _end(self._kept.popitem(last=False)[1])
            return self._kept[url]

    def urls(self) -> list[str]:
        """Whose engines are kept, the one used last at the end."""
        with self._lock:
            return list(self._kept)

    def close(self) -> None:
        """Let go of every file."""
        with self._lock:
            while self._kept:
                _end(self._kept.popitem()[1])


@cache
def hurry() -> Engines:
    """From now on, in this process, Dagster's files are opened once and seldom waited for."""
    from dagster._core.storage.event_log.sqlite import sqlite_event_log
    from dagster._core.storage.runs.sqlite import sqlite_run_storage
    from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage

    from crm_infra.orchestration.sqlite_migrations import read_once
    from crm_infra.orchestration.sqlite_watch import LogWatch

    read_once()
    engines = Engines()
    storages: tuple[Any, ...] = (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage)
    for storage in storages:
        storage.create_engine = engines.engine
    storages[0].SqliteEventLogStorageWatchdog = LogWatch
    return engines


def _lasting(url: str, connecting: dict[str, Any]) -> "Engine":
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import QueuePool

    shared = {**connecting, "check_same_thread": False}
    engine: Any = create_engine(
        url, poolclass=QueuePool, pool_size=1, max_overflow=-1, connect_args=shared
    )
    event.listen(engine, "connect", _settle)
    engine.dispose = _stay
    return engine


def _stay() -> None:
    """What an engine does when Dagster is done with a statement and would end it."""


def _end(engine: "Engine") -> None:
    del engine.dispose  # pyright: ignore[reportAttributeAccessIssue] - ``_stay``, which hid it
    engine.dispose()


def _settle(connection: sqlite3.Connection, _record: Any) -> None:
    """Only with a write-ahead log is less waiting safe; Dagster sets it, but after its tables."""
    with suppress(sqlite3.OperationalError):  # somebody writes: it stays as it is
        if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
            connection.execute("PRAGMA synchronous = NORMAL")

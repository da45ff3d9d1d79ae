"""Group commit: writers that wait at the same time share one transaction and one flush.

Holds only the mechanics of taking turns on one SQLite connection. What is written is decided by
the rooms; how they reach this is ``database``.
"""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager

_MOST_MEMBERS = 64
_RESCUE_SECONDS = 1.0


class _Batch:
    """Members of one transaction: all of them are durable, or all of them fail."""

    def __init__(self) -> None:
        self.members = 0
        self.ended = threading.Event()
        self.error: BaseException | None = None


class Batches:
    """Turns on one connection.

    Each member works in a savepoint of its own, so that one that fails takes back only what it
    did. The last member in the queue commits for all; nobody returns before that.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._turn = threading.Lock()
        self._holder = 0
        self._count = threading.Lock()
        self._waiting = 0
        self._batch = _Batch()

    @contextmanager
    def member(self) -> Generator[sqlite3.Connection]:
        """Take a turn; returns when what was done in the block is on disk."""
        self._enter()
        batch = self._batch
        try:
            self._begin(batch)
            try:
                yield self._connection
            except BaseException:
                self._take_back(batch)
                raise
            self._connection.execute("RELEASE member")
        finally:
            self._leave(batch)
        self._await(batch)

    def close(self) -> None:
        """Close the connection once the member at work has ended."""
        with self._turn:
            self._connection.close()

    def _enter(self) -> None:
        if self._holder == threading.get_ident():
            raise RuntimeError("a write was begun inside a write; end the first block before it")
        with self._count:
            self._waiting += 1
        try:
            self._turn.acquire()
        finally:
            with self._count:
                self._waiting -= 1
        self._holder = threading.get_ident()

    def _begin(self, batch: _Batch) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        batch.members += 1
        self._connection.execute("SAVEPOINT member")

    def _take_back(self, batch: _Batch) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK TO member")
            self._connection.execute("RELEASE member")
        else:
            # A full disk makes SQLite roll back everything, other members included.
            batch.error = sqlite3.OperationalError("the disk refused the write; nothing was kept")

    def _leave(self, batch: _Batch) -> None:
        try:
            with self._count:
                last = self._waiting == 0 or batch.members >= _MOST_MEMBERS
            if last or batch.error:
                self._commit(batch)
        finally:
            self._holder = 0
            self._turn.release()

    def _commit(self, batch: _Batch) -> None:
        self._batch = _Batch()
        try:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            batch.error = batch.error or error
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        finally:
            batch.ended.set()

    def _await(self, batch: _Batch) -> None:
        while not batch.ended.wait(_RESCUE_SECONDS):
            # Whoever should have committed was interrupted while it queued.
            with self._turn:
                if batch is self._batch:
                    self._commit(batch)
        if batch.error is not None:
            raise sqlite3.OperationalError(str(batch.error)) from batch.error

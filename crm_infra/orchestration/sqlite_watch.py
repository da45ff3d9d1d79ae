"""A run's page moves while the run does: its events are looked at whenever its log is written.

Dagster watches the database file of a run; with a write-ahead log that file rests until the log is
written back into it, and an open page would not move. Imported where watching begins only.
"""

from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorageWatchdog


class LogWatch(SqliteEventLogStorageWatchdog):
    """Dagster's watchdog over the write-ahead log as well."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._patterns: list[str] = [self._log_path, f"{self._log_path}-wal"]

    def on_modified(self, event: Any) -> None:
        """Hand on what is new; whichever of the two files was written."""
        del event
        self._process_log()

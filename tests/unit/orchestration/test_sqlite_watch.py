"""An open page hears of a run's events while the run is under way."""

import time
from pathlib import Path
from threading import Event

import dagster as dg

from crm_infra.orchestration.instance import open_instance
from crm_infra.orchestration.sqlite_files import hurry

PATIENCE = 60.0


@dg.job
def nothing() -> None:
    """A job without steps."""


def test_whoever_watches_hears_of_each_event_though_the_file_itself_rests(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        run = instance.create_run_for_job(nothing)
        storage = instance.event_log_storage
        instance.report_engine_event("the first", run)
        heard: list[str] = []
        second = Event()

        def hear(entry: dg.EventLogEntry, _cursor: str) -> None:
            heard.append(entry.user_message or entry.message)
            if "the second" in heard[-1]:
                second.set()

        storage.watch(run.run_id, None, hear)
        database = tmp_path / "dagster" / "history" / "runs" / f"{run.run_id}.db"
        before = database.stat().st_mtime_ns
        end = time.monotonic() + PATIENCE
        instance.report_engine_event("the second", run)
        while not second.wait(0.2) and time.monotonic() < end:
            pass
        assert second.is_set(), heard
        assert database.stat().st_mtime_ns == before
        storage.end_watch(run.run_id, hear)
    hurry().close()

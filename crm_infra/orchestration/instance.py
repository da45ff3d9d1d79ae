"""The Dagster instance of one home: where runs, events and partitions are kept.

Its settings are the repository's ``dagster.yaml``. Which runs there are and what they do is decided
in ``jobs``; this room only opens the instance and runs a job in this process.
"""

import fcntl
import os
import shutil
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run

from crm_infra.orchestration.sqlite_files import hurry
from crm_infra.orchestration.stopping import share
from crm_infra.orchestration.tags import ATTACHED_TAG

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
SETTINGS = Path(__file__).resolve().parents[2] / "dagster.yaml"


def dagster_home(home: Path) -> Path:
    """The instance's folder, with the repository's settings in it.

    ``DAGSTER_HOME`` names another, whose settings are then its owner's.
    """
    if chosen := os.environ.get("DAGSTER_HOME"):
        return Path(chosen)
    folder = home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    if SETTINGS.exists() and (
        not settings.exists() or settings.read_bytes() != SETTINGS.read_bytes()
    ):
        shutil.copyfile(SETTINGS, settings)
    return folder


def open_instance(home: Path) -> dg.DagsterInstance:
    """Open the instance of ``home``; it is made when it is not there. Close it after use."""
    folder = dagster_home(home)
    os.environ["DAGSTER_HOME"] = str(folder)
    hurry()
    with _alone(folder):
        return dg.DagsterInstance.from_config(str(folder))


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Two first openings at once would both create Dagster's tables, and one of them would fail."""
    with (folder / "opening.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_in_process(
    job: dg.JobDefinition,
    instance: dg.DagsterInstance,
    *,
    partition: str,
    assets: Collection[str] = (),
    config: Mapping[str, Any] | None = None,
    tags: dict[str, str] | None = None,
    cancel: Event | None = None,
) -> dg.DagsterRun:
    """Run the named assets of a job, or a job without assets, for one environment here and now.

    The run appears in the UI like any other. It does not pass through the run queue; the state
    lock is what keeps two changes of one environment apart. ``config`` is that of its ops by their
    names; ``cancel`` is set when the run is asked to stop.

    Returns:
        The run as it ended; a failed layer is a failed run, not an exception.
    """
    selection = frozenset(dg.AssetKey(name) for name in assets) or None
    subset = job.get_subset(asset_selection=selection) if selection else job
    run = instance.create_run_for_job(
        job_def=subset,
        run_config={
            **QUIET,
            "ops": {name: {"config": one} for name, one in (config or {}).items()},
        },
        tags={"dagster/partition": partition, ATTACHED_TAG: "yes", **(tags or {})},
        asset_selection=selection,
    )
    if cancel:
        share(run.run_id, cancel)
    execute_run(InMemoryJob(subset), run, instance)
    ended = instance.get_run_by_id(run.run_id)
    return ended or run

"""Whether the process of a run still lives, and what becomes of a run whose process is gone.

Every run is signed by the process that works for it. Dagster notices a worker that died only while
the server that started it lives; after a restart of the machine, or a killed command line, the run
would be under way for ever and keep its environment's place in the queue. When this is looked at
is decided in ``sensors``.
"""

import json
from dataclasses import asdict

import dagster as dg

from crm_infra.orchestration.tags import PROCESS_TAG
from crm_infra.state.holder import Life, ProcessIdentity, this_process

WORKING = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
NEXT = (
    "Run it again: the next plan shows what is left, and what stands in the cloud but not in the"
    " state is adopted"
)


def sign(instance: dg.DagsterInstance, run_id: str) -> None:
    """Write down that this process works for the run."""
    instance.add_run_tags(run_id, {PROCESS_TAG: json.dumps(asdict(this_process()))})


def process_of(run: dg.DagsterRun) -> ProcessIdentity | None:
    """Who works for the run; None before it is signed."""
    signed = run.tags.get(PROCESS_TAG)
    return ProcessIdentity(**json.loads(signed)) if signed else None


def report_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """End every run of this machine whose process is gone; returns their ids.

    A run of another machine, or one that nobody signed, is left alone: nothing is known of it.
    """
    working = instance.get_runs(dg.RunsFilter(statuses=WORKING))
    return [run.run_id for run in working if _ended(instance, run)]


def _ended(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    process = process_of(run)
    if process is None or process.life() is not Life.DEAD:
        return False
    # It may have ended in order between our reading of the run and our look at its process.
    now = instance.get_run_by_id(run.run_id)
    if now is None or now.is_finished:
        return False
    said = f"{process}, which worked for this run, is gone: killed, or the machine was restarted."
    if now.status is dg.DagsterRunStatus.CANCELING:
        instance.report_run_canceled(now, f"{said} {NEXT}.")
    else:
        instance.report_run_failed(now, f"{said} {NEXT}.")
    return True

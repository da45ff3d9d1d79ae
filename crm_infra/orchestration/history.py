"""What has been: the last result of each check, who will judge next, the last runs.

Read from Dagster's own records. Add here what a person wants to know of the past; how it is laid
out belongs to ``report``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg
from dagster._core.event_api import PartitionKeyFilter
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from crm_infra.checks.catalog import DRIFT
from crm_infra.orchestration.checks import NOT_LOOKED_AT, VIOLATIONS, check_specs
from crm_infra.orchestration.liveness import WORKING
from crm_infra.orchestration.pages.words import minutes

RUNS_SHOWN = 8
# One that was made and never queued is nobody's: whoever made it may be gone.
GOING_TO_JUDGE = (dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTING, *WORKING)


@dataclass(frozen=True, slots=True)
class KnownResult:
    """The last known result of one check in one environment."""

    layer: str
    check: str
    passed: bool
    said: str
    at: str
    not_seen: bool = False

    @property
    def red(self) -> bool:
        """Whether something is known to break its rule."""
        return not self.passed and not self.not_seen


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run of an environment."""

    run: str
    job: str
    status: str
    began: str
    took: str


def known_results(
    instance: dg.DagsterInstance, layers: Sequence[str], environment: str
) -> list[KnownResult]:
    """The last result of every check of these layers in that environment."""
    keys = [spec.key for layer in layers for spec in check_specs(layer)]
    found = instance.event_log_storage.get_latest_asset_check_execution_by_key(
        keys, partition_filter=PartitionKeyFilter(key=environment)
    )
    results: list[KnownResult] = []
    for key in keys:
        record = found.get(key)
        event = record.event.dagster_event if record and record.event else None
        if record is None or event is None or event.event_type_value != "ASSET_CHECK_EVALUATION":
            continue
        evaluation = event.asset_check_evaluation_data
        results.append(
            KnownResult(
                layer=key.asset_key.to_user_string(),
                check=key.name,
                passed=evaluation.passed,
                said=evaluation.description or "",
                at=when(record.create_timestamp),
                not_seen=NOT_LOOKED_AT in evaluation.metadata
                and VIOLATIONS not in evaluation.metadata,
            )
        )
    return results


def judging_run(instance: dg.DagsterInstance, layer: str, environment: str) -> str:
    """The run under way that will judge the layer once it has changed it; empty when there is none.

    Dagster gives the checks of a run their places when the run is made. A result that somebody adds
    before that run has judged would stay the last one, and be of a time before the change.
    """
    key = dg.AssetCheckKey(dg.AssetKey(layer), DRIFT)
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key(
        [key], partition_filter=PartitionKeyFilter(key=environment)
    ).get(key)
    if record is None or record.status is not AssetCheckExecutionRecordStatus.PLANNED:
        return ""
    run = instance.get_run_by_id(record.run_id)
    return run.run_id if run and run.status in GOING_TO_JUDGE else ""


def past_runs(instance: dg.DagsterInstance, environment: str) -> list[PastRun]:
    """The last runs of an environment, newest first."""
    wanted = dg.RunsFilter(tags={"dagster/partition": environment})
    records = instance.get_run_records(wanted, limit=RUNS_SHOWN)
    return [
        PastRun(
            run=record.dagster_run.run_id,
            job=record.dagster_run.job_name,
            status=record.dagster_run.status.value.lower(),
            began=when(record.start_time),
            took=_took(record.start_time, record.end_time),
        )
        for record in records
    ]


def when(moment: float | datetime | None) -> str:
    """For people, to the minute."""
    if moment is None:
        return ""
    found = moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment, UTC)
    return f"{found:%Y-%m-%d %H:%M} UTC"


def _took(start: float | None, end: float | None) -> str:
    return minutes(end - start) if start and end else ""

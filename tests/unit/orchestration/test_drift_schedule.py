"""The schedule of drift: every half hour, never twice at once, whatever the last look said."""

from datetime import UTC, datetime

import dagster as dg

from crm_infra.definitions import defs
from jobs.drift import drift

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def tick(instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    context = dg.build_schedule_context(instance=instance, scheduled_execution_time=NOON)
    return defs.resolve_schedule_def("drift_every_half_hour")(context)  # type: ignore[return-value]


def begun(instance: dg.DagsterInstance, status: dg.DagsterRunStatus) -> None:
    instance.create_run_for_job(drift, status=status)


def test_asks_for_a_look(instance: dg.DagsterInstance) -> None:
    assert isinstance(tick(instance), dg.RunRequest)


def test_does_not_look_twice_at_once(instance: dg.DagsterInstance) -> None:
    begun(instance, dg.DagsterRunStatus.STARTED)
    assert isinstance(tick(instance), dg.SkipReason)


def test_keeps_looking_when_the_last_look_failed(instance: dg.DagsterInstance) -> None:
    begun(instance, dg.DagsterRunStatus.FAILURE)
    assert isinstance(tick(instance), dg.RunRequest)


def test_is_on_from_the_start_and_in_utc() -> None:
    schedule = defs.resolve_schedule_def("drift_every_half_hour")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("*/30 * * * *", "UTC")

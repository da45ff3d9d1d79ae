"""``drift_every_half_hour``: a look at every environment, whether or not the last one failed."""

import dagster as dg

from jobs.drift import drift

UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


@dg.schedule(
    job=drift,
    cron_schedule="*/30 * * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Looks for drift every 30 minutes; never twice at the same time.",
)
def drift_every_half_hour(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for a look, unless one is still under way."""
    wanted = dg.RunsFilter(job_name=drift.name, statuses=UNDER_WAY)
    running = context.instance.get_runs(filters=wanted, limit=1)
    if running:
        return dg.SkipReason(f"run {running[0].run_id} is still looking")
    return dg.RunRequest()

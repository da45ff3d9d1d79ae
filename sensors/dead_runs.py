"""``dead_runs``: ends the runs whose process is gone; they would block their environment."""

import dagster as dg

from crm_infra.orchestration.liveness import report_dead_runs


@dg.sensor(
    minimum_interval_seconds=15,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Ends every run of this machine whose process is gone (killed, machine restarted) and "
        "writes into it what to do next."
    ),
)
def dead_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Look once; asks for no run, because a person sees what is left first."""
    ended = report_dead_runs(context.instance)
    if ended:
        return dg.SkipReason(f"ended, because their processes are gone: {', '.join(ended)}")
    return dg.SkipReason("every run under way has a living process")

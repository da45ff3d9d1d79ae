"""``checks``: look at one environment now; what it has to say is on each layer's page."""

import dagster as dg

from crm_infra.orchestration.drift import look_at_environment
from crm_infra.orchestration.executor import thread_executor
from crm_infra.orchestration.partitions import ENVIRONMENTS


@dg.job(
    partitions_def=ENVIRONMENTS,
    executor_def=thread_executor,
    description=(
        "Runs every check on what stands of one environment, drift included, and writes its "
        "report; changes nothing and blocks nobody."
    ),
)
def checks() -> None:
    """One look."""
    look_at_environment()

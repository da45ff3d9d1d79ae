"""``drift``: look at every environment that stands, one after the other."""

import dagster as dg

from crm_infra.orchestration.drift import look_everywhere
from crm_infra.orchestration.executor import thread_executor


@dg.job(
    executor_def=thread_executor,
    description=(
        "Compares what stands in all environments with what was applied and says who changed what; "
        "changes nothing, takes no lock, and leaves alone what is being changed."
    ),
)
def drift() -> None:
    """One look at each."""
    look_everywhere()

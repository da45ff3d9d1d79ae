"""``provision``: make an environment, or a part of it, stand as its files say."""

import dagster as dg

from crm_infra.orchestration.executor import thread_executor

provision = dg.define_asset_job(
    name="provision",
    selection=dg.AssetSelection.groups("layers"),
    description=(
        "Plans, checks and applies the layers of one environment, upstream first; layers that do "
        "not depend on each other run side by side."
    ),
    executor_def=thread_executor,
)

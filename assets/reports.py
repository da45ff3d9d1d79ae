"""``environment_report``: one page per environment, all layers, what is stale and what next."""

from typing import Any

import dagster as dg

from crm_infra.layers import CATALOG
from crm_infra.orchestration.layer_assets import GROUP, OWNER, failures_for_people
from crm_infra.orchestration.partitions import ENVIRONMENTS, environment_of
from crm_infra.orchestration.platform import Platform
from crm_infra.orchestration.report import report_metadata, write_report


@dg.asset(
    deps=[dg.AssetKey(layer.name) for layer in CATALOG],
    partitions_def=ENVIRONMENTS,
    group_name=GROUP,
    owners=[OWNER],
    kinds={"markdown"},
    description=(
        "What stands of an environment in all layers, what is stale and why, which checks are red, "
        "the last runs, and the next thing to do. Changes nothing; every look writes it again."
    ),
)
def environment_report(
    context: dg.AssetExecutionContext, platform: dg.ResourceParam[Platform]
) -> dg.MaterializeResult[Any]:
    """Write the report of the partition's environment."""
    with failures_for_people(context):
        environment = environment_of(context.partition_key)
        with platform.gateway() as gateway:
            report = write_report(gateway, context.instance, CATALOG, environment)
    return dg.MaterializeResult(metadata=report_metadata(report))

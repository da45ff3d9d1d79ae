"""``environments``: keeps the partitions equal to the environment files."""

import dagster as dg

from crm_infra.environments import load_environments
from crm_infra.errors import InputError
from crm_infra.orchestration.partitions import ENVIRONMENTS


@dg.sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Adds a partition for every environment file; says so when a file is faulty.",
)
def environments(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Ask for the partitions that are described and not there yet."""
    try:
        described = list(load_environments())
    except InputError as error:
        return dg.SkipReason(str(error))
    known = set(context.instance.get_dynamic_partitions(str(ENVIRONMENTS.name)))
    new = [key for key in described if key not in known]
    if not new:
        return dg.SkipReason(f"all {len(described)} environments are partitions")
    return dg.SensorResult(dynamic_partitions_requests=[ENVIRONMENTS.build_add_request(new)])

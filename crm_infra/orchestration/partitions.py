"""One set of partitions: the environments. The four standing ones, and previews that come and go.

How a partition key becomes an environment is here; what an environment is, is ``environments``'.
"""

import dagster as dg

from crm_infra.environments import Environment, load_environment, load_environments

ENVIRONMENTS = dg.DynamicPartitionsDefinition(name="environments")


def seed(instance: dg.DagsterInstance) -> list[str]:
    """Make every described environment a partition; returns the keys that were new."""
    described = list(load_environments())
    known = set(instance.get_dynamic_partitions(str(ENVIRONMENTS.name)))
    new = [key for key in described if key not in known]
    if new:
        instance.add_dynamic_partitions(str(ENVIRONMENTS.name), new)
    return new


def environment_of(partition_key: str) -> Environment:
    """The environment that a partition key names.

    The UI lets anyone add a key, so it is checked here before anything is done with it.

    Raises:
        InputError: No file describes that environment, or one of the files is faulty.
    """
    return load_environment(partition_key)

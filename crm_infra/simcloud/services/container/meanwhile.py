"""What a cluster or a pool does not tell yet while it is being made: endpoints, nodes."""

from crm_infra.simcloud.services.call import Thing, World, first
from crm_infra.simcloud.services.container.types import CLUSTER, POOL
from crm_infra.simcloud.services.registry import shows
from crm_infra.simcloud.values import Values


@shows(CLUSTER)
def cluster(thing: Thing, _world: World) -> Values:
    """No endpoint answers before the control plane does."""
    if thing.stage != "creating":
        return {}
    private = first(thing.values, "private_cluster_config")
    if not private:
        return {"endpoint": ""}
    without = {**private, "private_endpoint": "", "public_endpoint": ""}
    return {"endpoint": "", "private_cluster_config": [without]}


@shows(POOL)
def pool(thing: Thing, _world: World) -> Values:
    """Nodes are counted once they run."""
    return {"node_count": 0, "instance_group_urls": []} if thing.stage == "creating" else {}

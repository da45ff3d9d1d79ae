"""Drills: an outage of regions that Atlas plays on request, and ends when it is deleted."""

from typing import Final

from crm_infra.simcloud.services.atlas import topology
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, refuses
from crm_infra.simcloud.services.call import Call, Thing, World, blocks
from crm_infra.simcloud.services.registry import CREATE, UPDATE, completes, shows
from crm_infra.simcloud.values import UNKNOWN, Values

SIMULATION: Final = "mongodbatlas_cluster_outage_simulation"
_STATES: Final = {"creating": "STARTING", "deleting": "RECOVERING"}


@completes(SIMULATION)
def simulation(call: Call) -> Values:
    """Whole regions are lost."""
    for lost in blocks(call.values, "outage_filters"):
        if lost.get("type", UNKNOWN) is UNKNOWN:
            lost["type"] = "REGION"
    return {"state": "SIMULATING"}


@shows(SIMULATION)
def moment(thing: Thing, _world: World) -> Values:
    """How far it has got."""
    return {"state": _STATES.get(thing.stage, "SIMULATING")}


def lost_in(world: World, cluster: Thing) -> frozenset[str]:
    """Regions of a cluster that are lost in a drill, by Atlas' names."""
    return frozenset(
        str(lost.get("region_name"))
        for drill in world.things(SIMULATION, cluster.project)
        if drill.values.get("cluster_name") == cluster.name
        for lost in blocks(drill.values, "outage_filters")
    )


def _regions(call: Call) -> set[str]:
    cluster = call.target("cluster_name", CLUSTER)
    found = topology.configs(cluster.values) if cluster else ()
    return {str(config.get("region_name")) for _, config in found}


@refuses(
    "outage drills",
    SIMULATION,
    says="A drill loses regions of the cluster",
    reason="INVALID_REGION",
    on=(CREATE,),
)
def of_cluster(call: Call) -> Detail | None:
    """Refuse to lose what the cluster has not."""
    has = _regions(call)
    for lost in call.blocks("outage_filters"):
        if has and lost.get("region_name") not in has:
            name = lost.get("region_name")
            return Detail(
                f"Cluster {call.text('cluster_name')} has no nodes in region {name}.", name
            )
    return None


@refuses(
    "outage drills",
    SIMULATION,
    says="A drill leaves a region of the cluster",
    reason="CANNOT_SIMULATE_OUTAGE_OF_ALL_REGIONS",
    on=(CREATE,),
)
def something_left(call: Call) -> Detail | None:
    """Refuse to lose all."""
    has = _regions(call)
    lost = {str(each.get("region_name")) for each in call.blocks("outage_filters")}
    if has and has <= lost:
        return Detail("An outage simulation cannot include all regions of the cluster.")
    return None


@refuses(
    "outage drills",
    SIMULATION,
    says="A cluster has one drill at a time",
    code=409,
    reason="OUTAGE_SIMULATION_ALREADY_EXISTS",
    on=(CREATE,),
)
def one(call: Call) -> Detail | None:
    """Refuse a second drill."""
    name = call.text("cluster_name")
    if any(other.values.get("cluster_name") == name for other in call.others(SIMULATION)):
        return Detail(f"An outage simulation already exists for cluster {name}.", name)
    return None


@refuses(
    "outage drills",
    SIMULATION,
    says="A drill is ended and begun anew, never changed",
    code=405,
    reason="METHOD_NOT_ALLOWED",
    on=(UPDATE,),
)
def unchanged(_call: Call) -> Detail | None:
    """Refuse any change, as the provider does."""
    return Detail("Updating a Cluster Outage Simulation is not supported.")

"""Node pools by themselves: limits, upgrades, machine types, zones."""

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.container.nodes import cluster_of, zones_for
from crm_infra.simcloud.services.container.types import BAD, CLUSTER, POOL
from crm_infra.simcloud.services.machines import machine, offered
from crm_infra.simcloud.services.places import is_region, is_zone, region_of
from crm_infra.simcloud.services.registry import CREATE, rule


@rule(
    "container",
    POOL,
    says="A pool's limits are per zone or in total, not both",
    reason=BAD,
)
def limits_mixed(call: Call) -> str | None:
    """Refuse both kinds of limits: the provider leaves it to the API."""
    zonal = any(call.get(f"autoscaling.{key}") for key in ("min_node_count", "max_node_count"))
    total = any(
        call.get(f"autoscaling.{key}") for key in ("total_min_node_count", "total_max_node_count")
    )
    if zonal and total:
        return (
            "Cannot specify both min/max node count and total min/max node count for autoscaling."
        )
    return None


@rule(
    "container",
    POOL,
    says="A pool's smallest size does not exceed its largest",
    reason=BAD,
)
def limits_in_order(call: Call) -> str | None:
    """Refuse a minimum above the maximum."""
    for low, high in (
        ("min_node_count", "max_node_count"),
        ("total_min_node_count", "total_max_node_count"),
    ):
        least, most = call.get(f"autoscaling.{low}"), call.get(f"autoscaling.{high}")
        if least is not None and most and least > most:
            return f"Min node count ({int(least)}) cannot exceed max node count ({int(most)})."
    return None


@rule(
    "container",
    POOL,
    says="A pool that grows by itself may have at least one node",
    reason=BAD,
)
def limits_leave_room(call: Call) -> str | None:
    """Refuse autoscaling to nothing."""
    if not call.blocks("autoscaling"):
        return None
    if call.get("autoscaling.max_node_count") or call.get("autoscaling.total_max_node_count"):
        return None
    return "Autoscaling requires a max node count of at least 1."


@rule(
    "container",
    CLUSTER,
    POOL,
    says="A cluster lies in a region or a zone",
    on=(CREATE,),
    reason=BAD,
)
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    if given and not is_region(given) and not is_zone(given):
        return f'Location "{given}" does not exist.'
    return None


@rule(
    "container",
    CLUSTER,
    POOL,
    says="Nodes stand in zones of the cluster's region",
    reason=BAD,
)
def node_zones(call: Call) -> str | None:
    """Refuse zones that there are not, and those of another region."""
    cluster = cluster_of(call) if call.type == POOL else None
    home = str(cluster.values.get("location")) if cluster else call.text("location")
    for zone in map(str, call.items("node_locations")):
        if not is_zone(zone):
            return f'Node location "{zone}" is not a valid zone.'
        if home and region_of(zone) != region_of(home):
            return (
                f'Node location "{zone}" is not in region "{region_of(home)}": all node locations'
                " must be in the cluster's region."
            )
    return None


@rule(
    "container",
    POOL,
    says="A machine type is one that there is in the pool's zones",
    reason=BAD,
)
def machine_type(call: Call) -> str | None:
    """Refuse machine types that do not exist, or not there."""
    given, cluster = call.text("node_config.machine_type"), cluster_of(call)
    if not given or cluster is None:
        return None
    zone = next(iter(zones_for(call.values, cluster.values)), cluster.location)
    if machine(given) is None or not offered(given, region_of(zone)):
        return f"Machine type with name '{given}' does not exist in zone '{zone}'."
    return None


@rule("container", POOL, says="An upgrade adds a node or takes one away", reason=BAD)
def upgrade(call: Call) -> str | None:
    """Refuse upgrades that cannot move."""
    surge = call.get("upgrade_settings.max_surge")
    unavailable = call.get("upgrade_settings.max_unavailable")
    if surge == 0 and unavailable == 0:
        return "Max surge and max unavailable cannot both be 0."
    return None


@rule(
    "container",
    POOL,
    says="A pool may be upgraded at most 20 nodes at a time",
    reason=BAD,
)
def upgrade_parallel(call: Call) -> str | None:
    """Refuse more nodes at once than GKE upgrades."""
    surge = call.get("upgrade_settings.max_surge", 0)
    unavailable = call.get("upgrade_settings.max_unavailable", 0)
    if surge + unavailable > 20:
        return (
            f"The sum of max_surge ({int(surge)}) and max_unavailable ({int(unavailable)}) must not"
            " exceed 20."
        )
    return None


@rule("container", CLUSTER, says="Limits of node auto-provisioning are in order", reason=BAD)
def provisioning_limits(call: Call) -> str | None:
    """Refuse a minimum above the maximum."""
    for block in call.blocks("cluster_autoscaling.resource_limits"):
        low, high = block.get("minimum") or 0, block.get("maximum")
        if isinstance(high, int | float) and low > high:
            kind = block.get("resource_type")
            return f"Resource limit for {kind}: minimum {int(low)} exceeds maximum {int(high)}."
    return None


@rule(
    "container",
    CLUSTER,
    says="Node auto-provisioning has a limit for cpu and one for memory",
    reason=BAD,
)
def provisioning_complete(call: Call) -> str | None:
    """Refuse auto-provisioning without an end."""
    if call.get("cluster_autoscaling.enabled") is not True:
        return None
    limits = {
        block.get("resource_type") for block in call.blocks("cluster_autoscaling.resource_limits")
    }
    for kind in ("cpu", "memory"):
        if kind not in limits:
            return (
                "Cluster.autoscaling.resource_limits must be set for cpu and memory when node"
                f" autoprovisioning is enabled: {kind} is missing."
            )
    return None

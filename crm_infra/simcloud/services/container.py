"""Kubernetes Engine: what the API refuses about clusters and node pools beside their schema."""

from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import overlap, parse
from crm_infra.simcloud.services.call import Call, blocks
from crm_infra.simcloud.services.compute.subnet_ranges import claims
from crm_infra.simcloud.services.places import is_region, is_zone
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

CLUSTER: Final = "google_container_cluster"
POOL: Final = "google_container_node_pool"
NETWORK: Final = "google_compute_network"
SUBNET: Final = "google_compute_subnetwork"
_CONTROL_PLANE: Final = 28
_VERSION: Final = "1.35.8-gke.1000000"


@completes(CLUSTER)
def cluster(call: Call) -> Values:
    """What the API fills in for a cluster."""
    number = identity.small_number(call.id, below=200)
    return {
        "endpoint": f"203.0.113.{number + 10}",
        "master_version": _VERSION,
        "node_version": _VERSION,
        "min_master_version": _VERSION,
        "services_ipv4_cidr": "",
        "cluster_ipv4_cidr": "",
        "label_fingerprint": identity.fingerprint(call.id, "labels"),
        "operation": "",
        "tpu_ipv4_cidr_block": "",
    }


@completes(POOL)
def pool(_call: Call) -> Values:
    """What the API fills in for a node pool."""
    return {"version": _VERSION, "instance_group_urls": [], "managed_instance_group_urls": []}


@rule(
    "container",
    CLUSTER,
    says="A control plane's range is a /28 without host bits",
    on=(CREATE,),
    reason="badRequest",
)
def control_plane(call: Call) -> str | None:
    """Refuse other ranges for a control plane."""
    given = call.text("private_cluster_config.master_ipv4_cidr_block")
    found = parse(given)
    if given and (found is None or found.prefixlen != _CONTROL_PLANE):
        return f'Invalid master_ipv4_cidr_block: "{given}" must be a /28 CIDR.'
    return None


@rule(
    "container",
    CLUSTER,
    says="A control plane's range meets no other range of its VPC",
    on=(CREATE,),
    reason="badRequest",
)
def control_plane_apart(call: Call) -> str | None:
    """Refuse a control plane where something else is."""
    network = call.target("network", NETWORK)
    found = parse(call.text("private_cluster_config.master_ipv4_cidr_block"))
    if network is None or found is None:
        return None
    for claim in claims(call.world, network, call):
        if overlap(found, claim.network):
            return (
                f"The given master_ipv4_cidr {found} overlaps with an existing range of"
                f" {claim.holder.id}."
            )
    return None


@rule(
    "container",
    CLUSTER,
    says="Named secondary ranges are those of the cluster's subnet",
    on=(CREATE,),
    reason="badRequest",
)
def secondary_ranges(call: Call) -> str | None:
    """Refuse names that the subnet does not have."""
    subnet = call.target("subnetwork", SUBNET)
    if subnet is None:
        return None
    has = {block.get("range_name") for block in blocks(subnet.values, "secondary_ip_range")}
    for key, kind in (("cluster", "Pod"), ("services", "Services")):
        name = call.text(f"ip_allocation_policy.{key}_secondary_range_name")
        if name and name not in has:
            return f'{kind} secondary range "{name}" not found in subnet "{subnet.name}".'
    return None


@rule(
    "container",
    CLUSTER,
    says="A subnet of a cluster lies in the cluster's VPC",
    on=(CREATE,),
    reason="badRequest",
)
def subnet_of_network(call: Call) -> str | None:
    """Refuse a subnet of another VPC."""
    subnet, network = call.target("subnetwork", SUBNET), call.target("network", NETWORK)
    home = call.find(str(subnet.values.get("network", "")), NETWORK) if subnet else None
    if subnet and network and home and home.id != network.id:
        return f'Subnetwork "{subnet.id}" is not valid for Network "{network.name}".'
    return None


@rule(
    "container",
    POOL,
    says="A pool's limits are per zone or in total, not both",
    reason="badRequest",
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
    reason="badRequest",
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
    CLUSTER,
    POOL,
    says="A cluster lies in a region or a zone",
    on=(CREATE,),
    reason="badRequest",
)
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    if given and not is_region(given) and not is_zone(given):
        return f'Location "{given}" does not exist.'
    return None


@rule("container", POOL, says="An upgrade adds a node or takes one away", reason="badRequest")
def upgrade(call: Call) -> str | None:
    """Refuse upgrades that cannot move."""
    surge = call.get("upgrade_settings.max_surge")
    unavailable = call.get("upgrade_settings.max_unavailable")
    if surge == 0 and unavailable == 0:
        return "Max surge and max unavailable cannot both be 0."
    return None


@rule(
    "container", CLUSTER, says="Limits of node auto-provisioning are in order", reason="badRequest"
)
def provisioning_limits(call: Call) -> str | None:
    """Refuse a minimum above the maximum."""
    for block in call.blocks("cluster_autoscaling.resource_limits"):
        low, high = block.get("minimum") or 0, block.get("maximum")
        if isinstance(high, int | float) and low > high:
            kind = block.get("resource_type")
            return f"Resource limit for {kind}: minimum {int(low)} exceeds maximum {int(high)}."
    return None

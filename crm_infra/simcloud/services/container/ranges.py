"""Where a cluster stands in its VPC: control plane, subnet, secondary ranges."""

from crm_infra.simcloud.cloud.ranges import overlap, parse
from crm_infra.simcloud.services.call import Call, blocks
from crm_infra.simcloud.services.compute.subnet_ranges import claims
from crm_infra.simcloud.services.container.types import BAD, CLUSTER, NETWORK, SUBNET
from crm_infra.simcloud.services.registry import CREATE, rule

_CONTROL_PLANE = 28


@rule(
    "container",
    CLUSTER,
    says="A control plane's range is a /28 without host bits",
    on=(CREATE,),
    reason=BAD,
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
    reason=BAD,
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
    reason=BAD,
)
def secondary_ranges(call: Call) -> str | None:
    """Refuse names that the subnet does not have."""
    subnet = call.target("subnetwork", SUBNET)
    if subnet is None:
        return None
    has = {block.get("range_name") for block in blocks(subnet.values, "secondary_ip_range")}
    network = f"https://www.googleapis.com/compute/v1/{_network_id(call)}"
    for key, kind in (("cluster", "Pod"), ("services", "Services")):
        name = call.text(f"ip_allocation_policy.{key}_secondary_range_name")
        if name and name not in has:
            return (
                f'{kind} secondary range "{name}" not found in network "{network}", subnetwork'
                f' "{subnet.name}".'
            )
    return None


def _network_id(call: Call) -> str:
    network = call.target("network", NETWORK)
    return network.id if network else call.text("network")


@rule(
    "container",
    CLUSTER,
    says="Pods and services have ranges of their own",
    on=(CREATE,),
    reason=BAD,
)
def ranges_differ(call: Call) -> str | None:
    """Refuse one secondary range for both."""
    pods = call.text("ip_allocation_policy.cluster_secondary_range_name")
    if pods and pods == call.text("ip_allocation_policy.services_secondary_range_name"):
        return f'Pod and Services secondary ranges must be different: both are "{pods}".'
    return None


@rule(
    "container",
    CLUSTER,
    says="A services range is used by one cluster only",
    on=(CREATE,),
    reason=BAD,
)
def services_range_free(call: Call) -> str | None:
    """Refuse a range that another cluster's services have."""
    subnet = call.target("subnetwork", SUBNET)
    name = call.text("ip_allocation_policy.services_secondary_range_name")
    for other in call.world.referrers(subnet) if subnet and name else []:
        policy = blocks(other.values, "ip_allocation_policy")
        held = policy[0].get("services_secondary_range_name") if policy else None
        if other.type == CLUSTER and other.id != call.id and held == name:
            return f'Services secondary range "{name}" is already in use by cluster "{other.name}".'
    return None


@rule(
    "container",
    CLUSTER,
    says="A subnet of a cluster lies in the cluster's VPC",
    on=(CREATE,),
    reason=BAD,
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
    CLUSTER,
    says="A private cluster has a range or a subnet for its control plane, and is VPC-native",
    on=(CREATE,),
    reason=BAD,
)
def private_needs(call: Call) -> str | None:
    """Refuse private nodes where pods have no addresses of the VPC."""
    private = call.get("private_cluster_config.enable_private_nodes") is True
    if private and call.get("networking_mode") == "ROUTES":
        return "Private cluster is only supported with IP aliases: networking mode is ROUTES."
    endpoint = call.get("private_cluster_config.enable_private_endpoint") is True
    if endpoint and not private:
        return "private_endpoint_enabled requires private_nodes_enabled to be true."
    return None

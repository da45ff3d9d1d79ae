"""Whether the nodes of a cluster, with the pods on them, have addresses.

GKE gives each node a range for its pods, twice as many addresses as pods, rounded up to a power of
two, out of the secondary range (just as many where it shall spare none); and one address of the
subnet to the node itself. Google's cluster meets the limit when it grows; here it is met at once,
for the most nodes that the pools may have.
Sources: "Flexible Pod CIDR" in Google's documentation; hashicorp/terraform-cdk#1964.
"""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import parse
from crm_infra.simcloud.services.call import Call, Thing, blocks
from crm_infra.simcloud.services.container.nodes import (
    Nodes,
    cluster_of,
    nodes_of,
    pools_of,
    usual_zones,
)
from crm_infra.simcloud.services.container.types import BAD, CLUSTER, POOL, SUBNET
from crm_infra.simcloud.services.registry import CREATE, rule

_MOST_PODS = 256
_FEWEST_PODS = 8
_RESERVED = 4


def addresses_per_node(pods: int, *, spare: bool = True) -> int:
    """How many addresses a node's pods are given: 64 pods have a /25, a /26 without spare ones."""
    return 1 << (pods * (2 if spare else 1) - 1).bit_length()


def room_for(network: IPv4Network, pods: int, *, spare: bool = True) -> int:
    """How many nodes a range has pods for."""
    return network.num_addresses // addresses_per_node(pods, spare=spare)


def _wanted(nodes: Nodes) -> int:
    return nodes.most * addresses_per_node(nodes.pods_per_node, spare=nodes.spare)


@rule(
    "container",
    POOL,
    says="A node has 8 to 256 pods",
    on=(CREATE,),
    reason=BAD,
)
def pods_per_node(call: Call) -> str | None:
    """Refuse numbers of pods out of bounds."""
    given = call.get("max_pods_per_node")
    if given is not None and not _FEWEST_PODS <= given <= _MOST_PODS:
        return (
            f"Invalid max_pods_per_node: {int(given)}. The value must be between {_FEWEST_PODS} and"
            f" {_MOST_PODS}."
        )
    return None


@rule(
    "container",
    POOL,
    says="The pods of all nodes that the pools may have fit in the secondary range",
    reason="failedPrecondition",
)
def pods_fit(call: Call) -> str | None:
    """Refuse a pool whose pods find no addresses."""
    cluster = cluster_of(call)
    if cluster is None:
        return None
    own = nodes_of(call.values, cluster.values)
    found = _range(call, cluster, own.pod_range)
    if found is None:
        return None
    subnet, network = found
    others = [
        nodes_of(pool.values, cluster.values) for pool in pools_of(call.world, cluster, call.id)
    ]
    beside = [nodes for nodes in others if nodes.pod_range == own.pod_range]
    if sum(map(_wanted, [own, *beside])) <= network.num_addresses:
        return None
    return exhausted(cluster, call.text("name"), f"{subnet.id}-{own.pod_range}", own.most)


@rule(
    "container",
    POOL,
    says="The subnet has an address for each node that the pools may have",
    reason="failedPrecondition",
)
def nodes_fit(call: Call) -> str | None:
    """Refuse a pool whose nodes find no addresses."""
    cluster = cluster_of(call)
    subnet = _subnet(call, cluster) if cluster else None
    network = parse(subnet.values.get("ip_cidr_range")) if subnet else None
    if cluster is None or subnet is None or network is None:
        return None
    pools: list[Nodes] = [nodes_of(call.values, cluster.values)]
    pools += [
        nodes_of(pool.values, cluster.values) for pool in pools_of(call.world, cluster, call.id)
    ]
    if sum(nodes.most for nodes in pools) <= network.num_addresses - _RESERVED:
        return None
    return exhausted(cluster, call.text("name"), subnet.id, pools[0].most)


@rule(
    "container",
    CLUSTER,
    says="The first nodes of a cluster fit in its pod range",
    on=(CREATE,),
    reason="failedPrecondition",
)
def first_nodes_fit(call: Call) -> str | None:
    """Refuse a range that has no room for the pool that every cluster begins with."""
    subnet = call.target("subnetwork", SUBNET)
    name = call.text("ip_allocation_policy.cluster_secondary_range_name")
    network = secondary(subnet.values, name) if subnet and name else None
    if subnet is None or network is None:
        return None
    zones = call.items("node_locations") or usual_zones(call.text("location"))
    first = int(call.get("initial_node_count", 0)) * len(zones)
    pods = int(call.get("default_max_pods_per_node", 110))
    exact = call.get("ip_allocation_policy.pod_cidr_overprovision_config.disabled") is True
    if first <= room_for(network, pods, spare=not exact):
        return None
    cluster = Thing(CLUSTER, call.id, name=call.text("name"))
    return exhausted(cluster, "default-pool", f"{subnet.id}-{name}", first)


def secondary(subnet: Mapping[str, Any], name: str) -> IPv4Network | None:
    """The secondary range of that name."""
    for block in blocks(subnet, "secondary_ip_range"):
        if block.get("range_name") == name:
            return parse(block.get("ip_cidr_range"))
    return None


def exhausted(cluster: Thing, pool: str, space: str, nodes: int) -> str:
    """What GKE says when instances get no addresses."""
    mark = identity.hexadecimal(cluster.id, pool, digits=8)
    instance = f"gke-{cluster.name}-{pool}-{mark}-{identity.hexadecimal(space, digits=4)}"
    return (
        f"Not all instances running in IGM after 35.1s. Expected {nodes}, running 0, transitioning"
        f" {nodes}. Current errors: [IP_SPACE_EXHAUSTED]: Instance '{instance}' creation failed: IP"
        f" space of '{space}' is exhausted."
    )


def _range(call: Call, cluster: Thing, name: str) -> tuple[Thing, IPv4Network] | None:
    subnet = _subnet(call, cluster)
    network = secondary(subnet.values, name) if subnet and name else None
    return (subnet, network) if subnet and network else None


def _subnet(call: Call, cluster: Thing) -> Thing | None:
    return call.find(str(cluster.values.get("subnetwork") or ""), SUBNET)

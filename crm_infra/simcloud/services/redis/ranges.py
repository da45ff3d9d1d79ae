"""Where an instance's addresses come from: the VPC's private connection, or a range of its own.

An instance takes a /29, one with read replicas a /28. Of the VPC's private service access it is
taken out of an allocation of the private connection; otherwise it is any range that is free.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network

from crm_infra.simcloud.cloud.ranges import overlap, parse, pick_range
from crm_infra.simcloud.services.call import Call, Thing, items
from crm_infra.simcloud.services.compute.subnet_ranges import claims, ranges_of
from crm_infra.simcloud.services.redis.types import (
    ALLOCATION,
    BAD,
    CONNECTION,
    INSTANCE,
    NETWORK,
    is_private,
    reads_from_replicas,
)
from crm_infra.simcloud.services.registry import CREATE, rule

_PREFIX = 29
_PREFIX_WITH_REPLICAS = 28


def prefix_of(call: Call) -> int:
    """How large the range of an instance is."""
    return _PREFIX_WITH_REPLICAS if reads_from_replicas(call.values) else _PREFIX


def chosen(call: Call) -> str:
    """The range that an instance gets, empty when none is free."""
    given = parse(call.get("reserved_ip_range"))
    if given is not None:
        return str(given)
    busy = list(_taken(call))
    if not is_private(call.values):
        network = call.target("authorized_network", NETWORK)
        claimed = [claim.network for claim in claims(call.world, network, call)] if network else []
        return pick_range(prefix_of(call), [*claimed, *busy]) or ""
    for allocation in _allocations(call):
        for pool in ranges_of(allocation):
            if pool.prefixlen <= prefix_of(call):
                found = pick_range(prefix_of(call), busy, str(pool))
                if found:
                    return found
    return ""


def _taken(call: Call) -> Iterator[IPv4Network]:
    for other in call.others(INSTANCE, project=None):
        found = parse(other.values.get("effective_reserved_ip_range"))
        if found:
            yield found


def _connection(call: Call) -> Thing | None:
    network = call.target("authorized_network", NETWORK)
    found = call.world.referrers(network) if network else []
    return next((other for other in found if other.type == CONNECTION), None)


def _allocations(call: Call) -> Iterator[Thing]:
    """The allocation that is asked for, or all of the private connection."""
    connection, asked = _connection(call), call.text("reserved_ip_range")
    for name in items(connection.values, "reserved_peering_ranges") if connection else ():
        found = call.find(str(name), ALLOCATION)
        if found and (not asked or asked.rpartition("/")[2] == found.name):
            yield found


@rule(
    "redis",
    INSTANCE,
    says="An instance lies in the project of its VPC",
    on=(CREATE,),
    reason=BAD,
)
def own_network(call: Call) -> str | None:
    """Refuse a VPC of another project without private service access."""
    network = call.target("authorized_network", NETWORK)
    if network and network.project != call.place.project and not is_private(call.values):
        return "authorized_network must exist in the same project as redis instance"
    return None


@rule(
    "redis",
    INSTANCE,
    says="Private service access needs a private connection of the VPC",
    on=(CREATE,),
    reason="failedPrecondition",
)
def private_access(call: Call) -> str | None:
    """Refuse private service access where the VPC is not connected."""
    network = call.target("authorized_network", NETWORK)
    if not is_private(call.values) or network is None or _connection(call):
        return None
    return (
        "Google private services access is not enabled. Please enable private service access for"
        f" network {network.id} and try again."
    )


@rule(
    "redis",
    INSTANCE,
    says="A named range is an allocation of the VPC's private connection",
    on=(CREATE,),
    reason=BAD,
)
def named_allocation(call: Call) -> str | None:
    """Refuse the name of a range that the connection does not have."""
    asked = call.text("reserved_ip_range")
    if not asked or not is_private(call.values) or parse(asked) is not None:
        return None
    if _connection(call) is None or next(_allocations(call), None) is not None:
        return None
    return (
        f"Invalid reserved_ip_range: allocated IP range '{asked}' is not part of the private"
        " services access connection of the authorized network."
    )


@rule(
    "redis",
    INSTANCE,
    says="Its range is a /29 or larger, a /28 with read replicas, and meets no other",
    on=(CREATE,),
    reason=BAD,
)
def own_range(call: Call) -> str | None:
    """Refuse a range that is too small or that something else holds."""
    asked = call.text("reserved_ip_range")
    given = parse(asked)
    if given is None:
        bad = "/" in asked and not asked.startswith("projects/")
        return f"Invalid reserved_ip_range: {asked} is not a CIDR range." if bad else None
    if given.prefixlen > prefix_of(call):
        return (
            f"Invalid reserved_ip_range: {asked} must have a prefix of /{prefix_of(call)} or less."
        )
    network = call.target("authorized_network", NETWORK)
    held = [claim.network for claim in claims(call.world, network, call)] if network else []
    if any(overlap(given, other) for other in [*held, *_taken(call)]):
        return f"Requested range {asked} conflicts with a range that is already in use."
    return None


@rule(
    "redis",
    INSTANCE,
    says="The allocation has a free block for the instance",
    on=(CREATE,),
    reason="failedPrecondition",
)
def room_in_allocation(call: Call) -> str | None:
    """Refuse an instance when the allocation is too small or used up."""
    if not is_private(call.values) or next(_allocations(call), None) is None or chosen(call):
        return None
    return (
        "Couldn't find free blocks in allocated IP ranges. Please allocate new ranges for this"
        " service provider."
    )

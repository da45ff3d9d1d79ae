"""Where ranges of a VPC may not meet: subnets, allocations for producers, control planes, peers."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from crm_infra.simcloud.cloud.ranges import first_reserved, overlap, parse
from crm_infra.simcloud.services.call import Call, Thing, World, blocks, dig, field_error
from crm_infra.simcloud.services.registry import rule

NETWORK: Final = "google_compute_network"
SUBNET: Final = "google_compute_subnetwork"
GLOBAL_ADDRESS: Final = "google_compute_global_address"
CLUSTER: Final = "google_container_cluster"
PEERING: Final = "google_compute_network_peering"
_SMALLEST: Final = 29
_LARGEST: Final = 4
_AUTO: Final = IPv4Network("10.128.0.0/9")


@dataclass(frozen=True, slots=True)
class Claim:
    """A range that something holds in a VPC, and what the API says about meeting it."""

    network: IPv4Network
    holder: Thing
    conflict: str


def claims(world: World, network: Thing, call: Call) -> Iterator[Claim]:
    """Every range taken in a VPC and in those peered with it, except by the caller itself."""
    yield from _claims_in(world, network, call, "")
    for other in _peers(world, network, call):
        yield from _claims_in(world, other, call, f" in peer network '{other.name}'")


def _claims_in(world: World, network: Thing, call: Call, where: str) -> Iterator[Claim]:
    for thing in world.referrers(network):
        if (thing.type, thing.id) == (call.type, call.id):
            continue
        if thing.type == SUBNET:
            says = f"existing subnetwork '{thing.name}' in region '{thing.location}'{where}."
        elif thing.type in (GLOBAL_ADDRESS, CLUSTER):
            says = f"existing range of '{thing.id}'{where}."
        else:
            continue
        for held in ranges_of(thing):
            yield Claim(held, thing, f"conflicts with {says}")


def ranges_of(thing: Thing) -> Iterator[IPv4Network]:
    """The ranges that a subnet, an allocation or a cluster's control plane takes."""
    texts: list[object] = []
    if thing.type == SUBNET:
        texts.append(thing.values.get("ip_cidr_range"))
        secondary = blocks(thing.values, "secondary_ip_range")
        texts += [block.get("ip_cidr_range") for block in secondary]
    elif thing.type == CLUSTER:
        texts.append(dig(thing.values, "private_cluster_config.master_ipv4_cidr_block"))
    elif dig(thing.values, "prefix_length"):
        texts.append(f"{thing.values.get('address')}/{int(dig(thing.values, 'prefix_length'))}")
    for text in texts:
        found = parse(text)
        if found:
            yield found


def _peers(world: World, network: Thing, call: Call) -> Iterator[Thing]:
    for peering in world.things(PEERING):
        own = world.find((NETWORK,), str(peering.values.get("network", "")), call.place)
        if own is None or own.id != network.id:
            continue
        other = world.find((NETWORK,), str(peering.values.get("peer_network", "")), call.place)
        if other:
            yield other


def _own(call: Call) -> Iterator[tuple[str, object]]:
    yield "ipCidrRange", call.get("ip_cidr_range")
    for index, block in enumerate(call.blocks("secondary_ip_range")):
        yield f"secondaryIpRanges[{index}].ipCidrRange", block.get("ip_cidr_range")


@rule("compute", SUBNET, says="A range is written without host bits: 10.0.0.0/20, not 10.0.0.1/20")
def well_formed(call: Call) -> str | None:
    """Refuse what is no range."""
    for path, text in _own(call):
        if isinstance(text, str) and text and parse(text) is None:
            return field_error(path, text, "Must be a CIDR address range.")
    return None


@rule("compute", SUBNET, says="A range is no smaller than /29")
def large_enough(call: Call) -> str | None:
    """Refuse ranges that the API finds too small or too large."""
    for path, text in _own(call):
        found = parse(text)
        if found and not _LARGEST <= found.prefixlen <= _SMALLEST:
            why = f"Prefix length must be between {_LARGEST} and {_SMALLEST}, inclusive."
            return field_error(path, str(found), why)
    return None


@rule("compute", SUBNET, says="A range lies outside of those that Google reserves")
def not_reserved(call: Call) -> str | None:
    """Refuse loopback, link-local, multicast and Google's own ranges."""
    for path, text in _own(call):
        found = parse(text)
        reserved = first_reserved(found) if found else None
        if reserved:
            why = f"Invalid IPCidrRange: {found} overlaps with restricted range {reserved}."
            return field_error(path, str(found), why)
    return None


@rule("compute", SUBNET, says="Ranges of one subnet do not overlap each other")
def own_ranges_apart(call: Call) -> str | None:
    """Refuse ranges of one subnet that meet."""
    seen: list[IPv4Network] = []
    for path, text in _own(call):
        found = parse(text)
        if found is None:
            continue
        for other in seen:
            if overlap(found, other):
                why = (
                    f"Invalid IPCidrRange: {found} conflicts with range {other} of the subnetwork."
                )
                return field_error(path, str(found), why)
        seen.append(found)
    return None


@rule(
    "compute",
    SUBNET,
    says="Ranges of a VPC and of the VPCs peered with it do not overlap: primary and secondary"
    " ranges of subnets, allocations for private services, control planes",
)
def apart_from_others(call: Call) -> str | None:
    """Refuse a range that meets one that stands."""
    network = call.target("network", NETWORK)
    if network is None:
        return None
    taken = list(claims(call.world, network, call))
    for path, text in _own(call):
        found = parse(text)
        for claim in taken:
            if found and overlap(found, claim.network):
                why = f"Invalid IPCidrRange: {found} {claim.conflict}"
                return field_error(path, str(found), why)
    return None


@rule("compute", SUBNET, says="In an automatic VPC, 10.128.0.0/9 is taken by its own subnets")
def outside_automatic(call: Call) -> str | None:
    """Refuse a range that Google's own subnets of an automatic VPC use."""
    network = call.target("network", NETWORK)
    if network is None or network.values.get("auto_create_subnetworks") is not True:
        return None
    for path, text in _own(call):
        found = parse(text)
        if found and overlap(found, _AUTO):
            why = f"Extended subnetworks in auto subnet mode networks cannot overlap with {_AUTO}."
            return field_error(path, str(found), why)
    return None

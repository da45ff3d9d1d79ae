"""Reserved addresses, regional and global, and ranges allocated to producers of services."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import (
    DOCUMENTATION,
    overlap,
    parse,
    parse_address,
    pick_address,
    pick_range,
)
from crm_infra.simcloud.services.call import Call, Thing, field_error
from crm_infra.simcloud.services.compute.subnet_ranges import claims, ranges_of
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

ADDRESS: Final = "google_compute_address"
GLOBAL: Final = "google_compute_global_address"
SUBNET: Final = "google_compute_subnetwork"
NETWORK: Final = "google_compute_network"
_ALLOCATION: Final = range(8, 30)


@completes(ADDRESS)
def address(call: Call) -> Values:
    """What the API fills in for a regional address."""
    external = call.get("address_type", "EXTERNAL") == "EXTERNAL"
    return {
        "address": _external(call) if external else _internal(call),
        "address_id": identity.number(ADDRESS, call.id),
        "label_fingerprint": _label_fingerprint(call),
        "network_tier": "PREMIUM" if external else "",
        "prefix_length": 0,
        "purpose": "" if external else "GCE_ENDPOINT",
        "subnetwork": "",
        "users": [],
    }


@completes(GLOBAL)
def global_address(call: Call) -> Values:
    """What the API fills in for a global address or allocation."""
    peering = call.get("purpose") == "VPC_PEERING"
    return {
        "address": _allocated(call) if peering else _external(call),
        "label_fingerprint": _label_fingerprint(call),
        "prefix_length": _DEFAULT_ALLOCATION if peering else 0,
    }


_DEFAULT_ALLOCATION: Final = 20


def _label_fingerprint(call: Call) -> str:
    return identity.fingerprint(call.id, repr(call.get("effective_labels")))


def _external(call: Call) -> str:
    taken = {
        str(thing.values.get("address")) for thing in call.others(ADDRESS, GLOBAL, project=None)
    }
    seed = identity.small_number(call.type, call.id, below=1 << 30)
    for pool in DOCUMENTATION:
        found = pick_address(pool, seed, taken, external=True)
        if found:
            return found
    # Both documentation ranges are full: fall back on the benchmarking range, as unreachable.
    return pick_address(IPv4Network("198.18.0.0/15"), seed, taken, external=True) or ""


def _internal(call: Call) -> str:
    subnet = call.target("subnetwork", SUBNET)
    pool = parse(subnet.values.get("ip_cidr_range")) if subnet else None
    if pool is None:
        return ""
    taken = {str(other.values.get("address")) for other in _in_subnet(call, subnet)}
    return pick_address(pool, identity.small_number(call.id, below=1 << 30), taken) or ""


def _in_subnet(call: Call, subnet: Thing | None) -> Iterator[Thing]:
    for thing in call.world.referrers(subnet) if subnet else []:
        if thing.type == ADDRESS and thing.id != call.id:
            yield thing


def _allocated(call: Call) -> str:
    network = call.target("network", NETWORK)
    busy = [claim.network for claim in claims(call.world, network, call)] if network else []
    prefix = int(call.get("prefix_length", _DEFAULT_ALLOCATION))
    return (pick_range(prefix, busy) or "/").split("/")[0]


@rule("compute", ADDRESS, GLOBAL, says="A given address is an IP address", on=(CREATE,))
def well_formed(call: Call) -> str | None:
    """Refuse what is no address."""
    given = call.text("address")
    if given and ":" not in given and parse_address(given) is None:
        return field_error("address", given, "Must be a valid IP address.")
    return None


@rule("compute", ADDRESS, says="An internal address lies in its subnet and is free", on=(CREATE,))
def in_subnet(call: Call) -> str | None:
    """Refuse an internal address outside of its subnet, or one that is taken."""
    given, subnet = parse_address(call.text("address")), call.target("subnetwork", SUBNET)
    pool = parse(subnet.values.get("ip_cidr_range")) if subnet else None
    if given is None or pool is None or subnet is None:
        return None
    if given not in pool:
        why = f"Requested internal IP address is not in the range of subnetwork '{subnet.id}'."
        return field_error("address", str(given), why)
    if any(str(other.values.get("address")) == str(given) for other in _in_subnet(call, subnet)):
        return f"Specified IP address is in-use and would result in a conflict: {given}"
    return None


@rule("compute", ADDRESS, says="Only internal addresses have a subnet or a purpose", on=(CREATE,))
def external_is_plain(call: Call) -> str | None:
    """Refuse a subnet on an external address."""
    if call.get("address_type", "EXTERNAL") == "EXTERNAL" and call.text("subnetwork"):
        why = "Subnetwork can only be specified for INTERNAL addresses."
        return field_error("subnetwork", call.text("subnetwork"), why)
    return None


@rule(
    "compute",
    GLOBAL,
    says="An allocation for peering is INTERNAL, names its VPC and has a prefix of /8 to /29",
    on=(CREATE,),
)
def allocation(call: Call) -> str | None:
    """Refuse an allocation that lacks what it needs."""
    if call.get("purpose") != "VPC_PEERING":
        return None
    if call.get("address_type") != "INTERNAL":
        why = "Purpose VPC_PEERING requires address type INTERNAL."
        return field_error("addressType", call.get("address_type", "EXTERNAL"), why)
    if not call.text("network") and call.values.get("network") is None:
        return field_error("network", "", "Network must be specified for purpose VPC_PEERING.")
    length = call.get("prefix_length")
    if length is not None and int(length) not in _ALLOCATION:
        return field_error("prefixLength", int(length), "Must be between 8 and 29.")
    return None


@rule(
    "compute", GLOBAL, says="An allocation starts at the first address of its range", on=(CREATE,)
)
def allocation_aligned(call: Call) -> str | None:
    """Refuse host bits in an allocation."""
    given, length = call.text("address"), call.get("prefix_length")
    if given and length and parse(f"{given}/{int(length)}") is None:
        why = f"Address must be the first address of a range with prefix length {int(length)}."
        return field_error("address", given, why)
    return None


@rule("compute", GLOBAL, says="An allocation meets no other range of its VPC", on=(CREATE,))
def allocation_apart(call: Call) -> str | None:
    """Refuse an allocation where a subnet or another allocation is."""
    network = call.target("network", NETWORK)
    found = next(ranges_of(Thing(GLOBAL, call.id, values=call.values)), None)
    if network is None or found is None or not call.text("address"):
        return None
    for claim in claims(call.world, network, call):
        if overlap(found, claim.network):
            why = f"Requested range {found} conflicts with '{claim.holder.id}'."
            return field_error("address", str(found), why)
    return None

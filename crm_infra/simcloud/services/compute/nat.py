"""Cloud Routers and Cloud NAT: ports, addresses, and what they exclude each other from."""

from collections.abc import Iterator
from typing import Final

from crm_infra.simcloud.services.call import Call, Thing, field_error
from crm_infra.simcloud.services.registry import completes, rule
from crm_infra.simcloud.values import Values

NAT: Final = "google_compute_router_nat"
ROUTER: Final = "google_compute_router"
ADDRESS: Final = "google_compute_address"
NETWORK: Final = "google_compute_network"
_SMALLEST_DYNAMIC: Final = 32
_SMALLEST_STATIC: Final = 2
_LARGEST_STATIC: Final = 57344
_LARGEST_DYNAMIC: Final = 65536
_PRIVATE_AS: Final = (range(64512, 65535), range(4200000000, 4294967295), range(16550, 16551))


@completes(NAT)
def nat(call: Call) -> Values:
    """What the API fills in for a NAT configuration."""
    dynamic = call.get("enable_dynamic_port_allocation", False)
    return {
        "nat_ips": [],
        "drain_nat_ips": [],
        "enable_dynamic_port_allocation": False,
        "enable_endpoint_independent_mapping": False,
        "min_ports_per_vm": _SMALLEST_DYNAMIC if dynamic else 0,
        "auto_network_tier": "PREMIUM",
        "endpoint_types": ["ENDPOINT_TYPE_VM"],
    }


@completes(ROUTER)
def router(_call: Call) -> Values:
    """What the API fills in for a router."""
    return {"identifier_range": ""}


@rule("compute", NAT, says="With dynamic allocation, ports per VM are powers of two from 32 on")
def dynamic_ports(call: Call) -> str | None:
    """Refuse port numbers that dynamic allocation cannot double."""
    if not call.get("enable_dynamic_port_allocation", False):
        return None
    for path in ("min_ports_per_vm", "max_ports_per_vm"):
        ports = int(call.get(path, 0))
        if not ports:
            continue
        if ports & (ports - 1) or not _SMALLEST_DYNAMIC <= ports <= _LARGEST_DYNAMIC:
            why = (
                "Value must be a power of two between 32 and 65536 when Dynamic Port Allocation is"
                " enabled."
            )
            return _nat_error(path, ports, why)
    return None


@rule("compute", NAT, says="The most ports per VM are more than the fewest")
def ports_in_order(call: Call) -> str | None:
    """Refuse a maximum that does not exceed the minimum."""
    low, high = int(call.get("min_ports_per_vm", 0)), int(call.get("max_ports_per_vm", 0))
    if low and high and high <= low:
        return _nat_error("max_ports_per_vm", high, "Value must be greater than minPortsPerVm.")
    return None


@rule(
    "compute", NAT, says="Without dynamic allocation, ports per VM are 2 to 57344, and no maximum"
)
def static_ports(call: Call) -> str | None:
    """Refuse numbers that static allocation does not take."""
    if call.get("enable_dynamic_port_allocation", False):
        return None
    high, low = int(call.get("max_ports_per_vm", 0)), int(call.get("min_ports_per_vm", 0))
    if high:
        why = "Max ports per VM can only be set when Dynamic Port Allocation is enabled."
        return _nat_error("max_ports_per_vm", high, why)
    if low and not _SMALLEST_STATIC <= low <= _LARGEST_STATIC:
        return _nat_error("min_ports_per_vm", low, "Value must be between 2 and 57344.")
    return None


@rule("compute", NAT, says="Dynamic allocation and endpoint-independent mapping exclude each other")
def mapping(call: Call) -> str | None:
    """Refuse both at once."""
    both = ("enable_dynamic_port_allocation", "enable_endpoint_independent_mapping")
    if all(call.get(path, False) for path in both):
        why = "Endpoint-Independent Mapping and Dynamic Port Allocation cannot both be enabled."
        return _nat_error("enable_endpoint_independent_mapping", True, why)
    return None


@rule("compute", NAT, says="Addresses are given with MANUAL_ONLY, and only then")
def addresses_and_option(call: Call) -> str | None:
    """Refuse addresses with automatic allocation, and none with manual."""
    option, given = call.text("nat_ip_allocate_option"), call.items("nat_ips")
    if option == "AUTO_ONLY" and given:
        why = "NAT IPs cannot be specified when natIpAllocateOption is AUTO_ONLY."
        return _nat_error("nat_ips[0]", given[0], why)
    if option == "MANUAL_ONLY" and not given:
        why = "At least one NAT IP must be specified when natIpAllocateOption is MANUAL_ONLY."
        return _nat_error("nat_ips", "", why)
    return None


@rule("compute", NAT, says="NAT addresses are external")
def external(call: Call) -> str | None:
    """Refuse internal addresses as the outside of a NAT."""
    for index, text in enumerate(call.items("nat_ips")):
        found = call.find(str(text), ADDRESS)
        if found and found.values.get("address_type", "EXTERNAL") != "EXTERNAL":
            why = "NAT IP must be an external IP address."
            return _nat_error(f"nat_ips[{index}]", text, why)
    return None


@rule("compute", NAT, says="An address serves one NAT", reason="resourceInUseByAnotherResource")
def address_in_use(call: Call) -> str | None:
    """Refuse an address that another NAT uses."""
    for text in call.items("nat_ips"):
        found = call.find(str(text), ADDRESS)
        for other in call.world.referrers(found) if found else []:
            if other.type == NAT and other.id != call.id:
                return (
                    f"The address resource '{found.id if found else text}' is already being used by"
                    f" '{other.id}'"
                )
    return None


@rule("compute", NAT, says="Subnets are listed with LIST_OF_SUBNETWORKS, and only then")
def subnets_listed(call: Call) -> str | None:
    """Refuse a list that the option does not ask for, and an empty one that it does."""
    option, listed = call.text("source_subnetwork_ip_ranges_to_nat"), call.blocks("subnetwork")
    if option == "LIST_OF_SUBNETWORKS" and not listed:
        why = "Subnetworks must be specified when the option is LIST_OF_SUBNETWORKS."
        return _nat_error("source_subnetwork_ip_ranges_to_nat", option, why)
    if option != "LIST_OF_SUBNETWORKS" and listed:
        why = "Subnetworks can only be specified when the option is LIST_OF_SUBNETWORKS."
        return _nat_error("source_subnetwork_ip_ranges_to_nat", option, why)
    return None


@rule(
    "compute", NAT, says="One NAT of a VPC's region serves all subnets, and then it is the only one"
)
def only_one_for_all(call: Call) -> str | None:
    """Refuse a second NAT where one takes all subnets."""
    mine = call.text("source_subnetwork_ip_ranges_to_nat").startswith("ALL_")
    if call.text("type") not in ("", "PUBLIC"):
        return None
    for other in _beside(call):
        theirs = str(other.values.get("source_subnetwork_ip_ranges_to_nat")).startswith("ALL_")
        if mine or theirs:
            why = (
                "Only one NAT gateway is allowed with the option ALL_SUBNETWORKS in the same"
                " network"
                f" and region; '{other.name}' exists."
            )
            given = call.text("source_subnetwork_ip_ranges_to_nat")
            return _nat_error("source_subnetwork_ip_ranges_to_nat", given, why)
    return None


def _beside(call: Call) -> Iterator[Thing]:
    mine = _network(call, call.text("router"))
    for other in call.others(NAT):
        if other.location != call.place.region:
            continue
        theirs = _network(call, str(other.values.get("router", "")))
        if mine and theirs and mine.id == theirs.id:
            yield other


def _network(call: Call, router: str) -> Thing | None:
    found = call.find(router, ROUTER)
    return call.find(str(found.values.get("network", "")), NETWORK) if found else None


@rule("compute", ROUTER, says="A router's AS number is private, or 16550")
def as_number(call: Call) -> str | None:
    """Refuse AS numbers that are not for private use."""
    given = call.get("bgp.asn")
    if given is None or any(int(given) in block for block in _PRIVATE_AS):
        return None
    why = "Must be a private ASN (RFC6996) or 16550."
    return field_error("bgp.asn", int(given), why)


def _nat_error(path: str, value: object, why: str) -> str:
    return field_error(f"nats[0].{path}", value, why)

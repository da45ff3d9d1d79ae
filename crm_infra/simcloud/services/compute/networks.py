"""VPC networks, peerings and routes. What concerns their ranges is in ``subnet_ranges``."""

from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import parse
from crm_infra.simcloud.services.call import Call, field_error
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes, rule
from crm_infra.simcloud.values import Values

NETWORK: Final = "google_compute_network"
PEERING: Final = "google_compute_network_peering"
ROUTE: Final = "google_compute_route"
_LARGEST_MTU: Final = 8896
_SMALLEST_MTU: Final = 1300
_DEFAULT_MTU: Final = 1460


@completes(NETWORK)
def network(call: Call) -> Values:
    """What the API fills in for a VPC."""
    number = identity.number(NETWORK, call.id)
    return {
        "routing_mode": "REGIONAL",
        "mtu": 0 if call.action == CREATE else _DEFAULT_MTU,
        "bgp_best_path_selection_mode": "LEGACY",
        "bgp_always_compare_med": False,
        "bgp_inter_region_cost": "",
        "gateway_ipv4": "",
        "internal_ipv6_range": "",
        "network_firewall_policy_enforcement_order": "AFTER_CLASSIC_FIREWALL",
        "numeric_id": number,
        "network_id": number,
    }


@rule("compute", NETWORK, says="The MTU of a VPC lies between 1300 and 8896")
def mtu(call: Call) -> str | None:
    """Refuse an MTU out of bounds; 0 means that none was given."""
    given = call.get("mtu", 0)
    if given and not _SMALLEST_MTU <= given <= _LARGEST_MTU:
        why = f"Mtu value must be between {_SMALLEST_MTU} and {_LARGEST_MTU}."
        return field_error("mtu", int(given), why)
    return None


@rule("compute", PEERING, says="A VPC cannot be peered with itself", on=(CREATE,))
def peering_with_itself(call: Call) -> str | None:
    """Refuse a peering of a VPC with itself."""
    own, peer = call.target("network", NETWORK), call.target("peer_network", NETWORK)
    if own and peer and own.id == peer.id:
        return field_error("peerNetwork", call.text("peer_network"), "Cannot peer with itself.")
    return None


@completes(PEERING)
def peering(call: Call) -> Values:
    """A peering is active once both sides have one."""
    own, peer = call.target("network", NETWORK), call.target("peer_network", NETWORK)
    for other in call.world.things(PEERING):
        back = call.world.find((NETWORK,), str(other.values.get("peer_network", "")), call.place)
        if own and peer and back and back.id == own.id:
            return {"state": "ACTIVE", "state_details": "[Connected.]"}
    detail = "[Waiting for peer network to connect.]"
    return {"state": "INACTIVE", "state_details": detail}


@rule("compute", ROUTE, says="A route's destination is a range without host bits", on=(CREATE,))
def destination(call: Call) -> str | None:
    """Refuse a destination that is no range."""
    given = call.get("dest_range")
    if given is None or parse(given) or ":" in str(given):
        return None
    return field_error("destRange", given, "Must be a CIDR address range.")


@completes(ROUTE)
def route(_call: Call) -> Values:
    """What the API fills in for a static route."""
    return {"route_type": "STATIC", "route_status": "ACTIVE", "as_paths": [], "warnings": []}


@rule(
    "compute",
    PEERING,
    says="The peering that a producer's service uses goes with its connection only",
    on=(DELETE,),
    code=400,
    reason="badRequest",
)
def producer_peering(call: Call) -> str | None:
    """Refuse to remove by hand what Service Networking made."""
    if call.before("name") == "servicenetworking-googleapis-com":
        return (
            "The peering 'servicenetworking-googleapis-com' is managed by Service Networking;"
            " delete the private services connection instead."
        )
    return None

"""Subnets: everything about them but where their ranges meet others (``subnet_ranges``)."""

from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import contains, gateway, parse
from crm_infra.simcloud.services.call import Call, Thing, blocks, field_error, first
from crm_infra.simcloud.services.compute.names import is_name, name_error
from crm_infra.simcloud.services.registry import UPDATE, completes, rule
from crm_infra.simcloud.values import Values

SUBNET: Final = "google_compute_subnetwork"
CLUSTER: Final = "google_container_cluster"
PROXY: Final = ("REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY")
_PURPOSES: Final = (
    "PRIVATE",
    "PRIVATE_RFC_1918",
    "PRIVATE_SERVICE_CONNECT",
    "PRIVATE_NAT",
    "PEER_MIGRATION",
    *PROXY,
)
_SMALLEST_PROXY: Final = 26


@completes(SUBNET)
def subnet(call: Call) -> Values:
    """What the API fills in for a subnet."""
    network = parse(call.get("ip_cidr_range"))
    private = call.get("purpose", "PRIVATE") == "PRIVATE"
    return {
        "gateway_address": gateway(network) if network else "",
        "fingerprint": identity.fingerprint(SUBNET, call.id, repr(sorted(_shape(call)))),
        "purpose": "PRIVATE",
        "stack_type": "IPV4_ONLY" if private else "",
        "private_ip_google_access": False,
        "private_ipv6_google_access": "DISABLE_GOOGLE_ACCESS",
        "secondary_ip_range": [],
        "allow_subnet_cidr_routes_overlap": False,
        "ipv6_cidr_range": "",
        "ipv6_gce_endpoint": "",
        "external_ipv6_prefix": "",
        "internal_ipv6_prefix": "",
        "state": "READY" if call.get("purpose") in PROXY else "",
        "subnetwork_id": int(identity.number(SUBNET, call.id, digits=15)),
    }


def _shape(call: Call) -> list[str]:
    return [f"{key}={call.values.get(key)!r}" for key in ("ip_cidr_range", "secondary_ip_range")]


@rule("compute", SUBNET, says="Flow logs sample between none (0.0) and all (1.0) of the traffic")
def flow_sampling(call: Call) -> str | None:
    """Refuse a sampling rate out of bounds."""
    given = call.get("log_config.flow_sampling")
    if given is not None and not 0 <= given <= 1:
        shown = float(given)
        return field_error("logConfig.flowSampling", shown, "Must be between 0.0 and 1.0.")
    return None


@rule("compute", SUBNET, says="Flow logs' filter is an expression")
def flow_filter(call: Call) -> str | None:
    """Refuse an empty filter or one with an odd number of quotes."""
    given = call.get("log_config.filter_expr")
    if given is not None and (str(given).count("'") % 2 or str(given).count('"') % 2):
        return field_error("logConfig.filterExpr", given, "Invalid filter expression.")
    return None


@rule("compute", SUBNET, says="The purpose of a subnet is one that exists")
def purpose(call: Call) -> str | None:
    """Refuse an unknown purpose: the provider leaves it to the API."""
    given = call.get("purpose")
    if given and given not in _PURPOSES:
        return field_error("purpose", given, f"Must be one of: {', '.join(_PURPOSES)}.")
    return None


@rule("compute", SUBNET, says="Names of secondary ranges are labels, each used once in its subnet")
def secondary_names(call: Call) -> str | None:
    """Refuse names that are none, or that are given twice."""
    seen: set[str] = set()
    for index, block in enumerate(call.blocks("secondary_ip_range")):
        name = block.get("range_name")
        path = f"secondaryIpRanges[{index}].rangeName"
        if not is_name(name):
            return name_error(path, name)
        if name in seen:
            return field_error(path, name, "Duplicate secondary range name.")
        seen.add(str(name))
    return None


@rule(
    "compute",
    SUBNET,
    says="Proxy-only subnets are /26 or larger and have neither secondary ranges nor flow logs",
)
def proxy_only(call: Call) -> str | None:
    """Refuse what a proxy-only subnet cannot be."""
    if call.get("purpose") not in PROXY:
        return None
    given = parse(call.get("ip_cidr_range"))
    if given and given.prefixlen > _SMALLEST_PROXY:
        why = f"Proxy-only subnetworks must have a prefix length of {_SMALLEST_PROXY} or less."
        return field_error("ipCidrRange", str(given), why)
    if call.blocks("secondary_ip_range"):
        why = "Secondary ranges are not supported for proxy-only subnetworks."
        return field_error("secondaryIpRanges", "", why)
    if call.blocks("log_config"):
        why = "Flow logs are not supported for proxy-only subnetworks."
        return field_error("logConfig", "", why)
    return None


@rule("compute", SUBNET, says="A VPC has one active proxy-only subnet of a purpose in a region")
def one_active_proxy(call: Call) -> str | None:
    """Refuse a second active proxy-only subnet, and one without a role."""
    kind = call.get("purpose")
    if kind not in PROXY:
        return None
    role = call.text("role")
    if role not in ("ACTIVE", "BACKUP"):
        return field_error("role", role, "Role must be ACTIVE or BACKUP for this purpose.")
    for other in _beside(call):
        same = other.values.get("purpose") == kind and other.values.get("role") == "ACTIVE"
        if role == "ACTIVE" and same:
            why = f"An active proxy-only subnetwork '{other.name}' already exists in the region."
            return field_error("role", role, why)
    return None


def _beside(call: Call) -> list[Thing]:
    network = call.target("network", "google_compute_network")
    if network is None:
        return []
    return [
        thing
        for thing in call.world.referrers(network)
        if thing.type == SUBNET and thing.location == call.place.region and thing.id != call.id
    ]


@rule("compute", SUBNET, says="A subnet's range can only grow", on=(UPDATE,))
def only_grows(call: Call) -> str | None:
    """Refuse to shrink or move the range of what stands."""
    old, new = parse(call.before("ip_cidr_range")), parse(call.get("ip_cidr_range"))
    if old and new and not contains(new, old):
        why = f"New CIDR range must contain the existing range {old}."
        return field_error("ipCidrRange", str(new), why)
    return None


@rule(
    "compute",
    SUBNET,
    says="A secondary range that a cluster uses cannot be removed",
    on=(UPDATE,),
    reason="resourceInUseByAnotherResource",
)
def range_in_use(call: Call) -> str | None:
    """Refuse to take a secondary range away from a cluster."""
    kept = {block.get("range_name") for block in call.blocks("secondary_ip_range")}
    gone = {block.get("range_name") for block in blocks(call.prior, "secondary_ip_range")} - kept
    for cluster in call.world.things(CLUSTER, call.place.project):
        found = call.world.find((SUBNET,), str(cluster.values.get("subnetwork")), call.place)
        if found is None or found.id != call.id:
            continue
        policy = first(cluster.values, "ip_allocation_policy")
        used = {
            policy.get("cluster_secondary_range_name"),
            policy.get("services_secondary_range_name"),
        }
        for name in sorted(str(n) for n in gone & used):
            return (
                f"The secondary range '{name}' of subnetwork resource '{call.id}' is already being"
                f" used by '{cluster.id}'"
            )
    return None

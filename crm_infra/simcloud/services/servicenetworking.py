"""Private connections to producers: peering with Google's own VPC, and connection policies."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call, Thing
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes, rule
from crm_infra.simcloud.values import Values

CONNECTION: Final = "google_service_networking_connection"
POLICY: Final = "google_network_connectivity_service_connection_policy"
RANGE: Final = "google_compute_global_address"
NETWORK: Final = "google_compute_network"
_PRODUCED: Final = ("google_redis_instance", "google_sql_database_instance")
_CLASS: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


@completes(CONNECTION)
def connection(call: Call) -> Values:
    """The peering is named after the service."""
    return {"peering": call.text("service").replace(".", "-")}


@rule(
    "servicenetworking",
    CONNECTION,
    says="Reserved ranges are allocations for peering in the same VPC",
    reason="badRequest",
)
def ranges(call: Call) -> str | None:
    """Refuse ranges that are no allocation of this VPC."""
    network = call.target("network", NETWORK)
    for name in call.items("reserved_peering_ranges"):
        found = call.find(str(name), RANGE)
        if found is None or not _serves(call, found, network):
            return f"Allocated IP range '{name}' not found in network."
    return None


def _serves(call: Call, found: Thing, network: Thing | None) -> bool:
    home = call.find(str(found.values.get("network") or ""), NETWORK)
    same = network is None or (home is not None and home.id == network.id)
    return same and found.values.get("purpose") == "VPC_PEERING"


@rule(
    "servicenetworking",
    CONNECTION,
    says="A VPC has one private connection to a service",
    on=(CREATE,),
    reason="failedPrecondition",
)
def only_one(call: Call) -> str | None:
    """Refuse a second connection."""
    network = call.target("network", NETWORK)
    for other in call.world.referrers(network) if network else []:
        same = other.values.get("service") == call.get("service")
        if other.type == CONNECTION and same:
            return (
                "Cannot modify allocated ranges in CreateConnection. Please use UpdateConnection."
            )
    return None


@rule(
    "servicenetworking",
    CONNECTION,
    says="A private connection stays while a producer's service uses it",
    on=(DELETE,),
    reason="failedPrecondition",
)
def still_used(call: Call) -> str | None:
    """Refuse to cut off what stands behind the connection."""
    if call.before("deletion_policy") == "ABANDON":
        return None
    network = call.find(str(call.before("network", "")), NETWORK)
    for other in call.world.referrers(network) if network else []:
        direct = other.values.get("connect_mode") == "DIRECT_PEERING"
        if other.type in _PRODUCED and not direct:
            return (
                "Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore,"
                " etc.) are still using this connection."
            )
    return None


@completes(POLICY)
def policy(_call: Call) -> Values:
    """What the API fills in for a connection policy."""
    return {
        "infrastructure": "PSC",
        "psc_connections": [],
        "psc_config.producer_instance_location": "",
    }


@rule(
    "networkconnectivity",
    POLICY,
    says="A service class is one that producers offer",
    on=(CREATE,),
    reason="badRequest",
)
def service_class(call: Call) -> str | None:
    """Refuse names that are no service class."""
    given = call.text("service_class")
    if given and not _CLASS.fullmatch(given):
        return f"Service class '{given}' is invalid."
    return None


@rule(
    "networkconnectivity",
    POLICY,
    says="A connection policy lies in a region",
    on=(CREATE,),
    reason="badRequest",
)
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    if given and not is_region(given):
        return f"Location {given} is not found or access is unauthorized."
    return None


@rule(
    "networkconnectivity",
    POLICY,
    says="A VPC has one policy of a service class in a region",
    on=(CREATE,),
    code=409,
    reason="alreadyExists",
)
def one_policy(call: Call) -> str | None:
    """Refuse a second policy for the same service."""
    network = call.target("network", NETWORK)
    for other in call.world.referrers(network) if network else []:
        same = all(other.values.get(k) == call.get(k) for k in ("service_class", "location"))
        if other.type == POLICY and other.id != call.id and same:
            return (
                f"A service connection policy for service class '{call.get('service_class')}'"
                f" already exists in the network: {other.id}"
            )
    return None


@rule(
    "networkconnectivity",
    POLICY,
    says="Subnets of a policy lie in its VPC and region",
    reason="badRequest",
)
def subnets(call: Call) -> str | None:
    """Refuse subnets of another VPC or region."""
    network = call.target("network", NETWORK)
    for text in call.items("psc_config.subnetworks"):
        found = call.find(str(text), "google_compute_subnetwork")
        home = call.find(str(found.values.get("network", "")), NETWORK) if found else None
        if found and network and (home is None or home.id != network.id):
            return f"Subnetwork {text} does not belong to network {network.id}."
        if found and found.location != call.text("location"):
            return f"Subnetwork {text} is not in region {call.text('location')}."
    return None


@rule(
    "networkconnectivity",
    POLICY,
    says="A limit of connections is a positive number",
    reason="badRequest",
)
def limit(call: Call) -> str | None:
    """Refuse limits that are none."""
    given = call.get("psc_config.limit")
    if given is not None and not (str(given).isdigit() and int(str(given)) > 0):
        return f"Invalid value for psc_config.limit: {given}"
    return None

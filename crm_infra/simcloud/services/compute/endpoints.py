"""Private endpoints: forwarding rules to the service attachments of producers.

A producer that simcloud knows nothing of is taken at its word. One that it knows, a project of
ours or the account of Atlas, has the attachments that stand there.
"""

import re
from collections.abc import Iterator
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import parse, parse_address, pick_address
from crm_infra.simcloud.services.call import Call, Thing, field_error, items
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

RULE: Final = "google_compute_forwarding_rule"
ADDRESS: Final = "google_compute_address"
SUBNET: Final = "google_compute_subnetwork"
NETWORK: Final = "google_compute_network"
ATTACHMENT: Final = "google_compute_service_attachment"
_ATLAS: Final = "mongodbatlas_privatelink_endpoint"
_TARGET: Final = re.compile(
    r"(?:.*/)?projects/(?P<project>[^/]+)/regions/(?P<region>[^/]+)/serviceAttachments/(?P<name>[^/]+)"
)


def _attachment(call: Call) -> re.Match[str] | None:
    return _TARGET.fullmatch(call.text("target"))


@completes(RULE)
def forwarding(call: Call) -> Values:
    """What the API fills in for a forwarding rule."""
    attached, address = _attachment(call), call.target("ip_address", ADDRESS)
    subnet = call.target("subnetwork", SUBNET)
    own = str(address.values.get("subnetwork") or "") if address else ""
    found = call.find(own, SUBNET) if own else subnet
    network = str(found.values.get("network") or "") if found else ""
    if address is not None:
        call.values["ip_address"] = address.values.get("address")
    return {
        "ip_address": _free(call, subnet),
        "network": network,
        "subnetwork": "" if attached else own,
        "psc_connection_id": identity.number("psc", call.id, digits=17) if attached else "",
        "psc_connection_status": "ACCEPTED" if attached else "",
        "service_directory_registrations": [],
        "network_tier": "" if attached else "PREMIUM",
        "ip_protocol": "" if attached else "TCP",
    }


def _free(call: Call, subnet: Thing | None) -> str:
    pool = parse(subnet.values.get("ip_cidr_range")) if subnet else None
    seed = identity.small_number(call.id, below=1 << 30)
    taken = {str(other.values.get("address")) for other in call.others(ADDRESS)}
    taken |= {str(other.values.get("ip_address")) for other in call.others(RULE)}
    return (pick_address(pool, seed, taken) if pool else None) or ""


@rule(
    "compute",
    RULE,
    says="The service attachment that a private endpoint leads to exists",
    on=(CREATE,),
)
def attachment_known(call: Call) -> str | None:
    """Refuse attachments that a producer we know of does not have."""
    seen = _attachment(call)
    if seen is None or not _knows(call, seen["project"]):
        return None
    path = call.text("target")
    path = path[path.index("projects/") :]
    if path in set(_attachments(call)):
        return None
    why = "The referenced service attachment resource cannot be found."
    return field_error("target", call.text("target"), why)


def _knows(call: Call, project: str) -> bool:
    """Whether what the project publishes is all in simcloud."""
    held = (path.split("/")[1] for path in _attachments(call))
    return project == call.place.project or project in held


def _attachments(call: Call) -> Iterator[str]:
    for thing in call.world.things(ATTACHMENT):
        yield thing.id
    for endpoint in call.world.things(_ATLAS):
        for text in items(endpoint.values, "service_attachment_names"):
            seen = str(text)
            yield seen[seen.index("projects/") :] if "projects/" in seen else seen


@rule(
    "compute",
    RULE,
    says="A private endpoint lies in the region of its service attachment",
    on=(CREATE,),
)
def attachment_region(call: Call) -> str | None:
    """Refuse the attachment of another region."""
    seen = _attachment(call)
    if seen and seen["region"] != call.place.region:
        why = f"Service attachment must be in the same region '{call.place.region}'."
        return field_error("target", call.text("target"), why)
    return None


@rule(
    "compute",
    RULE,
    says="A private endpoint has no load balancing scheme, and names its VPC",
    on=(CREATE,),
)
def endpoint_is_plain(call: Call) -> str | None:
    """Refuse a scheme where nothing is balanced."""
    if _attachment(call) is None:
        return None
    scheme = call.text("load_balancing_scheme")
    if scheme:
        why = "Load balancing scheme must not be set for Private Service Connect forwarding rules."
        return field_error("loadBalancingScheme", scheme, why)
    if not call.text("network") and not call.text("subnetwork"):
        why = "Network must be specified for Private Service Connect forwarding rules."
        return field_error("network", "", why)
    return None


@rule(
    "compute",
    RULE,
    says="The address of a rule is used by no other rule",
    on=(CREATE,),
    reason="ipInUseByAnotherResource",
)
def address_free(call: Call) -> str | None:
    """Refuse an address that another rule has."""
    own = _address_of(call, call.text("ip_address"))
    if not own or _attachment(call) is None:
        return None
    for other in call.others(RULE):
        if _address_of(call, str(other.values.get("ip_address") or "")) == own:
            return f"IP address '{own}' is already being used by another resource '{other.id}'."
    return None


def _address_of(call: Call, reference: str) -> str:
    """The address itself, by whatever name it is called."""
    if parse_address(reference) is not None:
        return reference
    found = call.find(reference, ADDRESS) if reference else None
    return str(found.values.get("address") or "") if found else ""


@rule(
    "compute",
    RULE,
    says="The address of a private endpoint is internal and of the endpoint's VPC",
    on=(CREATE,),
)
def address_of_network(call: Call) -> str | None:
    """Refuse external addresses, and those of another VPC."""
    address = call.target("ip_address", ADDRESS)
    if address is None or _attachment(call) is None:
        return None
    if address.values.get("address_type") != "INTERNAL":
        why = "Address must be of type INTERNAL for Private Service Connect forwarding rules."
        return field_error("IPAddress", call.text("ip_address"), why)
    subnet = call.find(str(address.values.get("subnetwork") or ""), SUBNET)
    home = call.find(str(subnet.values.get("network") or ""), NETWORK) if subnet else None
    network = call.target("network", NETWORK)
    if home and network and home.id != network.id:
        why = f"Address must belong to the network '{network.id}' of the forwarding rule."
        return field_error("IPAddress", call.text("ip_address"), why)
    return None

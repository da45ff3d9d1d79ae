"""Containers and peerings: the networks of Atlas' own that clusters lie in."""

from ipaddress import IPv4Network
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas.wording import Detail, refuses
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes
from crm_infra.simcloud.values import UNKNOWN, Values

CONTAINER: Final = "mongodbatlas_network_container"
PEERING: Final = "mongodbatlas_network_peering"
MODE: Final = "mongodbatlas_private_endpoint_regional_mode"
_PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_SIZES: Final = {"GCP": (18, 18), "AWS": (21, 24), "AZURE": (21, 24)}
_SMALL_GCP: Final = (21, 24)


def _account(project: str) -> str:
    return f"p-{identity.hexadecimal('network', project, digits=24)}"


@completes(CONTAINER)
def container(call: Call) -> Values:
    """The network behind a container."""
    google = call.get("provider_name") == "GCP"
    return {
        "azure_subscription_id": "",
        "gcp_project_id": _account(call.place.project) if google else "",
        "network_name": f"nt-{call.text('container_id')}" if google else "",
        "provisioned": False,
        "region": "",
        "region_name": "",
        "regions": [],
        "vnet_name": "",
        "vpc_id": "",
    }


@completes(PEERING)
def peering(call: Call) -> Values:
    """A peering that the other side has not answered yet."""
    google = call.text("provider_name") == "GCP"
    told = {
        "atlas_gcp_project_id": _account(call.place.project) if google else "",
        "atlas_vpc_name": f"nt-{call.text('container_id')}" if google else "",
        "connection_id": "" if google else f"pcx-{call.text('peer_id')[:17]}",
        "atlas_id": call.text("peer_id"),
        "status": "AVAILABLE" if google else "",
        "status_name": "" if google else "PENDING_ACCEPTANCE",
    }
    rest = {n: "" for n, v in call.values.items() if v is UNKNOWN and n not in ("id", "peer_id")}
    return {**rest, **told}


@completes(MODE)
def regional_mode(_call: Call) -> Values:
    """Off until somebody says so."""
    return {"enabled": False}


@refuses(
    "networks",
    CONTAINER,
    says="A container's range is private, of its cloud's size, without host bits",
    reason="ATLAS_INVALID_CIDR_BLOCK",
)
def range_fits(call: Call) -> Detail | None:
    """Refuse ranges that Atlas cannot lay out."""
    given, provider = call.text("atlas_cidr_block"), str(call.get("provider_name", "AWS"))
    try:
        found = IPv4Network(given)
    except ValueError:
        return Detail(f"Atlas CIDR {given} must be in valid CIDR notation.", given)
    if not any(found.subnet_of(part) for part in _PRIVATE):
        return Detail(f"Atlas CIDR {given} must be in private range.", given)
    low, high = _SMALL_GCP if call.get("regions") else _SIZES.get(provider, (18, 24))
    if not low <= found.prefixlen <= high and not (provider == "GCP" and found.prefixlen < low):
        size = str(low) if low == high else f"{low} to /{high}"
        return Detail(
            f"Atlas CIDR {given} must be a /{size} block for {provider}.", given, provider
        )
    return None


@refuses(
    "networks",
    CONTAINER,
    says="Google's clusters of a project have one container",
    code=409,
    reason="CONTAINER_ALREADY_EXISTS",
    on=(CREATE,),
)
def one_for_google(call: Call) -> Detail | None:
    """Refuse a second one."""
    if call.get("provider_name") != "GCP":
        return None
    for other in call.others(CONTAINER):
        if other.values.get("provider_name") == "GCP":
            return Detail("A container already exists for provider GCP in this project.", "GCP")
    return None


@refuses(
    "networks",
    CONTAINER,
    says="A container goes after its peerings",
    code=409,
    reason="CONTAINERS_IN_USE",
    on=(DELETE,),
)
def container_in_use(call: Call) -> Detail | None:
    """Refuse to take away what is peered."""
    for other in call.others(PEERING):
        if other.values.get("container_id") == call.before("container_id"):
            return Detail("Cannot modify in use containers. The container has a peering.")
    return None


@refuses(
    "networks",
    PEERING,
    says="A peering with Google names a project and a network",
    reason="MISSING_ATTRIBUTE",
    on=(CREATE,),
)
def other_side(call: Call) -> Detail | None:
    """Refuse half of what Atlas must know."""
    if call.text("provider_name") != "GCP":
        return None
    for path, attribute in (("gcp_project_id", "gcpProjectId"), ("network_name", "networkName")):
        if not call.text(path):
            return Detail(f"The required attribute {attribute} was not specified.", attribute)
    return None

"""How a service or job reaches a VPC: directly through a subnet, or through a connector."""

from typing import Final

from crm_infra.simcloud.cloud.ranges import parse
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.registry import rule
from crm_infra.simcloud.services.run.types import JOB, SERVICE, request, template

_NETWORK: Final = "google_compute_network"
_SUBNET: Final = "google_compute_subnetwork"
_SMALLEST: Final = 26


def _where(call: Call) -> str:
    return "service.template" if call.type == SERVICE else "job.template.template"


@rule(
    "run",
    SERVICE,
    JOB,
    says="A VPC is reached through a connector or through interfaces, not both and not neither",
    reason="",
)
def one_way(call: Call) -> str | None:
    """Refuse both ways and none."""
    for access in call.blocks(f"{template(call)}.vpc_access"):
        if bool(access.get("connector")) == bool(access.get("network_interfaces")):
            return (
                f"Violation in {request(call)}.{_where(call)}.vpc_access.connector: one and only"
                " one of connector and network_interfaces must be set."
            )
    return None


@rule(
    "run",
    SERVICE,
    JOB,
    says="The subnet of an interface lies in the VPC that is named and is a /26 or larger",
    reason="",
)
def subnet(call: Call) -> str | None:
    """Refuse subnets of another VPC, and those that are too small."""
    for face in call.blocks(f"{template(call)}.vpc_access.network_interfaces"):
        found = call.find(str(face.get("subnetwork") or ""), _SUBNET)
        network = call.find(str(face.get("network") or ""), _NETWORK)
        if found is None:
            continue
        home = call.find(str(found.values.get("network") or ""), _NETWORK)
        if network and home and home.id != network.id:
            return f"Subnetwork {found.id} does not belong to network {network.id}."
        pool = parse(found.values.get("ip_cidr_range"))
        if pool and pool.prefixlen > _SMALLEST:
            return (
                f"Subnetwork {found.id} is too small for Direct VPC egress: its range {pool} must"
                f" be /{_SMALLEST} or larger."
            )
    return None

"""Whether a project may have so many processors, addresses and disks in a region.

Counts what the nodes need now; Google counts the same when it starts them. Sentence and code as
quoted in public reports of ``Insufficient regional quota to satisfy request``.
"""

from collections.abc import Iterable

from crm_infra.simcloud.catalogue.quotas import quotas
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.container.nodes import Nodes, cluster_of, nodes_in_region, nodes_of
from crm_infra.simcloud.services.container.types import POOL
from crm_infra.simcloud.services.places import region_of
from crm_infra.simcloud.services.registry import rule

_SSD = ("pd-ssd", "pd-balanced", "hyperdisk-balanced")
_ADDRESS = "google_compute_address"
_NAT = "google_compute_router_nat"


@rule(
    "container",
    POOL,
    says="The nodes of a region stay within the quota of CPUs, addresses and SSD disks",
    code=403,
    reason="forbidden",
)
def within_regional_quota(call: Call) -> str | None:
    """Refuse a pool that the project has no room for."""
    cluster = cluster_of(call)
    if cluster is None:
        return None
    project, region = cluster.project, region_of(cluster.location)
    own = nodes_of(call.values, cluster.values)
    others = list(nodes_in_region(call, project, region))
    metric = own.machine.metric
    alike = [nodes for nodes in others if nodes.machine.metric == metric]
    return (
        _short(metric, "CPUS", _cpus([own]), _cpus(alike), project)
        or _short("SSD_TOTAL_GB", "", _disks([own]), _disks(others), project)
        or _short("IN_USE_ADDRESSES", "", _public([own]), _used(call, others, region), project)
    )


def _cpus(many: Iterable[Nodes]) -> int:
    return sum(nodes.now * nodes.machine.cpus for nodes in many)


def _disks(many: Iterable[Nodes]) -> int:
    return sum(nodes.now * nodes.disk_gb for nodes in many if nodes.disk_type in _SSD)


def _public(many: Iterable[Nodes]) -> int:
    return sum(nodes.now for nodes in many if nodes.public)


def _used(call: Call, others: Iterable[Nodes], region: str) -> int:
    """Addresses of nodes, and those that a NAT of the region sends from."""
    project = call.place.project
    nats = call.world.things(_NAT, project)
    sending = {
        ip for nat in nats if nat.location == region for ip in nat.values.get("nat_ips") or ()
    }
    return _public(others) + len(sending)


def _short(metric: str, alike: str, wanted: int, used: int, project: str) -> str | None:
    """What is said when there is too little left; ``alike`` names the limit of a metric's kin."""
    quota = quotas().get(metric) or quotas().get(alike)
    left = quota.limit - used if quota else wanted
    if quota is None or not wanted or wanted <= left:
        return None
    page = f"https://console.cloud.google.com/iam-admin/quotas?usage=USED&project={project}"
    return (
        f'Insufficient regional quota to satisfy request: resource "{metric}": request requires'
        f" '{wanted}.0' and is short '{wanted - left}.0'. project has a quota of '{quota.limit}.0'"
        f" with '{left}.0' available. View and manage quotas at {page}."
    )

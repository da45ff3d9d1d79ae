"""Clusters and their node pools as they stand: where, of what, how many, for whom.

Read from the layer ``cluster`` once, for its rules, its tables and its picture. Add here what is
read of a cluster; what is right or wrong about it belongs to ``cluster``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crm_infra.checks.model import Seen, block, items
from crm_infra.environments.machines import FEWEST_VCPUS, MACHINES
from crm_infra.environments.rules.capacity import nodes_at_most
from crm_infra.state.document import StandingResource

CLUSTER = "google_container_cluster"
POOL = "google_container_node_pool"


@dataclass(frozen=True)
class Pool:
    """One node pool; ``least`` and ``most`` are of the whole pool, over all its zones."""

    resource: StandingResource
    name: str
    cluster: str
    machine: str
    disk_gb: int
    disk_type: str
    zones: tuple[str, ...]
    least: int
    now: int
    most: int
    surge: int
    spot: bool
    taints: tuple[str, ...]

    @property
    def vcpus(self) -> int:
        """Those of one node; of a machine that nobody knows, as few as a node can have."""
        return MACHINES[self.machine].vcpus if self.machine in MACHINES else FEWEST_VCPUS

    @property
    def node(self) -> Mapping[str, Any]:
        """What each node is made of."""
        return block(self.resource.values, "node_config")


@dataclass(frozen=True)
class Cluster:
    """One cluster with its pools; what is provisioned limits all its nodes, those of pools too."""

    resource: StandingResource
    name: str
    location: str
    zones: tuple[str, ...]
    pools: tuple[Pool, ...]
    provisioned_cpus: int
    provisioned_memory_gb: int

    @property
    def values(self) -> Mapping[str, Any]:
        """The cluster's attributes."""
        return self.resource.values

    @property
    def region(self) -> str:
        """Its region, also of a cluster in one zone."""
        return region_of(self.location)

    @property
    def most_nodes(self) -> int:
        """Most nodes at one time, those included that an upgrade adds to each pool."""
        surge = sum(pool.surge for pool in self.pools)
        pools = sum(pool.most for pool in self.pools)
        least = [(pool.vcpus, pool.least) for pool in self.pools]
        automatic = nodes_at_most(self.provisioned_cpus, least) if self.provisioned_cpus else 0
        return max(pools, automatic) + surge


def clusters_of(seen: Seen) -> list[Cluster]:
    """Every cluster that stands, by region."""
    found = [_cluster(one, seen) for one in seen.of(CLUSTER)]
    return sorted(found, key=lambda one: one.location)


def region_of(place: str) -> str:
    """The region of a region or of a zone in it."""
    region, _, last = place.rpartition("-")
    return region if len(last) == 1 else place


def _cluster(one: StandingResource, seen: Seen) -> Cluster:
    values = one.values
    name, location = str(values.get("name")), str(values.get("location"))
    limits = _limits(block(values, "cluster_autoscaling"))
    zones = _zones(values)
    return Cluster(
        resource=one,
        name=name,
        location=location,
        zones=zones,
        pools=tuple(sorted(_pools(name, location, zones, seen), key=_by_use)),
        provisioned_cpus=limits.get("cpu", 0),
        provisioned_memory_gb=limits.get("memory", 0),
    )


def _limits(scaling: Mapping[str, Any]) -> dict[str, int]:
    """What all nodes together may have; none where nothing is provisioned by itself."""
    given = items(scaling, "resource_limits") if scaling.get("enabled") else []
    return {str(one.get("resource_type")): int(one.get("maximum") or 0) for one in given}


def _by_use(pool: Pool) -> tuple[bool, str]:
    """What takes every pod comes first."""
    return bool(pool.taints), pool.name


def _pools(cluster: str, location: str, zones: tuple[str, ...], seen: Seen) -> Iterator[Pool]:
    for one in seen.of(POOL):
        of = str(one.values.get("cluster")).rpartition("/")[2]
        if of == cluster and one.values.get("location") == location:
            yield _pool(one, cluster, zones)


def _pool(one: StandingResource, cluster: str, cluster_zones: tuple[str, ...]) -> Pool:
    values = one.values
    node = block(values, "node_config")
    zones = _zones(values) or cluster_zones
    least, most = _bounds(block(values, "autoscaling"), values, max(1, len(zones)))
    return Pool(
        resource=one,
        name=str(values.get("name")),
        cluster=cluster,
        machine=str(node.get("machine_type")),
        disk_gb=int(node.get("disk_size_gb") or 0),
        disk_type=str(node.get("disk_type") or ""),
        zones=zones,
        least=least,
        now=int(values.get("node_count") or 0) * max(1, len(zones)),
        most=most,
        surge=int(block(values, "upgrade_settings").get("max_surge") or 0),
        spot=bool(node.get("spot")),
        taints=tuple(
            f"{taint.get('key')}={taint.get('value')}:{taint.get('effect')}"
            for taint in items(node, "taint")
        ),
    )


def _bounds(scaling: Mapping[str, Any], values: Mapping[str, Any], zones: int) -> tuple[int, int]:
    """Totals are totals; the other limits, and a fixed count, are per zone."""
    if scaling.get("total_max_node_count"):
        return int(scaling.get("total_min_node_count") or 0), int(scaling["total_max_node_count"])
    if scaling.get("max_node_count"):
        least = int(scaling.get("min_node_count") or 0)
        return least * zones, int(scaling["max_node_count"]) * zones
    fixed = int(values.get("node_count") or values.get("initial_node_count") or 0) * zones
    return fixed, fixed


def _zones(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(str(one) for one in items(values, "node_locations")))

"""How many nodes pools have: now, and at most; and where they stand.

Numbers of a pool are per zone unless they are called total. Only counting goes here; what is
refused because of it is in ``pods`` and ``room``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm_infra.simcloud.services.call import Call, Thing, World, dig, items
from crm_infra.simcloud.services.container.types import CLUSTER, POOL
from crm_infra.simcloud.services.machines import Machine, machine
from crm_infra.simcloud.services.places import is_zone, region_of, zones_of

_EXACT: Final = "ip_allocation_policy.pod_cidr_overprovision_config.disabled"
_POOL_EXACT: Final = "network_config.pod_cidr_overprovision_config.disabled"
_USUAL_MACHINE: Final = "e2-medium"
_USUAL_DISK: Final = 100
_ZONES: Final = 3


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of one pool: those of now and the most that there may be, all zones together.

    ``spare`` says that a node is given twice as many addresses as it has pods.
    """

    now: int
    most: int
    machine: Machine
    disk_type: str
    disk_gb: int
    public: bool
    pod_range: str
    pods_per_node: int
    spare: bool


def usual_zones(location: str, seed: int = 0) -> list[str]:
    """Where nodes stand when nobody says: the zone, or three of the region's."""
    if is_zone(location):
        return [location]
    found = zones_of(location)
    begin = seed % len(found) if len(found) > _ZONES else 0
    return sorted((found[begin:] + found[:begin])[:_ZONES])


def zones_for(values: Mapping[str, Any], cluster: Mapping[str, Any]) -> list[str]:
    """The zones of a pool: its own, the cluster's, or the usual ones."""
    own = items(values, "node_locations") or items(cluster, "node_locations")
    return sorted(map(str, own)) or usual_zones(str(cluster.get("location") or ""))


def nodes_of(values: Mapping[str, Any], cluster: Mapping[str, Any]) -> Nodes:
    """The nodes of a pool with these values in a cluster with those."""
    zones = len(zones_for(values, cluster)) or 1
    asked = machine(str(dig(values, "node_config.machine_type", _USUAL_MACHINE)))
    private = dig(values, "network_config.enable_private_nodes")
    if private is None:
        private = dig(cluster, "private_cluster_config.enable_private_nodes", default=False)
    usual_range = dig(cluster, "ip_allocation_policy.cluster_secondary_range_name", "")
    usual_pods = dig(cluster, "default_max_pods_per_node", 110)
    now = _now(values, zones)
    return Nodes(
        now=now,
        most=max(now, _most(values, zones)),
        machine=asked or Machine("", "e2", 0, 0.0),
        disk_type=str(dig(values, "node_config.disk_type", "pd-balanced")),
        disk_gb=int(dig(values, "node_config.disk_size_gb", 0) or _USUAL_DISK),
        public=private is not True,
        pod_range=str(dig(values, "network_config.pod_range", "") or usual_range),
        pods_per_node=int(dig(values, "max_pods_per_node", 0) or usual_pods or 110),
        spare=not any(
            dig(found, path) is True for found, path in ((values, _POOL_EXACT), (cluster, _EXACT))
        ),
    )


def _now(values: Mapping[str, Any], zones: int) -> int:
    each = max(_whole(values, "node_count"), _whole(values, "initial_node_count"))
    per_zone = max(each, _whole(values, "autoscaling.min_node_count"))
    return max(per_zone * zones, _whole(values, "autoscaling.total_min_node_count"))


def _most(values: Mapping[str, Any], zones: int) -> int:
    per_zone = _whole(values, "autoscaling.max_node_count") * zones
    return per_zone or _whole(values, "autoscaling.total_max_node_count")


def _whole(values: Mapping[str, Any], path: str) -> int:
    found = dig(values, path, 0)
    return int(found) if isinstance(found, int | float) else 0


def cluster_of(call: Call) -> Thing | None:
    """The cluster that a pool belongs to."""
    return find_cluster(call.world, call.text("cluster"), call)


def find_cluster(world: World, reference: str, call: Call) -> Thing | None:
    """The cluster that a reference means."""
    return world.find((CLUSTER,), reference, call.place) if reference else None


def pools_of(world: World, cluster: Thing, but: str = "") -> Iterator[Thing]:
    """The pools of a cluster, except the one whose id is given."""
    for thing in world.referrers(cluster):
        if thing.type == POOL and thing.id != but:
            yield thing


def nodes_in_region(call: Call, project: str, region: str) -> Iterator[Nodes]:
    """The nodes of every other pool of a project in a region."""
    for cluster in call.world.things(CLUSTER, project):
        if region_of(cluster.location) == region:
            for pool in pools_of(call.world, cluster, call.id if call.type == POOL else ""):
                yield nodes_of(pool.values, cluster.values)

"""MongoDB clusters over regions, as they stand: nodes that vote, who goes first, what is left.

A primary is elected by more than half of all nodes that vote; among those that are left, the region
with the highest priority gives it. Add here what is read of a MongoDB cluster and what follows by
arithmetic; what is right or wrong about it belongs to ``databases`` and ``survival``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from crm_infra.checks.model import Seen, block, items
from crm_infra.environments.atlas_offer import ATLAS_REGIONS
from crm_infra.state.document import StandingResource

MONGODB = "mongodbatlas_advanced_cluster"
SCHEDULE = "mongodbatlas_cloud_backup_schedule"
ENDPOINT_SERVICE = "mongodbatlas_privatelink_endpoint_service"
_GOOGLE = {atlas: google for google, atlas in ATLAS_REGIONS.items()}


@dataclass(frozen=True)
class Region:
    """The nodes of one cluster in one region; ``name`` is Google's."""

    name: str
    priority: int
    voting: int
    reading: int
    size: str
    largest: str
    disk_gb: float


@dataclass(frozen=True)
class Copies:
    """Where copies of the backups go, which of them, and whether the log between them goes too."""

    region: str
    frequencies: tuple[str, ...]
    with_oplog: bool


@dataclass(frozen=True)
class MongoCluster:
    """One cluster with its regions, the first to lead first."""

    resource: StandingResource
    name: str
    regions: tuple[Region, ...]

    @property
    def values(self) -> Mapping[str, Any]:
        """The cluster's attributes."""
        return self.resource.values

    @property
    def voting(self) -> int:
        """All nodes that vote."""
        return sum(region.voting for region in self.regions)

    @property
    def majority(self) -> int:
        """How many of them elect a primary."""
        return self.voting // 2 + 1


@dataclass(frozen=True)
class Left:
    """What is left of a cluster when some of its places are lost."""

    cluster: MongoCluster
    lost: tuple[Region, ...]
    regions: tuple[Region, ...]

    @property
    def voting(self) -> int:
        """Nodes that still vote."""
        return sum(region.voting for region in self.regions)

    @property
    def leads(self) -> str:
        """The region that gives the primary; empty when none can be elected."""
        if self.voting < self.cluster.majority:
            return ""
        return next((region.name for region in self.regions if region.voting), "")

    def said(self) -> str:
        """For people."""
        of = f"{self.voting} of {self.cluster.voting} voting nodes are left"
        if self.leads:
            return f"{of}, a majority: {self.leads} gives the primary"
        return f"{of}, no majority: nothing can be written"


def mongo_clusters(seen: Seen) -> list[MongoCluster]:
    """Every MongoDB cluster that stands."""
    return [
        MongoCluster(one, str(one.values.get("name")), tuple(_regions(one)))
        for one in seen.of(MONGODB)
    ]


def without(cluster: MongoCluster, is_lost: Callable[[str], bool]) -> Left:
    """What is left of the cluster without the places that are lost."""
    return Left(
        cluster=cluster,
        lost=tuple(region for region in cluster.regions if is_lost(region.name)),
        regions=tuple(region for region in cluster.regions if not is_lost(region.name)),
    )


def copies_of(seen: Seen, cluster: MongoCluster) -> list[Copies]:
    """Where copies of the cluster's backups go."""
    return [
        Copies(
            region=google_name(copy.get("region_name")),
            frequencies=tuple(
                sorted(str(one).lower().replace("_", " ") for one in items(copy, "frequencies"))
            ),
            with_oplog=bool(copy.get("should_copy_oplogs")),
        )
        for schedule in schedules_of(seen, cluster)
        for copy in items(schedule.values, "copy_settings")
    ]


def schedules_of(seen: Seen, cluster: MongoCluster) -> list[StandingResource]:
    """The backup schedule of a cluster."""
    return [one for one in seen.of(SCHEDULE) if one.values.get("cluster_name") == cluster.name]


def google_name(region: object) -> str:
    """Google's name of a region, whoever named it; an unknown one stays as it is."""
    return _GOOGLE.get(str(region), str(region))


def _regions(one: StandingResource) -> Iterator[Region]:
    """In the order in which they lead: by priority, then as written."""
    found = [
        _region(config)
        for spec in items(one.values, "replication_specs")
        for config in items(spec, "region_configs")
    ]
    yield from sorted(found, key=lambda region: -region.priority)


def _region(config: Mapping[str, Any]) -> Region:
    voting, reading = nested(config, "electable_specs"), nested(config, "read_only_specs")
    return Region(
        name=google_name(config.get("region_name")),
        priority=int(config.get("priority") or 0),
        voting=int(voting.get("node_count") or 0),
        reading=int(reading.get("node_count") or 0),
        size=str(voting.get("instance_size") or ""),
        largest=str(nested(config, "auto_scaling").get("compute_max_instance_size") or ""),
        disk_gb=float(voting.get("disk_size_gb") or 0),
    )


def nested(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A nested attribute that is one object; empty when it is absent."""
    found = values.get(name)
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else block(values, name)


def endpoint_service(seen: Seen, name: object) -> Mapping[str, Any]:
    """What Atlas says of a private endpoint; empty when it knows none of that name."""
    for one in seen.of(ENDPOINT_SERVICE):
        if one.values.get("endpoint_service_id") == name:
            return one.values
    return {}

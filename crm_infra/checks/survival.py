"""What is left when a region is lost: computed before it happens, and seen while it happens.

Both layers have the same two checks. ``left_…`` loses one region after the other in thought and
judges what the environment promises: without a standing recovery region nothing is promised, and
what would be left is said all the same. ``serving`` looks at the outages that there are. Add here
what concerns the loss of a place; the arithmetic of votes is in ``members``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from crm_infra.checks import cluster as cluster_rules
from crm_infra.checks.cloud_says import Members
from crm_infra.checks.databases import REDIS
from crm_infra.checks.members import (
    MONGODB,
    Left,
    MongoCluster,
    copies_of,
    mongo_clusters,
    without,
)
from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation
from crm_infra.checks.pools import CLUSTER, Cluster, clusters_of, region_of
from crm_infra.state.document import StandingResource

NONE_STANDS = "no cluster stands"
CANNOT_ASK = "nobody on this target can be asked which regions are out"
SCHEDULED = "google_cloud_scheduler_job"
LINK = "google_compute_forwarding_rule"
_KINDS = {
    cluster_rules.SERVICE: "service",
    cluster_rules.JOB: "job",
    SCHEDULED: "schedule",
    REDIS: "Redis",
    LINK: "private endpoint",
}


@dataclass(frozen=True)
class _Placed:
    """Something that stands in one place and is lost with it."""

    address: str
    kind: str
    name: str
    place: str

    @property
    def named(self) -> str:
        return f"{self.kind} {self.name} ({self.place})"


def clusters_left(seen: Seen) -> Iterator[Finding]:
    """When a region is lost, a cluster with its pools stands in another."""
    clusters = clusters_of(seen)
    if not clusters:
        yield Violation(CLUSTER, NONE_STANDS)
    for region in dict.fromkeys(cluster.region for cluster in clusters):
        left = [one for one in clusters if one.region != region]
        said = f"without {region} {_listed(one.name for one in left)} is left"
        lost = [one for one in clusters if one.region == region]
        yield _judged(seen, bool(left), lost[0].resource.address, lost[0].name, said)


def databases_left(seen: Seen) -> Iterator[Finding]:
    """When a region is lost, the nodes that are left elect a primary, and a cache stands."""
    clusters = mongo_clusters(seen)
    if not clusters:
        yield Violation(MONGODB, NONE_STANDS)
    for cluster in clusters:
        about = cluster.resource.address
        for region in dict.fromkeys(one.name for one in cluster.regions):
            left = without(cluster, lambda place, lost=region: place == lost)
            said = f"without {region} {left.said()}{_copies(seen, cluster, left, region)}"
            yield _judged(seen, bool(left.leads), about, cluster.name, said)
    caches = _placed(seen, REDIS)
    for cache in caches:
        left = [one.name for one in caches if one.place != cache.place]
        fills = ", and fills anew" if left else ": the services do without a cache"
        said = f"without {cache.place} {_listed(left)} is left{fills}"
        yield _judged(seen, bool(left), cache.address, cache.name, said)


def clusters_serving(seen: Seen) -> Iterator[Finding]:
    """No cluster, service or job is lost with a region that is out."""
    clusters = clusters_of(seen)
    placed = _placed(seen, cluster_rules.SERVICE, cluster_rules.JOB, SCHEDULED)
    if seen.says.outages is None:
        yield from (NotSeen(one.name, CANNOT_ASK) for one in clusters)
        return
    if not clusters:
        yield Violation(CLUSTER, NONE_STANDS)
    for cluster in clusters:
        yield from _cluster_serving(cluster, seen.says.is_out)
    yield from _groups_serving(placed, seen.says.is_out)


def databases_serving(seen: Seen) -> Iterator[Finding]:
    """No node, cache or endpoint is lost with a region that is out."""
    clusters = mongo_clusters(seen)
    if seen.says.outages is None:
        yield from (NotSeen(one.name, CANNOT_ASK) for one in clusters)
        return
    if not clusters:
        yield Violation(MONGODB, NONE_STANDS)
    for cluster in clusters:
        yield _mongo_serving(cluster, seen)
    yield from _groups_serving(_placed(seen, REDIS, LINK), seen.says.is_out, one_by_one=True)


def _judged(seen: Seen, held: bool, address: str, name: str, said: str) -> Finding:
    """What is not left is a violation only where the environment promises a second region."""
    if held:
        return Noted(name, said)
    if seen.environment is None:
        return NotSeen(name, f"{said}; no file says what was promised")
    if seen.environment.regions.recovery.standing:
        return Violation(address, f"{name}: {said}")
    return Noted(name, f"{said}; {seen.environment.name} has no second region, by its file")


def _copies(seen: Seen, cluster: MongoCluster, left: Left, region: str) -> str:
    """From where it can be restored when nothing can be elected."""
    if left.leads:
        return ""
    elsewhere = sorted({one.region for one in copies_of(seen, cluster) if one.region != region})
    return f"; copies of its backups are in {_listed(elsewhere)}"


def _mongo_serving(cluster: MongoCluster, seen: Seen) -> Finding:
    """By the outages that there are, and by what Atlas itself says of its nodes."""
    members = _members(cluster, seen)
    down = members.down if members else frozenset[str]()
    left = without(cluster, lambda place: seen.says.is_out(place) or place in down)
    if left.lost:
        lost = ", ".join(f"{one.voting} in {one.name}" for one in left.lost)
        return Violation(cluster.resource.address, f"{cluster.name}: lost {lost}; {left.said()}")
    if seen.says.members is not None and members is None:
        return Violation(cluster.resource.address, f"{cluster.name}: Atlas does not know it")
    where = f", the primary in {members.primary}" if members and members.primary else ""
    return Noted(cluster.name, f"all {cluster.voting} voting nodes are there{where}")


def _members(cluster: MongoCluster, seen: Seen) -> Members | None:
    project = cluster.values.get("project_id")
    return next(
        (
            one
            for one in seen.says.members or ()
            if one.cluster == cluster.name and one.project == project
        ),
        None,
    )


def _cluster_serving(cluster: Cluster, is_out: Callable[[str], bool]) -> Iterator[Finding]:
    if is_out(cluster.location):
        pools = ", ".join(pool.name for pool in cluster.pools)
        said = f"{cluster.location} is out: it is lost with its pools {pools}"
        yield Violation(cluster.resource.address, f"{cluster.name}: {said}")
        return
    lost = [zone for zone in cluster.zones if is_out(zone)]
    if lost:
        left = _listed(zone for zone in cluster.zones if zone not in lost)
        said = f"{', '.join(lost)} is out: nodes are left in {left}"
        yield Violation(cluster.resource.address, f"{cluster.name}: {said}")
    else:
        yield Noted(cluster.name, f"serves in {cluster.location}")


def _groups_serving(
    placed: Sequence[_Placed], is_out: Callable[[str], bool], *, one_by_one: bool = False
) -> Iterator[Finding]:
    """Each lost thing by itself; what serves by itself or, where there are many, by place."""
    for one in placed:
        if is_out(one.place):
            yield Violation(one.address, f"{one.named} is lost")
        elif one_by_one:
            yield Noted(one.name, f"{one.kind} serves in {one.place}")
    serving = [one for one in placed if not is_out(one.place)]
    for place in () if one_by_one else sorted({one.place for one in serving}):
        names = _listed(f"{one.kind} {one.name}" for one in serving if one.place == place)
        yield Noted(place, f"serve: {names}")


def _placed(seen: Seen, *kinds: str) -> list[_Placed]:
    found = sorted(seen.of(*kinds), key=lambda one: kinds.index(one.type))
    return [_place(one) for one in found]


def _place(one: StandingResource) -> _Placed:
    place = one.values.get("region") or one.values.get("location") or ""
    kind = _KINDS[one.type]
    return _Placed(
        address=one.address,
        kind=f"paused {kind}" if one.values.get("paused") else kind,
        name=str(one.values.get("name")),
        place=region_of(str(place)),
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"

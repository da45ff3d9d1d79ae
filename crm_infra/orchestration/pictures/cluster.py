"""The picture of the clusters that stand: their pools, node by node, in each region.

A filled square is a node that stands, an empty one a node that may still come. Drawn from the
state; a region of the environment without a cluster is dashed. Add here what the picture shows;
shapes belong to ``canvas``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crm_infra.checks.cluster import JOB, SERVICE
from crm_infra.checks.model import Seen, block
from crm_infra.checks.pools import Cluster, Pool, clusters_of
from crm_infra.orchestration.pictures.canvas import (
    AMBER,
    BLUE,
    GREEN,
    LINE,
    MUTED,
    PAPER,
    RED,
    VIOLET,
    Canvas,
)

WIDTH, EDGE, GAP = 1080, 24, 24
TOP, HEAD, POOL, BELOW = 56, 78, 74, 64
NODE, NODES_IN_ROW = 13, 24
TOPIC = "google_pubsub_topic"
COLOURS = {"system": BLUE, "frontend": GREEN, "backend": VIOLET}


@dataclass(frozen=True)
class Place:
    """One region of the environment, with the cluster in it if one stands."""

    region: str
    role: str
    cluster: Cluster | None
    services: Sequence[str]


def cluster_picture(seen: Seen, title: str) -> str:
    """The picture as SVG; empty when no cluster stands."""
    places = places_of(seen)
    if not any(place.cluster for place in places):
        return ""
    pools = max(len(place.cluster.pools) for place in places if place.cluster)
    height = HEAD + pools * POOL + BELOW
    topics = sorted(str(one.values.get("name")) for one in seen.of(TOPIC))
    canvas = Canvas(WIDTH, TOP + height + (74 if topics else 24))
    canvas.text(EDGE, 34, title, size=18, bold=True)
    width = (WIDTH - 2 * EDGE - (len(places) - 1) * GAP) / len(places)
    for number, place in enumerate(places):
        left = EDGE + number * (width + GAP)
        if place.cluster:
            _standing(canvas, place, place.cluster, left, width, height)
        else:
            _waiting(canvas, place, left, width, height)
    if topics:
        _topics(canvas, topics, TOP + height + 16)
    return canvas.svg(title)


def places_of(seen: Seen) -> list[Place]:
    """The regions of the environment's file, then others in which a cluster stands."""
    clusters = {one.region: one for one in clusters_of(seen)}
    both = seen.environment.regions.both if seen.environment else {}
    roles = {region.name: role for role, region in both.items()}
    regions = list(dict.fromkeys([*roles, *clusters]))
    return [
        Place(
            region=region,
            role=roles.get(region, ""),
            cluster=clusters.get(region),
            services=[
                f"{'service' if one.type == SERVICE else 'job'} {one.values.get('name')}"
                for one in seen.of(SERVICE, JOB)
                if one.values.get("location") == region
            ],
        )
        for region in regions
    ]


def _standing(
    canvas: Canvas, place: Place, cluster: Cluster, left: float, width: float, height: float
) -> None:
    canvas.box(left, TOP, width, height, colour=BLUE, fill=PAPER, radius=12)
    _head(canvas, place, left, width)
    channel = str(block(cluster.values, "release_channel").get("channel", "")).lower()
    said = f"{cluster.name}, channel {channel}, Kubernetes {cluster.values.get('master_version')}"
    canvas.text(left + 16, TOP + 48, said, size=12, colour=MUTED)
    cpus = cluster.provisioned_cpus
    more = f"auto-provisioning up to {cpus} CPUs" if cpus else "no auto-provisioning"
    canvas.text(left + 16, TOP + 65, more, size=12, colour=MUTED)
    top = TOP + HEAD
    for pool in cluster.pools:
        _pool(canvas, pool, left + 16, top, width - 32)
        top += POOL
    canvas.text(left + 16, top + 20, "Cloud Run", size=12, bold=True)
    for number, words in enumerate(_two_lines(place.services)):
        canvas.text(left + 90, top + 20 + number * 18, words, size=12, colour=MUTED)


def _waiting(canvas: Canvas, place: Place, left: float, width: float, height: float) -> None:
    canvas.box(left, TOP, width, height, colour=LINE, fill=PAPER, dashed=True, radius=12)
    _head(canvas, place, left, width)
    middle = TOP + height / 2
    canvas.text(left + width / 2, middle, "no cluster stands here", colour=MUTED, anchor="middle")
    said = "its network does: a cluster can be made in it"
    canvas.text(left + width / 2, middle + 20, said, size=12, colour=MUTED, anchor="middle")


def _head(canvas: Canvas, place: Place, left: float, width: float) -> None:
    canvas.text(left + 16, TOP + 27, place.region, size=15, bold=True)
    canvas.text(left + width - 16, TOP + 27, place.role, colour=MUTED, anchor="end")


def _pool(canvas: Canvas, pool: Pool, left: float, top: float, width: float) -> None:
    colour = COLOURS.get(pool.name, AMBER)
    canvas.box(left, top, width, POOL - 10, colour=colour)
    canvas.text(left + 12, top + 20, pool.name, bold=True)
    zones = f"{len(pool.zones)} zone{'' if len(pool.zones) == 1 else 's'}"
    sizes = f"{pool.least} to {pool.most} of {pool.machine}, {zones}"
    canvas.text(left + 92, top + 20, sizes, size=12, colour=MUTED)
    end = left + width - 10
    if pool.taints:
        end = canvas.badge(end, top + 8, "tainted")
    if pool.spot:
        canvas.badge(end, top + 8, "spot")
    _nodes(canvas, pool, left + 12, top + 32, colour)


def _nodes(canvas: Canvas, pool: Pool, left: float, top: float, colour: str) -> None:
    shown = min(max(pool.most, pool.now), NODES_IN_ROW)
    for number in range(shown):
        stands = number < pool.now
        canvas.box(
            left + number * (NODE + 4),
            top,
            NODE,
            NODE,
            colour=colour,
            fill=colour if stands else PAPER,
            dashed=not stands,
            radius=3,
        )
    said = f"{pool.now} now" if pool.now else "none now"
    beyond = f", {pool.most - shown} more may come" if pool.most > shown else ""
    canvas.text(
        left + shown * (NODE + 4) + 6,
        top + 11,
        f"{said}{beyond}",
        size=12,
        colour=MUTED if pool.now or not pool.least else RED,
    )


def _topics(canvas: Canvas, topics: Sequence[str], top: float) -> None:
    canvas.box(EDGE, top, WIDTH - 2 * EDGE, 34, colour=AMBER)
    canvas.text(WIDTH / 2, top + 22, f"Pub/Sub: {', '.join(topics)}", size=12, anchor="middle")


def _two_lines(names: Sequence[str]) -> list[str]:
    """Services and jobs on at most two lines."""
    if not names:
        return ["nothing"]
    half = (len(names) + 1) // 2 if len(names) > 3 else len(names)
    return [", ".join(names[:half]), ", ".join(names[half:])]

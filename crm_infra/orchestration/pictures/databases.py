"""The picture of the databases that stand: who replicates to whom, and what survives which loss.

One column for each region: nodes of MongoDB, the first to lead on the left, Redis, the private
endpoint, the copies of backups. Below, what is left when a region is lost. Drawn from the state; a
region of the environment without nodes is dashed. Shapes belong to ``canvas``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crm_infra.checks.databases import REDIS
from crm_infra.checks.members import (
    MongoCluster,
    Region,
    copies_of,
    endpoint_service,
    mongo_clusters,
    without,
)
from crm_infra.checks.model import Seen
from crm_infra.checks.survival import LINK
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
from crm_infra.state.document import StandingResource

WIDTH, EDGE, GAP = 1080, 24, 40
TOP, HEIGHT = 56, 330
NODE_TOP, REDIS_TOP, LINK_TOP, COPY_TOP = 122, 218, 268, 318
ROW = 24


@dataclass(frozen=True)
class Column:
    """One region: what stands in it."""

    region: str
    role: str
    nodes: Region | None
    leads: bool
    redis: Sequence[StandingResource]
    link: str
    copies: str


def databases_picture(seen: Seen, title: str) -> str:
    """The picture as SVG; empty when no MongoDB cluster stands."""
    cluster = next(iter(mongo_clusters(seen)), None)
    if cluster is None:
        return ""
    columns = columns_of(seen, cluster)
    losses = [column.region for column in columns if column.nodes]
    canvas = Canvas(WIDTH, TOP + HEIGHT + 62 + len(losses) * ROW)
    canvas.text(EDGE, 34, title, size=18, bold=True)
    canvas.text(WIDTH - EDGE, 34, _head(cluster), colour=MUTED, anchor="end")
    width = (WIDTH - 2 * EDGE - (len(columns) - 1) * GAP) / len(columns)
    for number, column in enumerate(columns):
        _column(canvas, column, EDGE + number * (width + GAP), width)
    _replication(canvas, columns, width)
    _losses(canvas, cluster, losses, TOP + HEIGHT + 34)
    return canvas.svg(title)


def columns_of(seen: Seen, cluster: MongoCluster) -> list[Column]:
    """The regions of the environment's file, then others with nodes, such as a witness."""
    both = seen.environment.regions.both if seen.environment else {}
    roles = {region.name: role for role, region in both.items()}
    nodes = {region.name: region for region in cluster.regions}
    leading = cluster.regions[0].name if cluster.regions else ""
    return [
        Column(
            region=region,
            role=roles.get(region, "witness"),
            nodes=nodes.get(region),
            leads=region == leading,
            redis=_in(seen, REDIS, region),
            link=_address(seen, region),
            copies=_copies(seen, cluster, region),
        )
        for region in dict.fromkeys([*roles, *nodes])
    ]


def _in(seen: Seen, kind: str, region: str) -> list[StandingResource]:
    return [one for one in seen.of(kind) if one.values.get("region") == region]


def _address(seen: Seen, region: str) -> str:
    """That of the private endpoint in a region; empty when none stands."""
    found = next(iter(_in(seen, LINK, region)), None)
    if found is None:
        return ""
    service = endpoint_service(seen, found.values.get("name"))
    return str(service.get("private_endpoint_ip_address") or found.values.get("name"))


def _copies(seen: Seen, cluster: MongoCluster, region: str) -> str:
    found = [copy for copy in copies_of(seen, cluster) if copy.region == region]
    kinds = sorted({kind for copy in found for kind in copy.frequencies})
    log = ["log"] if any(copy.with_oplog for copy in found) else []
    return ", ".join([*kinds, *log])


def _head(cluster: MongoCluster) -> str:
    first = cluster.regions[0] if cluster.regions else None
    size = f", {first.size} to {first.largest}" if first and first.largest else ""
    version = cluster.values.get("mongo_db_major_version")
    return f"MongoDB {version}{size}, {cluster.voting} voting nodes, majority {cluster.majority}"


def _column(canvas: Canvas, column: Column, left: float, width: float) -> None:
    stands = bool(column.nodes or column.redis)
    colour = BLUE if stands else LINE
    canvas.box(left, TOP, width, HEIGHT, colour=colour, fill=PAPER, dashed=not stands, radius=12)
    canvas.text(left + 16, TOP + 27, column.region, size=15, bold=True)
    canvas.text(left + width - 16, TOP + 27, column.role, colour=MUTED, anchor="end")
    inner = width - 32
    if column.nodes:
        _nodes(canvas, column.nodes, column.leads, left + 16, inner)
    else:
        canvas.text(left + 16, NODE_TOP + 40, "no nodes of MongoDB", colour=MUTED)
    if column.role != "witness":
        _redis(canvas, column.redis, left + 16, inner)
        _link(canvas, column.link, left + 16, inner)
        _copy(canvas, column.copies, left + 16, inner)


def _nodes(canvas: Canvas, region: Region, leads: bool, left: float, width: float) -> None:
    said = f"priority {region.priority}, {region.size}, {region.disk_gb:g} GB"
    canvas.text(left, NODE_TOP - 14, said, size=12, colour=MUTED)
    each = (width - (region.voting - 1) * 10) / max(1, region.voting)
    for number in range(region.voting):
        first = leads and number == 0
        x = left + number * (each + 10)
        canvas.box(x, NODE_TOP, each, 70, colour=GREEN)
        role = "primary" if first else "secondary"
        canvas.text(x + each / 2, NODE_TOP + 32, role, size=12, bold=first, anchor="middle")
        canvas.text(x + each / 2, NODE_TOP + 52, "votes", size=11, colour=MUTED, anchor="middle")


def _redis(canvas: Canvas, found: Sequence[StandingResource], left: float, width: float) -> None:
    colour = BLUE if found else LINE
    canvas.box(left, REDIS_TOP, width, 40, colour=colour, dashed=not found)
    canvas.text(left + 12, REDIS_TOP + 25, "Redis", bold=True)
    for one in found[:1]:
        values = one.values
        kind = "two zones" if values.get("tier") == "STANDARD_HA" else "one node"
        said = f"{values.get('memory_size_gb'):g} GB, {kind}, a cache"
        canvas.text(left + width - 12, REDIS_TOP + 25, said, size=12, colour=MUTED, anchor="end")
    if not found:
        canvas.text(left + width - 12, REDIS_TOP + 25, "none", colour=MUTED, anchor="end")


def _link(canvas: Canvas, address: str, left: float, width: float) -> None:
    canvas.box(left, LINK_TOP, width, 40, colour=VIOLET if address else LINE, dashed=not address)
    canvas.text(left + 12, LINK_TOP + 25, "private endpoint", bold=True)
    said = address or "none"
    canvas.text(left + width - 12, LINK_TOP + 25, said, size=12, colour=MUTED, anchor="end")


def _copy(canvas: Canvas, copies: str, left: float, width: float) -> None:
    canvas.box(left, COPY_TOP, width, 40, colour=AMBER if copies else LINE, dashed=not copies)
    canvas.text(left + 12, COPY_TOP + 25, "copies", bold=True)
    said = copies or "backups lie where they are taken"
    canvas.text(left + width - 12, COPY_TOP + 25, said, size=11, colour=MUTED, anchor="end")


def _replication(canvas: Canvas, columns: Sequence[Column], width: float) -> None:
    """Between neighbours that both have nodes: every node takes the log from the primary."""
    for number, (one, other) in enumerate(pairwise(columns)):
        left = EDGE + number * (width + GAP) + width
        if one.nodes and other.nodes:
            canvas.line(left + 2, left + GAP - 2, NODE_TOP + 35, colour=GREEN)


def _losses(canvas: Canvas, cluster: MongoCluster, regions: Sequence[str], top: float) -> None:
    canvas.text(EDGE, top, "When a region is lost", size=15, bold=True)
    for number, region in enumerate(regions):
        y = top + (number + 1) * ROW
        left = without(cluster, lambda place, lost=region: place == lost)
        canvas.text(EDGE, y, f"without {region}", size=12, bold=True)
        colour = GREEN if left.leads else RED
        canvas.text(EDGE + 170, y, left.said(), size=12, colour=colour)

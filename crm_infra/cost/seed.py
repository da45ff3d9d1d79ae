"""What the architecture document's own sizes would cost, by the same arithmetic and prices.

Its node pools count their limits per zone, and every cluster spans three zones. It is kept to show
why the environments' sizes are other ones (ADR 0013); nothing of it is built.
"""

from collections.abc import Mapping
from decimal import Decimal

from crm_infra.cost.lines import total
from crm_infra.cost.nodes import ClusterScale, NodeGroup, cluster_month, node_lines

ZONES = 3

ENVIRONMENTS = 4
"""Equal ones: the document wants one pattern everywhere."""

CLUSTERS = ENVIRONMENTS + 1
"""One in each environment, and production's in the recovery region."""

_POOLS = (
    ("frontend", "e2-standard-2", 50, "pd-standard", 2, 10),
    ("backend", "e2-highmem-4", 100, "pd-ssd", 3, 15),
    ("database", "e2-highcpu-8", 200, "pd-ssd", 2, 8),
)
"""Pool, machine, disk, and the document's least and most nodes, which count in each zone."""


def seed_cluster() -> ClusterScale:
    """One cluster of the document."""
    return ClusterScale(
        smallest=tuple(_group(pool, pool[4]) for pool in _POOLS),
        largest=tuple(_group(pool, pool[5]) for pool in _POOLS),
    )


def seed_months() -> Mapping[str, tuple[Decimal, Decimal]]:
    """What is meant -> dollars of a month at the least and at the most nodes."""
    scale = seed_cluster()
    nodes = tuple(total(node_lines(groups)) for groups in (scale.smallest, scale.largest))
    cluster = tuple(cluster_month(groups) for groups in (scale.smallest, scale.largest))
    return {
        "nodes and disks of one cluster": (nodes[0], nodes[1]),
        "one cluster, its fee included": (cluster[0], cluster[1]),
        f"clusters of {ENVIRONMENTS} environments and one for recovery": (
            CLUSTERS * cluster[0],
            CLUSTERS * cluster[1],
        ),
    }


def _group(pool: tuple[str, str, int, str, int, int], in_zone: int) -> NodeGroup:
    name, machine, disk_gb, disk_type, _, _ = pool
    return NodeGroup(name, machine, ZONES * in_zone, disk_gb, disk_type)

"""What auto-scaling may cost: the pools that stand, at the largest that their limits allow.

Add here a rule that compares what stands with money. Prices, and what a month of something costs,
belong to ``crm_infra.cost``.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation
from crm_infra.checks.pools import Cluster, Pool, clusters_of
from crm_infra.environments.machines import MACHINES

if TYPE_CHECKING:
    from crm_infra.cost import ClusterScale, NodeGroup


def autoscaling_within(seen: Seen) -> Iterator[Finding]:
    """The dearest month that the limits of all pools allow costs no more than the budget."""
    clusters = clusters_of(seen)
    unpriced = [pool for one in clusters for pool in one.pools if pool.machine not in MACHINES]
    yield from (NotSeen(pool.name, f"no price is known of {pool.machine}") for pool in unpriced)
    if unpriced or not clusters:
        return
    if seen.environment is None:
        yield NotSeen("budget", "no file says what a month may cost")
        return
    from crm_infra.cost import allowance_for_clusters, busiest_month, quietest_month

    scales, left = _scales(clusters), allowance_for_clusters(seen.environment)
    most, least = busiest_month(scales), quietest_month(scales)
    said = f"from {_usd(least)} to {_usd(most)} a month, and the budget leaves {_usd(left)}"
    if most > left:
        yield Violation(clusters[0].resource.address, f"clusters cost {said}")
    else:
        yield Noted("all clusters", said)


def _scales(clusters: list[Cluster]) -> "dict[str, ClusterScale]":
    return {one.name: _scale(one) for one in clusters}


def _scale(cluster: Cluster) -> "ClusterScale":
    """The largest is every pool at its most, and nodes of GKE's own where limits leave room."""
    from crm_infra.cost import ClusterScale, auto_provisioned

    largest = tuple(_group(pool, pool.most) for pool in cluster.pools)
    cpus, memory = cluster.provisioned_cpus, cluster.provisioned_memory_gb
    spot = any(pool.spot for pool in cluster.pools)
    more = (auto_provisioned(largest, cpus, memory, spot=spot),) if cpus else ()
    return ClusterScale(
        smallest=tuple(_group(pool, pool.least) for pool in cluster.pools),
        largest=(*largest, *more),
    )


def _group(pool: Pool, nodes: int) -> "NodeGroup":
    from crm_infra.cost import NodeGroup

    return NodeGroup(
        name=pool.name,
        machine_type=pool.machine,
        nodes=nodes,
        disk_gb=pool.disk_gb,
        disk_type=pool.disk_type,
        spot=pool.spot,
    )


def _usd(amount: Decimal) -> str:
    return f"${amount:,.0f}"

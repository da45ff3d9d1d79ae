"""What auto-scaling may cost: the pools that stand, at the largest that their limits allow.

Add here a rule that compares what stands with money. Prices, and what a month of something costs,
belong to ``crm_infra.cost``.
"""

from collections.abc import Iterator
from decimal import Decimal

from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation
from crm_infra.checks.pools import Cluster, Pool, clusters_of
from crm_infra.cost.nodes import ClusterScale, NodeGroup, busiest_month, quietest_month
from crm_infra.environments.machines import FEWEST_VCPUS, MACHINES

AUTOMATIC = "e2-standard-2"
"""With which machine the room that auto-provisioning leaves is counted; GKE takes E2 first."""
AUTOMATIC_DISK_GB = 100


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
    budget, scales = seen.environment.budget.monthly_usd, _scales(clusters)
    most, least = busiest_month(scales), quietest_month(scales)
    said = f"from {_usd(least)} to {_usd(most)} a month, of a budget of {_usd(Decimal(budget))}"
    if most > budget:
        yield Violation(clusters[0].resource.address, f"clusters cost {said}")
    else:
        yield Noted("all clusters", said)


def _scales(clusters: list[Cluster]) -> dict[str, ClusterScale]:
    return {
        one.name: ClusterScale(
            smallest=tuple(_group(pool, pool.least) for pool in one.pools),
            largest=(*(_group(pool, pool.most) for pool in one.pools), *_automatic(one)),
        )
        for one in clusters
    }


def _group(pool: Pool, nodes: int) -> NodeGroup:
    return NodeGroup(
        name=pool.name,
        machine_type=pool.machine,
        nodes=nodes,
        disk_gb=pool.disk_gb,
        disk_type=pool.disk_type,
        spot=pool.spot,
    )


def _automatic(cluster: Cluster) -> Iterator[NodeGroup]:
    """What the limit leaves beside the pools' own nodes."""
    left = cluster.provisioned_cpus - sum(pool.vcpus * pool.most for pool in cluster.pools)
    if left >= FEWEST_VCPUS:
        nodes = left // FEWEST_VCPUS
        yield NodeGroup("automatic", AUTOMATIC, nodes, AUTOMATIC_DISK_GB, "pd-balanced")


def _usd(amount: Decimal) -> str:
    return f"${amount:,.0f}"

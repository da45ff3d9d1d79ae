"""What nodes cost: groups of equal machines, from single nodes to a cluster at its largest.

It takes values and gives values, so that a plan, an environment or what stands can be asked alike.
Which groups an environment has, and how busy they are, is said in ``cluster``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_infra.cost.lines import Commitment, Line, exact, line, total
from crm_infra.cost.prices import HOURS, price_list
from crm_infra.environments.machines import MACHINES

LAYER = "cluster"


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """Equal nodes that run for a whole month; ``nodes`` may be an average."""

    name: str
    machine_type: str
    nodes: Decimal | float
    disk_gb: int
    disk_type: str
    spot: bool = False


@dataclass(frozen=True, slots=True)
class ClusterScale:
    """The least and the most that auto-scaling makes of one cluster."""

    smallest: tuple[NodeGroup, ...]
    largest: tuple[NodeGroup, ...]


def node_lines(groups: Iterable[NodeGroup], place: str = "") -> Iterator[Line]:
    """Machines and boot disks of the groups."""
    for group in groups:
        item, spot = f"{place} {group.name}".strip(), ".spot" if group.spot else ""
        vcpus, memory = _hours(group)
        yield line(LAYER, f"{item}: vCPUs", f"e2.vcpu{spot}", vcpus)
        yield line(LAYER, f"{item}: memory", f"e2.memory{spot}", memory)
        disks = exact(group.nodes) * group.disk_gb
        yield line(LAYER, f"{item}: boot disks", f"disk.{group.disk_type}", disks)


def discount_lines(groups: Iterable[NodeGroup], commitment: Commitment) -> Iterator[Line]:
    """What is saved when machines that always run are promised; spot machines cannot be."""
    if commitment is Commitment.NONE:
        return
    share = -price_list().discounts[commitment.value]
    promised = [_hours(group) for group in groups if not group.spot]
    for number, (what, sku) in enumerate((("vCPUs", "e2.vcpu"), ("memory", "e2.memory"))):
        hours = sum((each[number] for each in promised), Decimal(0))
        yield Line(LAYER, f"discount on {what} ({commitment.value})", sku, hours, share)


def _hours(group: NodeGroup) -> tuple[Decimal, Decimal]:
    """vCPU-hours and GB-hours of a month."""
    machine, hours = MACHINES[group.machine_type], exact(group.nodes) * HOURS
    return hours * exact(machine.billed_vcpus), hours * machine.memory_gb


def cluster_month(groups: Iterable[NodeGroup]) -> Decimal:
    """One cluster for a month: its fee, its nodes and their disks."""
    return total([line(LAYER, "fee", "gke.cluster", HOURS), *node_lines(groups)])


def quietest_month(clusters: Mapping[str, ClusterScale]) -> Decimal:
    """All clusters at their smallest."""
    return sum((cluster_month(one.smallest) for one in clusters.values()), Decimal("0.00"))


def busiest_month(clusters: Mapping[str, ClusterScale]) -> Decimal:
    """The dearest month: one cluster at its largest, the others waiting at their smallest.

    Only one region carries the load: the recovery region grows when the primary one is gone.
    """
    quiet = quietest_month(clusters)
    growth = [cluster_month(one.largest) - cluster_month(one.smallest) for one in clusters.values()]
    return quiet + max(growth, default=Decimal("0.00"))

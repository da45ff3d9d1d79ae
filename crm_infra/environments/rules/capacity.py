"""Rules about what the cluster may grow to: pools, auto-provisioning, zones, maintenance.

That the address ranges hold ``sizes.max_nodes`` is a rule of ``placement``; here it is that no more
nodes can come than that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from crm_infra.environments.document import Document
from crm_infra.environments.machines import FEWEST_VCPUS, MACHINES
from crm_infra.environments.rules.placement import ROLES
from crm_infra.environments.wording import Keys
from crm_infra.errors import Fault

POOLS = ("system", "frontend", "backend")

SURGE = 1
"""Nodes that a pool has above its maximum while it is upgraded."""

MAINTENANCE_HOURS = 48
MAINTENANCE_DAYS = 32
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class _Pool:
    vcpus: int
    memory_gb: int
    low: int
    high: int


def pools_can_grow(document: Document) -> Iterator[Fault]:
    """The most is not below either least."""
    for pool in POOLS:
        keys: Keys = ("cluster", "pools", pool)
        high = document.whole(*keys, "max_nodes")
        for least in ("min_nodes", "recovery_min_nodes"):
            low = document.whole(*keys, least)
            if low is not None and high is not None and low > high:
                yield document.fault(
                    (*keys, least),
                    f"{low} nodes",
                    f"the least is not above max_nodes, {high}",
                    f"Write {high} or less, or raise max_nodes.",
                )


def the_system_pool_is_never_empty(document: Document) -> Iterator[Fault]:
    """What the platform runs has a place from the first minute."""
    for least in ("min_nodes", "recovery_min_nodes"):
        keys: Keys = ("cluster", "pools", "system", least)
        if document.whole(*keys) == 0:
            yield document.fault(
                keys,
                "0 nodes",
                "the platform's own pods run in the system pool",
                "Write 1 or more.",
            )


def auto_provisioning_leaves_the_pools_their_room(document: Document) -> Iterator[Fault]:
    """Limits hold for the whole cluster, so pools could otherwise not reach their maxima."""
    pools = _pools(document)
    if pools is None:
        return
    for key, unit, needed in (
        ("max_cpus", "vCPUs", sum(pool.high * pool.vcpus for pool in pools)),
        ("max_memory_gb", "GB", sum(pool.high * pool.memory_gb for pool in pools)),
    ):
        keys: Keys = ("cluster", "auto_provisioning", key)
        limit = document.whole(*keys)
        if limit is not None and limit < needed:
            yield document.fault(
                keys,
                f"{limit} {unit}",
                f"the limit counts the pools' own nodes, which may reach {needed} {unit}",
                f"Write {needed} or more, or lower the pools' max_nodes.",
            )


def no_more_nodes_come_than_planned(document: Document) -> Iterator[Fault]:
    """Pools, surge and auto-provisioned nodes together stay within ``sizes.max_nodes``."""
    planned = document.whole("sizes", "max_nodes")
    cpus = document.whole("cluster", "auto_provisioning", "max_cpus")
    pools = _pools(document)
    if planned is None or cpus is None or pools is None:
        return
    most, surge = (
        nodes_at_most(cpus, [(pool.vcpus, pool.low) for pool in pools]),
        SURGE * len(pools),
    )
    if most + surge > planned:
        yield document.fault(
            ("sizes", "max_nodes"),
            f"{planned} nodes",
            f"a cluster of {cpus} vCPUs may have {most} nodes, {surge} more while it is upgraded",
            f"Write {most + surge} or more, or lower cluster.auto_provisioning.max_cpus.",
        )


def nodes_at_most(max_cpus: int, least: list[tuple[int, int]]) -> int:
    """Most nodes within ``max_cpus``: the pools at their least, the rest in smallest machines.

    ``least`` holds the vCPUs of a node and the fewest nodes, per pool. Every other mixture has
    fewer nodes, because no pool's machine is smaller than the smallest.
    """
    nodes = sum(count for _, count in least)
    used = sum(vcpus * count for vcpus, count in least)
    return nodes + max(0, max_cpus - used) // FEWEST_VCPUS


def regions_have_the_zones(document: Document) -> Iterator[Fault]:
    """Nodes can use as many zones as each region lists."""
    zones = document.whole("cluster", "zones")
    for role in ROLES:
        listed = len(document.items("regions", role, "zones"))
        if zones is not None and listed and zones > listed:
            yield document.fault(
                ("cluster", "zones"),
                f"{zones} zones",
                f"regions.{role}.zones lists {listed}",
                f"Write {listed} or less, or list another zone.",
            )
            return


def maintenance_gets_its_time(document: Document) -> Iterator[Fault]:
    """GKE refuses windows that leave it less than 48 hours in any 32 days."""
    keys: Keys = ("cluster", "maintenance")
    if document.text(*keys, "from") == "24:00":
        remedy = 'Write "00:00" and the next day.'
        yield document.fault((*keys, "from"), "'24:00'", "a window begins on its day", remedy)
    hours = document.whole(*keys, "hours")
    days = {day for day in _WEEK if day in document.items(*keys, "days")}
    if hours is None or not days:
        return
    least = hours * fewest_openings(days)
    if least < MAINTENANCE_HOURS:
        yield document.fault(
            (*keys, "hours"),
            f"{hours} hours on {', '.join(sorted(days, key=_WEEK.index))} leave {least} hours",
            f"GKE asks for {MAINTENANCE_HOURS} hours in any {MAINTENANCE_DAYS} days",
            f"Write {-(-MAINTENANCE_HOURS // fewest_openings(days))} hours or more, or add days.",
        )


def fewest_openings(days: set[str]) -> int:
    """How often windows on these days of the week open in the worst 32 days."""
    return min(
        sum(_WEEK[(first + day) % 7] in days for day in range(MAINTENANCE_DAYS))
        for first in range(7)
    )


def services_can_grow(document: Document) -> Iterator[Fault]:
    """The most instances are not below the least."""
    low, high = (document.whole("serverless", f"{end}_instances") for end in ("min", "max"))
    if low is not None and high is not None and low > high:
        yield document.fault(
            ("serverless", "min_instances"),
            f"{low} instances",
            f"the least is not above max_instances, {high}",
            f"Write {high} or less, or raise max_instances.",
        )


def events_are_received_where_something_stands(document: Document) -> Iterator[Fault]:
    """Services that could receive them stand in the recovery region only when it does."""
    standing = document.at("regions", "recovery", "standing")
    if document.text("serverless", "receives") == "recovery" and standing is False:
        yield document.fault(
            ("serverless", "receives"),
            "'recovery'",
            "nothing stands in the recovery region that could receive events",
            "Write primary, or set regions.recovery.standing to true first.",
        )


def _pools(document: Document) -> list[_Pool] | None:
    """The three pools; ``None`` when one of their figures is missing or wrong."""
    found = [_pool(document, name) for name in POOLS]
    sound = [pool for pool in found if pool is not None]
    return sound if len(sound) == len(POOLS) else None


def _pool(document: Document, name: str) -> _Pool | None:
    keys: Keys = ("cluster", "pools", name)
    machine = MACHINES.get(document.text(*keys, "machine_type") or "")
    low, waiting, high = (
        document.whole(*keys, key) for key in ("min_nodes", "recovery_min_nodes", "max_nodes")
    )
    if machine is None or low is None or high is None or waiting is None:
        return None
    if document.at("regions", "recovery", "standing") is True:
        low = min(low, waiting)
    return None if low > high else _Pool(machine.vcpus, machine.memory_gb, low, high)

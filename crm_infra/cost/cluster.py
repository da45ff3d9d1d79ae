"""What the layer ``cluster`` costs: clusters, their backups, and Cloud Run.

Groups of nodes as values are ``nodes``; here they are read from an environment. The recovery
region's cluster waits at its least in every level: it grows only when the primary region is gone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from crm_infra.cost.lines import Commitment, Level, Line, exact, line
from crm_infra.cost.nodes import LAYER, ClusterScale, NodeGroup, discount_lines, node_lines
from crm_infra.cost.prices import HOURS
from crm_infra.cost.usage import Usage, usage_of
from crm_infra.environments import Environment
from crm_infra.environments.machines import MACHINES

AUTO_PROVISIONED = "e2-standard-2"
"""What auto-provisioned nodes are counted as, with the disk that the layer gives them."""

AUTO_PROVISIONED_DISK_GB = 100

SERVICES = 2
"""Cloud Run services; jobs keep no instances."""

INSTANCE_VCPUS = Decimal(1)
INSTANCE_MEMORY_GB = Decimal("0.75")
"""The average of both services."""

SCHEDULES = 1
_HOUR = 3600


def cluster_lines(environment: Environment, level: Level, usage: Usage) -> Iterator[Line]:
    """Everything of the layer in one month."""
    for role, region in standing(environment).items():
        yield line(LAYER, f"{region}: fee", "gke.cluster", HOURS)
        groups = groups_of(environment, role, level, usage)
        yield from node_lines(groups, f"{region}:")
        pods = usage["backup.pods" if role == "primary" else "backup.pods-waiting"]
        yield line(LAYER, f"{region}: pods backed up", "gke.backup.pod", pods)
        if environment.cluster.managed_prometheus:
            nodes = sum((exact(group.nodes) for group in groups), Decimal(0))
            samples = usage["prometheus.samples"] * nodes
            yield line(LAYER, f"{region}: managed Prometheus", "prometheus.samples", samples)
    yield line(LAYER, "backups kept", "gke.backup.storage", usage["backup.volume"])
    yield line(LAYER, "traffic between zones", "egress.zones", usage["traffic.zones"])
    yield from _serverless(environment, level, usage)


def commitment_lines(environment: Environment, commitment: Commitment) -> Iterator[Line]:
    """What promising the nodes that always run would save."""
    for role in standing(environment):
        yield from discount_lines(groups_of(environment, role, Level.MINIMUM), commitment)


def standing(environment: Environment) -> Mapping[str, str]:
    """Role -> region, of each region in which clusters and databases stand."""
    both = {role: region.name for role, region in environment.regions.both.items()}
    return both if environment.regions.recovery.standing else {"primary": both["primary"]}


def groups_of(
    environment: Environment, role: str, level: Level, usage: Usage | None = None
) -> tuple[NodeGroup, ...]:
    """The nodes of the cluster in the region of that role."""
    figures = usage or usage_of(environment.name)
    if role == "recovery":
        return _groups(environment, waiting=True)
    match level:
        case Level.MINIMUM:
            return _groups(environment)
        case Level.MAXIMUM:
            return _groups(environment, busy=Decimal(1), added=Decimal(1))
        case Level.EXPECTED:
            busy, added = figures["nodes.busy"], figures["nodes.auto-provisioned"]
            return _groups(environment, busy=busy, added=added)


def scales_of(environment: Environment) -> Mapping[str, ClusterScale]:
    """Region -> the least and the most of its cluster, of each region that stands."""
    return {
        region: ClusterScale(
            smallest=_groups(environment, waiting=role == "recovery"),
            largest=_groups(environment, busy=Decimal(1), added=Decimal(1)),
        )
        for role, region in standing(environment).items()
    }


def auto_provisioned(
    groups: Sequence[NodeGroup], max_cpus: int, max_memory_gb: int, *, spot: bool
) -> NodeGroup:
    """What auto-provisioning may add when the pools have ``groups``: its limits count them, too."""
    vcpus = sum(exact(group.nodes) * MACHINES[group.machine_type].vcpus for group in groups)
    memory = sum(exact(group.nodes) * MACHINES[group.machine_type].memory_gb for group in groups)
    machine = MACHINES[AUTO_PROVISIONED]
    room = min((max_cpus - vcpus) // machine.vcpus, (max_memory_gb - memory) // machine.memory_gb)
    return NodeGroup(
        name="auto-provisioned",
        machine_type=AUTO_PROVISIONED,
        nodes=max(Decimal(0), exact(room)),
        disk_gb=AUTO_PROVISIONED_DISK_GB,
        disk_type="pd-balanced",
        spot=spot,
    )


def _groups(
    environment: Environment,
    *,
    waiting: bool = False,
    busy: Decimal = Decimal(0),
    added: Decimal = Decimal(0),
) -> tuple[NodeGroup, ...]:
    """The pools, ``busy`` of the way to their most, and ``added`` of what may come besides."""
    cluster, limits = environment.cluster, environment.cluster.auto_provisioning
    pools: list[NodeGroup] = []
    for name, pool in cluster.pools.all.items():
        least = pool.recovery_min_nodes if waiting else pool.min_nodes
        nodes = least + busy * (pool.max_nodes - least)
        spot = cluster.spot and name != "system"
        pools.append(NodeGroup(name, pool.machine_type, nodes, pool.disk_gb, pool.disk_type, spot))
    if not added:
        return tuple(pools)
    room = auto_provisioned(pools, limits.max_cpus, limits.max_memory_gb, spot=cluster.spot)
    return (*pools, replace(room, nodes=exact(room.nodes) * added))


def _serverless(environment: Environment, level: Level, usage: Usage) -> Iterator[Line]:
    serverless = environment.serverless
    busy = usage["run.busy"]
    if level is Level.MINIMUM:
        busy = Decimal(0)
    if level is Level.MAXIMUM:
        busy = max(busy, usage["run.peak"] * SERVICES * serverless.max_instances)
    warm = max(Decimal(0), exact(SERVICES * serverless.min_instances * HOURS) - busy)
    for name, hours, state in (("working", busy, ""), ("kept warm", warm, ".idle")):
        vcpus, memory = hours * _HOUR * INSTANCE_VCPUS, hours * _HOUR * INSTANCE_MEMORY_GB
        yield line(LAYER, f"Cloud Run {name}: vCPUs", f"run.cpu{state}", vcpus)
        yield line(LAYER, f"Cloud Run {name}: memory", f"run.memory{state}", memory)
    yield line(LAYER, "Cloud Run requests", "run.requests", usage["run.requests"])
    yield line(LAYER, "messages", "pubsub", usage["run.messages"])
    yield line(LAYER, "schedules", "scheduler.job", SCHEDULES)

"""What the layer ``databases`` costs: MongoDB Atlas with its backups, Redis, private endpoints."""

from collections.abc import Iterator
from decimal import Decimal

from crm_infra.cost.lines import Level, Line, exact, line
from crm_infra.cost.prices import HOURS
from crm_infra.cost.usage import Usage
from crm_infra.environments import Environment
from crm_infra.environments.atlas_offer import INSTANCE_SIZES

LAYER = "databases"

PRICED_NODES = 3
"""Atlas's list prices are those of a set of three nodes."""

NODES_IN_ONE_REGION = 3
NODES_IN_TWO_REGIONS = 5
"""Two in each region and the witness's one."""

BACKUP_PLACES = 2
"""Backups lie in the primary region and, copied, in the recovery region."""

_REDIS_CLASSES = ((4, "m1"), (10, "m2"), (35, "m3"), (100, "m4"))


def databases_lines(environment: Environment, level: Level, usage: Usage) -> Iterator[Line]:
    """Everything of the layer in one month."""
    yield from _atlas(environment, level)
    yield from _backups(environment, usage)
    yield line(LAYER, "traffic between regions", "egress.regions", usage["atlas.between-regions"])
    standing = len(environment.regions.standing)
    yield line(LAYER, "private endpoints", "endpoint", HOURS, standing)
    yield line(LAYER, "through them", "endpoint.processed", usage["atlas.endpoint"])
    redis = environment.databases.redis
    yield _redis(environment, environment.regions.primary.name, redis.memory_gb)
    if environment.regions.recovery.standing:
        yield _redis(environment, environment.regions.recovery.name, redis.recovery_memory_gb)


def _atlas(environment: Environment, level: Level) -> Iterator[Line]:
    atlas = environment.databases.atlas
    size = atlas.max_instance_size if level is Level.MAXIMUM else atlas.instance_size
    nodes = NODES_IN_TWO_REGIONS if environment.regions.recovery.standing else NODES_IN_ONE_REGION
    # Exact, so that three nodes cost what the list says of three.
    sets = exact(nodes * HOURS) / PRICED_NODES
    yield line(LAYER, f"Atlas, {nodes} nodes {size}", f"atlas.{size.lower()}", sets)
    # A disk of another size than the included one is paid in full.
    if atlas.disk_gb != INSTANCE_SIZES[atlas.instance_size].included_gb:
        yield line(LAYER, "Atlas disks", "atlas.disk", atlas.disk_gb, nodes)


def _backups(environment: Environment, usage: Usage) -> Iterator[Line]:
    kept = usage["atlas.data"] * usage["atlas.snapshots"]
    yield line(LAYER, "Atlas snapshots", "atlas.backup", kept, BACKUP_PLACES)
    days = environment.databases.backup.point_in_time_days
    yield line(LAYER, "Atlas oplogs", "atlas.oplog", usage["atlas.oplog"] * days, BACKUP_PLACES)


def _redis(environment: Environment, region: str, memory_gb: int) -> Line:
    redis = environment.databases.redis
    size = next((name for most, name in _REDIS_CLASSES if memory_gb <= most), "m5")
    if redis.tier == "BASIC":
        return line(LAYER, f"Redis in {region}", f"redis.basic.{size}", memory_gb, HOURS)
    # The price of the tier holds two nodes; every further replica is one more.
    pairs = Decimal(1 + max(1, redis.replicas)) / 2
    hours = pairs * HOURS * memory_gb
    return line(LAYER, f"Redis in {region}", f"redis.standard.{size}", hours)

"""Snapshots: those of a schedule, which nobody wrote down, and those that were asked for.

A schedule's snapshots follow from when the cluster was ready, from its policy and from the virtual
clock: Atlas takes one at once, then one at every full interval. Snapshots on demand, restores and
buckets of exports are resources; their rules are here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas import hosts
from crm_infra.simcloud.services.atlas.schedules import (
    USUAL,
    Item,
    policy,
    schedule_of,
    snapshot_region,
)
from crm_infra.simcloud.services.atlas.security import SETUP
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, invalid, refuses
from crm_infra.simcloud.services.call import Call, Thing, World, blocks, items
from crm_infra.simcloud.services.registry import CREATE, completes
from crm_infra.simcloud.values import Values

SNAPSHOT: Final = "mongodbatlas_cloud_backup_snapshot"
RESTORE: Final = "mongodbatlas_cloud_backup_snapshot_restore_job"
BUCKET: Final = "mongodbatlas_cloud_backup_snapshot_export_bucket"
_MOST: Final = 48
_BYTES: Final = 536870912


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot: when (virtual seconds), why, where, and where copies of it lie."""

    id: str
    taken: float
    frequency: str
    region: str
    copies: tuple[str, ...]


def items_of(world: World, cluster: Thing) -> tuple[Item, ...]:
    """The policy that a cluster is backed up by."""
    written = schedule_of(world, cluster)
    return tuple(policy(written.values)) if written else USUAL


def taken(world: World, cluster: Thing, begun: float, now: float) -> list[Snapshot]:
    """Every snapshot that is kept of a cluster which stands since ``begun``, newest first."""
    if cluster.values.get("backup_enabled") is not True or cluster.stage == "creating":
        return []
    found = [*_scheduled(world, cluster, begun, now), *_asked_for(world, cluster)]
    return sorted((s for s in found if s.taken <= now), key=lambda s: s.taken, reverse=True)


def _scheduled(world: World, cluster: Thing, begun: float, now: float) -> Iterator[Snapshot]:
    """The first one when the cluster was ready; then each line of the policy by its interval."""
    first = max(items_of(world, cluster), key=lambda item: item.keep, default=None)
    if first is None or begun > now:
        return
    yield _snapshot(world, cluster, first.frequency, begun)
    for item in items_of(world, cluster):
        count = int((now - begun) // item.every)
        for number in range(max(1, count - _MOST + 1), count + 1):
            at = begun + number * item.every
            if now - at <= item.keep:
                yield _snapshot(world, cluster, item.frequency, at)


def _asked_for(world: World, cluster: Thing) -> Iterator[Snapshot]:
    for thing in world.things(SNAPSHOT, cluster.project):
        if thing.values.get("cluster_name") == cluster.name and thing.stage == "ready":
            copies = _copies(world, cluster, "ON_DEMAND")
            region = snapshot_region(cluster.values)
            mark = str(thing.values.get("snapshot_id"))
            yield Snapshot(mark, thing.ready, "ondemand", region, copies)


def _snapshot(world: World, cluster: Thing, frequency: str, at: float) -> Snapshot:
    mark = identity.hexadecimal("snapshot", cluster.id, frequency, f"{at:.0f}", digits=24)
    copies = _copies(world, cluster, frequency.upper())
    return Snapshot(mark, at, frequency, snapshot_region(cluster.values), copies)


def _copies(world: World, cluster: Thing, frequency: str) -> tuple[str, ...]:
    written = schedule_of(world, cluster)
    settings = blocks(written.values, "copy_settings") if written else []
    return tuple(
        str(copy.get("region_name")) for copy in settings if frequency in items(copy, "frequencies")
    )


@completes(SNAPSHOT)
def snapshot(call: Call) -> Values:
    """What a finished snapshot is like."""
    cluster = call.target("cluster_name", CLUSTER)
    days = int(call.get("retention_in_days", 1))
    return {
        "cloud_provider": "GCP",
        "expires_at": identity.rfc3339(call.world.now() + timedelta(days=days)),
        "members": [],
        "mongod_version": str(cluster.values.get("mongo_db_version", "")) if cluster else "",
        "replica_set_name": hosts.replica_set(cluster.values) if cluster else "",
        "snapshot_ids": [],
        "snapshot_type": "onDemand",
        "status": "completed",
        "storage_size_bytes": _BYTES,
        "type": "replicaSet",
    }


@completes(RESTORE)
def restore(call: Call) -> Values:
    """A job that went well; a download can be had for a while."""
    now = call.world.now()
    download = call.get("delivery_type_config.download") is True
    mark = call.text("snapshot_restore_job_id")
    url = f"https://restore.{hosts.domain(call.place.project)}/{mark}.tar.gz"
    return {
        "cancelled": False,
        "delivery_url": [url] if download else [],
        "expired": False,
        "expires_at": identity.rfc3339(now + timedelta(hours=4)) if download else "",
        "failed": False,
        "finished_at": identity.rfc3339(now),
    }


@refuses(
    "backups",
    SNAPSHOT,
    says="A snapshot is of a cluster with backups",
    code=404,
    reason="BACKUP_CONFIG_NOT_FOUND",
    on=(CREATE,),
)
def backups_on(call: Call) -> Detail | None:
    """Refuse snapshots of what is not backed up."""
    cluster = call.target("cluster_name", CLUSTER)
    if cluster is None or cluster.values.get("backup_enabled") is True:
        return None
    text = f"No backup configuration exists for cluster {cluster.name} in group {cluster.project}."
    return Detail(text, cluster.name, cluster.project)


@refuses("backups", SNAPSHOT, says="A snapshot is kept for a day or more", on=(CREATE,))
def kept(call: Call) -> Detail | None:
    """Refuse to keep nothing."""
    return invalid("retentionInDays") if call.get("retention_in_days", 1) < 1 else None


@refuses(
    "backups",
    RESTORE,
    says="A restore is automated, a download, or to a point in time: one of them",
    on=(CREATE,),
)
def one_way(call: Call) -> Detail | None:
    """Refuse none and several."""
    ways = ("automated", "download", "point_in_time")
    chosen = [way for way in ways if call.get(f"delivery_type_config.{way}") is True]
    return None if len(chosen) == 1 else invalid("deliveryType")


@refuses(
    "backups",
    RESTORE,
    says="What is restored is a snapshot of the cluster",
    code=404,
    reason="SNAPSHOT_NOT_FOUND",
    on=(CREATE,),
)
def known(call: Call) -> Detail | None:
    """Refuse snapshots that there are not; those of schedules are any with the form of one."""
    given = call.text("snapshot_id")
    if not given and call.get("delivery_type_config.point_in_time") is True:
        return None
    if len(given) == 24 and set(given) <= set("0123456789abcdef"):
        return None
    return Detail(f"No snapshot with ID {given} exists for the cluster.", given)


@refuses(
    "backups",
    RESTORE,
    says="A point in time is restored where oplogs are kept, and says which",
    reason="CANNOT_RESTORE_POINT_IN_TIME",
    on=(CREATE,),
)
def moment(call: Call) -> Detail | None:
    """Refuse moments that nobody recorded."""
    if call.get("delivery_type_config.point_in_time") is not True:
        return None
    cluster = call.target("cluster_name", CLUSTER)
    if cluster is not None and cluster.values.get("pit_enabled") is not True:
        return Detail("Continuous Cloud Backup is not enabled for the cluster.", cluster.name)
    if any(
        call.get(f"delivery_type_config.{k}") for k in ("point_in_time_utc_seconds", "oplog_ts")
    ):
        return None
    return Detail("Specify pointInTimeUTCSeconds or oplogTs.", "pointInTimeUTCSeconds")


@refuses(
    "backups",
    RESTORE,
    says="A restore goes into a cluster that stands",
    code=404,
    reason="CLUSTER_NOT_FOUND",
    on=(CREATE,),
)
def into(call: Call) -> Detail | None:
    """Refuse clusters that there are not."""
    if call.get("delivery_type_config.download") is True:
        return None
    name = str(call.get("delivery_type_config.target_cluster_name", ""))
    project = str(call.get("delivery_type_config.target_project_id", call.place.project))
    if any(cluster.name == name for cluster in call.world.things(CLUSTER, project)):
        return None
    return Detail(f"No cluster named {name} exists in group {project}.", name, project)


@refuses(
    "backups",
    BUCKET,
    says="Exports go to a bucket that exists, with a role to write there",
    reason="EXPORT_BUCKET_NOT_ACCESSIBLE",
    on=(CREATE,),
)
def bucket(call: Call) -> Detail | None:
    """Refuse to export to nowhere."""
    if call.text("cloud_provider") != "GCP":
        return None
    name, role = call.text("bucket_name"), call.target("role_id", SETUP)
    if call.world.bucket_owner(name) is None:
        return Detail(f"The bucket {name} does not exist or cannot be written to.", name)
    if role is None or role.values.get("provider_name") != "GCP":
        return Detail("The required attribute roleId was not specified.", "roleId")
    return None

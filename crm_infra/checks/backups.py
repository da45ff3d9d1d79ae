"""Rules over the backups of databases: how far back, how young, and where else.

Add here a rule about what can be restored; list it in ``catalog``. How a MongoDB cluster is read is
in ``members``.
"""

from collections.abc import Iterator

from crm_infra.checks.cloud_says import Backup
from crm_infra.checks.members import (
    MONGODB,
    MongoCluster,
    copies_of,
    mongo_clusters,
    schedules_of,
)
from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation, items

RPO_SECONDS = 3600
"""What may be lost at most: an hour of writes."""
COPIED = frozenset({"hourly", "daily", "weekly", "monthly"})


def backups_younger_than_rpo(seen: Seen) -> Iterator[Finding]:
    """Each cluster can go back to a moment that is no more than an hour ago."""
    clusters = mongo_clusters(seen)
    if not clusters:
        yield Violation(MONGODB, "no cluster stands that could have a backup")
    for cluster in clusters:
        if not cluster.values.get("backup_enabled"):
            yield Violation(cluster.resource.address, f"{cluster.name} has no backups")
            continue
        yield from _scheduled(cluster, seen)
        yield from _newest(cluster, seen)


def copies_in_recovery_region(seen: Seen) -> Iterator[Finding]:
    """Backups of every kind lie in the recovery region too, with the log between them."""
    if seen.environment is None:
        yield NotSeen("environment", "no file says which region is the recovery region")
        return
    region = seen.environment.regions.recovery.name
    for cluster in mongo_clusters(seen):
        found = [copy for copy in copies_of(seen, cluster) if copy.region == region]
        kinds = {kind for copy in found for kind in copy.frequencies}
        about = cluster.resource.address
        if missing := COPIED - kinds:
            said = f"no copies in {region} of backups that are {', '.join(sorted(missing))}"
            yield Violation(about, f"{cluster.name}: {said}")
        elif not any(copy.with_oplog for copy in found):
            yield Violation(about, f"{cluster.name}: the log is not copied to {region}")
        else:
            yield Noted(cluster.name, f"{', '.join(sorted(kinds))} and the log, in {region} too")
        for backup in seen.says.backups or ():
            if _of(backup, cluster) and region not in backup.copied_to:
                yield Violation(about, f"{cluster.name}: its newest backup is not in {region}")


def _scheduled(cluster: MongoCluster, seen: Seen) -> Iterator[Finding]:
    """Every hour, and the log between two backups."""
    about = cluster.resource.address
    hourly = [
        int(item.get("frequency_interval") or 0)
        for schedule in schedules_of(seen, cluster)
        for item in items(schedule.values, "policy_item_hourly")
    ]
    if not hourly or min(hourly) * 3600 > RPO_SECONDS:
        yield Violation(about, f"{cluster.name}: no backup is taken every hour")
    if not cluster.values.get("pit_enabled"):
        yield Violation(about, f"{cluster.name}: no way back to a moment between two backups")


def _newest(cluster: MongoCluster, seen: Seen) -> Iterator[Finding]:
    """The youngest backup that the cloud lists."""
    about = cluster.resource.address
    if seen.says.backups is None:
        yield NotSeen(cluster.name, "its list of backups cannot be asked for on this target")
        return
    ages = [one.age for one in seen.says.backups if _of(one, cluster)]
    if not ages:
        yield Violation(about, f"{cluster.name}: no backup of it is there yet")
    elif min(ages) > RPO_SECONDS:
        yield Violation(about, f"{cluster.name}: its newest backup is {_old(min(ages))} old")
    else:
        yield Noted(cluster.name, f"its newest backup is {_old(min(ages))} old")


def _of(backup: Backup, cluster: MongoCluster) -> bool:
    return backup.cluster == cluster.name and backup.project == cluster.values.get("project_id")


def _old(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"

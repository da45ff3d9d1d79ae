"""Backup schedules: what the Admin API refuses about policies and copies, and what it fills in.

How often snapshots are taken and how long they are kept is read here for others too; which
snapshots there are by now is ``snapshots``' answer, what a compliance policy demands
``compliance``'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas import topology
from crm_infra.simcloud.services.atlas.offer import REGIONS
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, enum, invalid, refuses
from crm_infra.simcloud.services.call import Call, Thing, World, blocks, dig, items
from crm_infra.simcloud.services.registry import CHANGES, completes
from crm_infra.simcloud.values import UNKNOWN, Values

SCHEDULE: Final = "mongodbatlas_cloud_backup_schedule"
FREQUENCIES: Final = ("hourly", "daily", "weekly", "monthly", "yearly")
_HOUR: Final = 3600.0
_DAY: Final = 24 * _HOUR
_EVERY: Final = {
    "hourly": _HOUR,
    "daily": _DAY,
    "weekly": 7 * _DAY,
    "monthly": 30 * _DAY,
    "yearly": 365 * _DAY,
}
_UNITS: Final = {"days": _DAY, "weeks": 7 * _DAY, "months": 31 * _DAY, "years": 366 * _DAY}
_INTERVALS: Final[dict[str, tuple[int, ...]]] = {
    "hourly": (1, 2, 4, 6, 8, 12),
    "daily": (1,),
    "weekly": tuple(range(1, 8)),
    "monthly": (*range(1, 29), 40),
    "yearly": tuple(range(1, 13)),
}
_COPIED: Final = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY", "ON_DEMAND")
_LONGEST_WINDOW: Final = 365


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a policy: how often, and for how long (both in seconds)."""

    frequency: str
    interval: int
    every: float
    keep: float


def policy(values: Mapping[str, Any]) -> Iterator[Item]:
    """The lines of a policy, most frequent first."""
    for frequency in FREQUENCIES:
        for block in blocks(values, f"policy_item_{frequency}"):
            interval = int(dig(block, "frequency_interval", 0))
            unit = _UNITS.get(str(block.get("retention_unit")), 0.0)
            times = interval if frequency == "hourly" else 1
            keep = unit * float(dig(block, "retention_value", 0))
            yield Item(frequency, interval, _EVERY[frequency] * times, keep)


# What Atlas gives a cluster with backups until somebody says otherwise.
USUAL: Final[tuple[Item, ...]] = (
    Item("hourly", 6, 6 * _HOUR, 7 * _DAY),
    Item("daily", 1, _DAY, 7 * _DAY),
    Item("weekly", 6, 7 * _DAY, 28 * _DAY),
    Item("monthly", 40, 30 * _DAY, 372 * _DAY),
)


def schedule_of(world: World, cluster: Thing) -> Thing | None:
    """The schedule of a cluster that somebody wrote; None for Atlas' own."""
    for schedule in world.things(SCHEDULE, cluster.project):
        if schedule.values.get("cluster_name") == cluster.name:
            return schedule
    return None


@completes(SCHEDULE)
def schedule(call: Call) -> Values:
    """Identifiers, and the next time."""
    _name_items(call)
    cluster = call.target("cluster_name", CLUSTER)
    for index, copy in enumerate(blocks(call.values, "copy_settings")):
        del index
        usual = {
            "cloud_provider": "GCP",
            "frequencies": [f.frequency.upper() for f in policy(call.values)],
            "region_name": "",
            "should_copy_oplogs": False,
            "zone_id": _zone(cluster),
        }
        copy.update({k: v for k, v in usual.items() if copy.get(k, UNKNOWN) is UNKNOWN})
    for export in blocks(call.values, "export"):
        export.update({k: "" for k, v in export.items() if v is UNKNOWN})
    return {
        "cluster_id": str(cluster.values.get("cluster_id", "")) if cluster else "",
        "next_snapshot": identity.rfc3339(call.world.now() + timedelta(hours=1)),
        "reference_hour_of_day": 0,
        "reference_minute_of_hour": 0,
        "restore_window_days": 7,
        "update_snapshots": False,
        "use_org_and_group_names_in_export_prefix": False,
    }


def _name_items(call: Call) -> None:
    for frequency in FREQUENCIES:
        for index, block in enumerate(blocks(call.values, f"policy_item_{frequency}")):
            mark = identity.hexadecimal(call.type, call.id, frequency, str(index), digits=24)
            usual = {"frequency_type": frequency, "id": mark}
            block.update({k: v for k, v in usual.items() if block.get(k, UNKNOWN) is UNKNOWN})


def _zone(cluster: Thing | None) -> str:
    specs = blocks(cluster.values, "replication_specs") if cluster else []
    return str(specs[0].get("zone_id", "")) if specs else ""


@refuses(
    "backups",
    SCHEDULE,
    says="A schedule is of a cluster with backups",
    code=404,
    reason="BACKUP_CONFIG_NOT_FOUND",
)
def backups_on(call: Call) -> Detail | None:
    """Refuse schedules of what is not backed up."""
    cluster = call.target("cluster_name", CLUSTER)
    if cluster is None or cluster.values.get("backup_enabled") is True:
        return None
    text = f"No backup configuration exists for cluster {cluster.name} in group {cluster.project}."
    return Detail(text, cluster.name, cluster.project)


@refuses("backups", SCHEDULE, says="Any moment of at least a day can be restored", on=CHANGES)
def window(call: Call) -> Detail | None:
    """Refuse a window without days; the provider minds it only at updates."""
    given = call.get("restore_window_days")
    if isinstance(given, int | float) and not 1 <= given <= _LONGEST_WINDOW:
        return invalid("restoreWindowDays")
    return None


@refuses("backups", SCHEDULE, says="An interval is one that its frequency has")
def intervals(call: Call) -> Detail | None:
    """Refuse intervals that do not divide a day, a week or a year."""
    for frequency in FREQUENCIES:
        for block in call.blocks(f"policy_item_{frequency}"):
            given = block.get("frequency_interval")
            if given is not UNKNOWN and given not in _INTERVALS[frequency]:
                return invalid("frequencyInterval")
    return None


@refuses(
    "backups",
    SCHEDULE,
    says="Retention is in days, weeks, months or years",
    reason="INVALID_ENUM_VALUE",
)
def units(call: Call) -> Detail | None:
    """Refuse other units: the provider leaves them to the API."""
    for frequency in FREQUENCIES:
        for block in call.blocks(f"policy_item_{frequency}"):
            given = block.get("retention_unit")
            if given is not UNKNOWN and given not in _UNITS:
                return enum(given)
    return None


@refuses("backups", SCHEDULE, says="Snapshots are kept for a while")
def kept(call: Call) -> Detail | None:
    """Refuse to keep nothing."""
    for frequency in FREQUENCIES:
        for block in call.blocks(f"policy_item_{frequency}"):
            if dig(block, "retention_value", 1) < 1:
                return invalid("retentionValue")
    return None


@refuses(
    "backups",
    SCHEDULE,
    says="What is taken less often is kept no shorter",
    reason="RETENTION_OF_LESS_FREQUENT_POLICY_ITEM_TOO_SHORT",
)
def longer(call: Call) -> Detail | None:
    """Refuse weekly snapshots that go before daily ones."""
    before: Item | None = None
    for item in policy(call.values):
        if before is not None and item.keep < before.keep and item.frequency != before.frequency:
            text = (
                f"The retention of the {item.frequency} policy item must not be shorter than that"
                f" of the {before.frequency} policy item."
            )
            return Detail(text, item.frequency, before.frequency)
        before = item
    return None


@refuses(
    "backups",
    SCHEDULE,
    says="A copy lies in a region of the cluster's cloud",
    reason="INVALID_REGION",
)
def copy_region(call: Call) -> Detail | None:
    """Refuse regions that there are not."""
    for copy in call.blocks("copy_settings"):
        given = dig(copy, "region_name")
        if dig(copy, "cloud_provider") == "GCP" and given is not None and given not in REGIONS:
            return Detail(f"No region {given} exists for provider GCP.", given, "GCP")
    return None


@refuses(
    "backups",
    SCHEDULE,
    says="A copy lies in the cloud that its cluster is in",
    reason="COPY_SETTINGS_PROVIDER_MISMATCH",
)
def copy_cloud(call: Call) -> Detail | None:
    """Refuse copies in another cloud."""
    cluster = call.target("cluster_name", CLUSTER)
    if cluster is None:
        return None
    clouds = {str(config.get("provider_name")) for _, config in topology.configs(cluster.values)}
    for copy in call.blocks("copy_settings"):
        given = dig(copy, "cloud_provider")
        if given is not None and given not in clouds:
            return Detail(f"Cannot copy snapshots of cluster {cluster.name} to {given}.", given)
    return None


@refuses(
    "backups",
    SCHEDULE,
    says="A copy does not lie where the snapshot itself does",
    reason="CANNOT_COPY_SNAPSHOT_TO_SAME_REGION",
)
def copy_elsewhere(call: Call) -> Detail | None:
    """Refuse copies that the same outage would take."""
    cluster = call.target("cluster_name", CLUSTER)
    home = snapshot_region(cluster.values) if cluster else ""
    for copy in call.blocks("copy_settings"):
        if home and dig(copy, "region_name") == home:
            text = f"Cannot copy snapshots to {home}, the region that they are taken in."
            return Detail(text, home)
    return None


def snapshot_region(values: Mapping[str, Any]) -> str:
    """Where snapshots are taken: the region of highest priority."""
    for shard in topology.shards(values):
        found = max(topology.regions(shard), key=lambda region: region.priority, default=None)
        return found.name if found else ""
    return ""


@refuses(
    "backups",
    SCHEDULE,
    says="Frequencies of copies are words that Atlas knows",
    reason="INVALID_ENUM_VALUE",
)
def copy_words(call: Call) -> Detail | None:
    """Refuse other words: the provider leaves them to the API."""
    for copy in call.blocks("copy_settings"):
        for given in items(copy, "frequencies"):
            if given not in _COPIED:
                return enum(given)
    return None


@refuses(
    "backups",
    SCHEDULE,
    says="What is copied is also taken",
    reason="COPY_SETTINGS_FREQUENCY_NOT_IN_POLICY",
)
def copy_taken(call: Call) -> Detail | None:
    """Refuse copies of snapshots that nobody takes."""
    taken = {item.frequency.upper() for item in policy(call.values)} | {"ON_DEMAND"}
    for copy in call.blocks("copy_settings"):
        for given in items(copy, "frequencies"):
            if given in _COPIED and given not in taken:
                text = f"Cannot copy {given} snapshots because the policy has none."
                return Detail(text, given)
    return None


@refuses(
    "backups",
    SCHEDULE,
    says="Oplogs are copied where any moment can be restored",
    reason="CANNOT_COPY_OPLOGS_WITHOUT_PIT",
)
def copy_oplogs(call: Call) -> Detail | None:
    """Refuse copies of oplogs that nobody keeps."""
    cluster = call.target("cluster_name", CLUSTER)
    wanted = any(dig(c, "should_copy_oplogs") is True for c in call.blocks("copy_settings"))
    if cluster is None or not wanted or cluster.values.get("pit_enabled") is True:
        return None
    return Detail(
        "Cannot copy oplogs because Continuous Cloud Backup is not enabled.", cluster.name
    )


@refuses(
    "backups",
    SCHEDULE,
    says="A zone of copies is one of the cluster",
    reason="INVALID_ZONE_ID",
)
def copy_zone(call: Call) -> Detail | None:
    """Refuse zones of other clusters."""
    cluster = call.target("cluster_name", CLUSTER)
    specs = blocks(cluster.values, "replication_specs") if cluster else []
    known = {spec.get("zone_id") for spec in specs}
    for copy in call.blocks("copy_settings"):
        given = dig(copy, "zone_id")
        if given and known and given not in known:
            return Detail(f"The zone {given} is not a zone of the cluster.", given)
    return None

"""Rules about what is kept: sizes of MongoDB Atlas, how far backups reach, what Redis allows.

What production asks for besides is in ``production``.
"""

from collections.abc import Iterator
from itertools import pairwise

from crm_infra.environments.atlas_offer import INSTANCE_SIZES
from crm_infra.environments.document import Document
from crm_infra.environments.wording import Keys, shown
from crm_infra.errors import Fault

READ_REPLICA_MEMORY_GB = 5
"""Memory from which Memorystore offers replicas to read from."""

_ATLAS: Keys = ("databases", "atlas")
_BACKUP: Keys = ("databases", "backup")
_REDIS: Keys = ("databases", "redis")
_ORDER = tuple(INSTANCE_SIZES)

_REACH = (("hourly_days", 1), ("daily_days", 1), ("weekly_weeks", 7), ("monthly_months", 31))
"""Key -> days in its unit, from the most frequent backup to the rarest."""


def sizes_are_in_order(document: Document) -> Iterator[Fault]:
    """Auto-scaling goes from the smaller size to the larger."""
    low, high = (document.text(*_ATLAS, f"{end}instance_size") for end in ("", "max_"))
    if low in _ORDER and high in _ORDER and _ORDER.index(high) < _ORDER.index(low):
        yield document.fault(
            (*_ATLAS, "max_instance_size"),
            f"{high} is smaller than instance_size, {low}",
            "auto-scaling ends at the larger size",
            f"Write {low} or a larger size.",
        )


def the_disk_fits_its_size(document: Document) -> Iterator[Fault]:
    """Atlas limits the disk by the size of the machine."""
    disk = document.whole(*_ATLAS, "disk_gb")
    name = document.text(*_ATLAS, "instance_size") or ""
    size = INSTANCE_SIZES.get(name)
    if disk is not None and size is not None and disk > size.largest_gb:
        yield document.fault(
            (*_ATLAS, "disk_gb"),
            f"{disk} GB",
            f"{name} takes a disk of {size.largest_gb} GB at most",
            "Lower it, or choose a larger instance_size.",
        )


def the_witness_stands_elsewhere(document: Document) -> Iterator[Fault]:
    """The vote that decides survives the loss of either region."""
    witness = document.text(*_ATLAS, "witness_region")
    for role in ("primary", "recovery"):
        if witness is not None and witness == document.text("regions", role, "name"):
            yield document.fault(
                (*_ATLAS, "witness_region"),
                f"{shown(witness)} is the {role} region too",
                "the deciding vote stands in a third region",
                "Name another region that Atlas has, such as us-west1.",
            )


def backups_reach_further_the_rarer_they_are(document: Document) -> Iterator[Fault]:
    """Atlas refuses a rarer backup that is gone before a more frequent one."""
    for (often, often_days), (rarely, rarely_days) in pairwise(_REACH):
        near, far = document.whole(*_BACKUP, often), document.whole(*_BACKUP, rarely)
        if near is None or far is None or near * often_days <= far * rarely_days:
            continue
        yield document.fault(
            (*_BACKUP, rarely),
            f"{far * rarely_days} days",
            f"rarer backups are kept at least as long as {often}, {near * often_days} days",
            f"Write {-(-near * often_days // rarely_days)} or more, or lower {often}.",
        )


def any_moment_lies_within_hourly_backups(document: Document) -> Iterator[Fault]:
    """Going back to a moment starts from the hourly backup before it."""
    window = document.whole(*_BACKUP, "point_in_time_days")
    hourly = document.whole(*_BACKUP, "hourly_days")
    if window is not None and hourly is not None and window > hourly:
        yield document.fault(
            (*_BACKUP, "point_in_time_days"),
            f"{window} days",
            f"Atlas goes back no further than hourly backups reach, {hourly} days",
            f"Write {hourly} or less, or raise hourly_days.",
        )


def basic_redis_is_alone(document: Document) -> Iterator[Fault]:
    """The tier BASIC is one node."""
    replicas = document.whole(*_REDIS, "replicas")
    if document.text(*_REDIS, "tier") == "BASIC" and replicas:
        yield document.fault(
            (*_REDIS, "replicas"),
            f"{replicas} replicas",
            "Redis of the tier BASIC is one node",
            "Write 0, or tier: STANDARD_HA.",
        )


def redis_replicas_have_memory(document: Document) -> Iterator[Fault]:
    """Replicas to read from are offered from 5 GB on."""
    if document.text(*_REDIS, "tier") != "STANDARD_HA" or not document.whole(*_REDIS, "replicas"):
        return
    for key in ("memory_gb", "recovery_memory_gb"):
        memory = document.whole(*_REDIS, key)
        if memory is not None and memory < READ_REPLICA_MEMORY_GB:
            yield document.fault(
                (*_REDIS, key),
                f"{memory} GB",
                f"replicas to read from are offered from {READ_REPLICA_MEMORY_GB} GB on",
                f"Write {READ_REPLICA_MEMORY_GB} or more, or replicas: 0.",
            )

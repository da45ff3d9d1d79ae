"""Versions, memory, replicas, zones and settings of an instance.

Counts of replicas as the API's reference states them: none in the basic tier, one in the standard
tier, one to five (two unless said) once clients read from them.
"""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.places import is_region, region_of
from crm_infra.simcloud.services.redis.types import BAD, HIGH, INSTANCE, reads_from_replicas
from crm_infra.simcloud.services.registry import CREATE, rule

_VERSIONS: Final = ("REDIS_3_2", "REDIS_4_0", "REDIS_5_0", "REDIS_6_X", "REDIS_7_0", "REDIS_7_2")
_LARGEST_GB: Final = 300
_SMALLEST_WITH_REPLICAS: Final = 5
_MOST_REPLICAS: Final = 5
_OLD: Final = ("REDIS_3_2", "REDIS_4_0")
_SETTINGS: Final[dict[str, str]] = {
    "maxmemory-policy": (
        "noeviction|allkeys-lru|volatile-lru|allkeys-random|volatile-random|volatile-ttl"
        "|allkeys-lfu|volatile-lfu"
    ),
    "notify-keyspace-events": "[KEg$lshzxetdmnA]*",
    "activedefrag": "yes|no",
    "lfu-decay-time": r"\d+",
    "lfu-log-factor": r"\d+",
    "maxmemory-gb": r"\d+(\.\d+)?",
    "stream-node-max-bytes": r"\d+",
    "stream-node-max-entries": r"\d+",
    "timeout": r"\d+",
}


@rule("redis", INSTANCE, says="An instance lies in a region", on=(CREATE,), code=404, reason="")
def region(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("region")
    return None if not given or is_region(given) else f"Location {given} is not found."


@rule("redis", INSTANCE, says="A Redis version is one that Memorystore has", reason=BAD)
def version(call: Call) -> str | None:
    """Refuse unknown versions: the provider leaves them to the API."""
    given = call.text("redis_version")
    if given and given not in _VERSIONS:
        return f"Invalid Redis version: {given}. Supported versions are: {', '.join(_VERSIONS)}."
    return None


@rule(
    "redis",
    INSTANCE,
    says="An instance has 1 to 300 GiB, with read replicas 5 or more",
    reason=BAD,
)
def size(call: Call) -> str | None:
    """Refuse sizes out of bounds."""
    given = call.get("memory_size_gb")
    if given is None:
        return None
    if not 1 <= given <= _LARGEST_GB:
        return f"Invalid memory size: {int(given)} GB. It must be between 1 and {_LARGEST_GB} GB."
    if reads_from_replicas(call.values) and given < _SMALLEST_WITH_REPLICAS:
        return "Read replicas require a memory size of at least 5 GB."
    return None


@rule(
    "redis",
    INSTANCE,
    says="The basic tier has no replicas, the standard tier one, with read replicas up to five",
    reason=BAD,
)
def replicas(call: Call) -> str | None:
    """Refuse replicas that the tier does not have."""
    high, many = call.get("tier", "BASIC") == HIGH, reads_from_replicas(call.values)
    if many and not high:
        return "Read replicas are only supported for the STANDARD_HA tier."
    if many and call.get("redis_version") in _OLD:
        return "Read replicas require Redis version 5.0 or higher."
    given = call.get("replica_count")
    if given is None:
        return None
    least, most = (1, _MOST_REPLICAS if many else 1) if high else (0, 0)
    if not least <= given <= most:
        allowed = f"between {least} and {most}" if least < most else str(least)
        tier = call.get("tier", "BASIC")
        return f"Invalid replica count: {int(given)}. For tier {tier} it must be {allowed}."
    return None


@rule(
    "redis",
    INSTANCE,
    says="Its zones lie in its region, and two zones differ",
    on=(CREATE,),
    reason=BAD,
)
def zones(call: Call) -> str | None:
    """Refuse zones of another region, and one zone twice."""
    own, other = call.text("location_id"), call.text("alternative_location_id")
    for zone in (own, other):
        if zone and region_of(zone) != call.place.region:
            return f"Zone {zone} is not in region {call.place.region}."
    if own and own == other:
        return f"location_id and alternative_location_id must differ: both are {own}."
    if other and call.get("tier", "BASIC") != HIGH:
        return "alternative_location_id is only supported for the STANDARD_HA tier."
    return None


@rule("redis", INSTANCE, says="Settings are those that Memorystore lets be set", reason=BAD)
def settings(call: Call) -> str | None:
    """Refuse settings and values that there are not."""
    for name, value in call.mapping("redis_configs").items():
        if name not in _SETTINGS:
            return f"Invalid redis config: {name} is not supported."
        if not re.fullmatch(_SETTINGS[name], str(value)):
            return f'Invalid value for redis config {name}: "{value}".'
    return None


@rule("redis", INSTANCE, says="An instance has one window of maintenance a week", reason=BAD)
def window(call: Call) -> str | None:
    """Refuse more windows, and those that do not begin on the hour."""
    windows = call.blocks("maintenance_policy.weekly_maintenance_window")
    if len(windows) > 1:
        return "At most one weekly maintenance window may be specified."
    return None


@rule("redis", INSTANCE, says="Snapshots have a period, and only then", reason=BAD)
def snapshots(call: Call) -> str | None:
    """Refuse persistence without a period."""
    on = call.get("persistence_config.persistence_mode") == "RDB"
    if on and not call.text("persistence_config.rdb_snapshot_period"):
        return "rdb_snapshot_period must be set when persistence_mode is RDB."
    return None

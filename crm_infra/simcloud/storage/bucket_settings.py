"""What may be set on a bucket, and what the API makes of it.

Pure rules over the JSON of a bucket: creation, merge patch, checks. Rows belong to ``buckets``.
"""

import re
from datetime import datetime, timedelta
from typing import Any, Final, cast

from crm_infra.simcloud.storage import errors, retention, timestamps

Json = dict[str, Any]

STORAGE_CLASSES: Final = frozenset(
    {
        "STANDARD",
        "NEARLINE",
        "COLDLINE",
        "ARCHIVE",
        "MULTI_REGIONAL",
        "REGIONAL",
        "DURABLE_REDUCED_AVAILABILITY",
    }
)
DUAL_REGIONS: Final = frozenset({"NAM4", "EUR4", "ASIA1", "EUR5", "EUR7", "EUR8"})
MULTI_REGIONS: Final = frozenset({"US", "EU", "ASIA"})
SETTABLE: Final = frozenset(
    {
        "autoclass",
        "billing",
        "cors",
        "customPlacementConfig",
        "defaultEventBasedHold",
        "encryption",
        "hierarchicalNamespace",
        "iamConfiguration",
        "ipFilter",
        "labels",
        "lifecycle",
        "logging",
        "retentionPolicy",
        "rpo",
        "softDeletePolicy",
        "storageClass",
        "versioning",
        "website",
    }
)
_UNLOCKABLE_DAYS: Final = 90
_SOFT_DELETE_SECONDS: Final = "604800"
_REGION: Final = re.compile(r"[A-Z]+(-[A-Z]+)+\d+")
_LABEL_KEY: Final = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_LABEL_VALUE: Final = re.compile(r"[a-z0-9_-]{0,63}")


def created(name: str, location: str, wishes: Json, now: datetime) -> Json:
    """The settings of a new bucket."""
    place = (location or "US").upper()
    settings: Json = {
        "location": place,
        "locationType": location_type(place, wishes),
        "storageClass": "STANDARD",
        "iamConfiguration": {
            "uniformBucketLevelAccess": {"enabled": False},
            "publicAccessPrevention": "inherited",
        },
        "softDeletePolicy": {
            "retentionDurationSeconds": _SOFT_DELETE_SECONDS,
            "effectiveTime": timestamps.write(now),
        },
    }
    if settings["locationType"] != "region":
        settings["rpo"] = "DEFAULT"
    if wishes.get("objectRetention"):
        settings["objectRetention"] = {"mode": "Enabled"}
    return patched(name, settings, wishes, now)


def location_type(location: str, wishes: Json) -> str:
    """Whether the place is a region, a pair of regions or a continent."""
    if wishes.get("customPlacementConfig") or location in DUAL_REGIONS:
        return "dual-region"
    if location in MULTI_REGIONS:
        return "multi-region"
    if _REGION.fullmatch(location):
        return "region"
    raise errors.invalid("The specified location constraint is not valid.", location="location")


def patched(name: str, settings: Json, wishes: Json, now: datetime) -> Json:
    """The settings after a merge patch; what cannot be set is passed over, as the API does."""
    return _changed(name, settings, settings, wishes, now)


def replaced(name: str, settings: Json, wishes: Json, now: datetime) -> Json:
    """The settings after a full update: what can be set and was left out is gone."""
    kept = {"softDeletePolicy", "rpo"}
    base = {key: value for key, value in settings.items() if key in kept or key not in SETTABLE}
    return _changed(name, settings, base, {"retentionPolicy": None} | wishes, now)


def _changed(name: str, settings: Json, base: Json, wishes: Json, now: datetime) -> Json:
    wished = {key: value for key, value in wishes.items() if key in SETTABLE}
    policy = wished.pop("retentionPolicy", settings.get("retentionPolicy"))
    changed = merged(base, wished)
    kept = retention.changed_policy(name, settings.get("retentionPolicy"), policy, now)
    changed["retentionPolicy"] = kept
    _keep_defaults(settings, changed)
    _check(changed)
    _uniform_access(settings, changed, now)
    _stamp_soft_delete(settings, changed, now)
    return {key: value for key, value in changed.items() if value is not None}


def merged(old: Json, patch: Json) -> Json:
    """JSON merge patch: null removes, objects merge, everything else replaces."""
    result = dict(old)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            before = result.get(key)
            base = cast("Json", before) if isinstance(before, dict) else {}
            result[key] = merged(base, cast("Json", value))
        else:
            result[key] = value
    return result


def _keep_defaults(old: Json, changed: Json) -> None:
    changed.setdefault("storageClass", "STANDARD")
    access = changed.setdefault("iamConfiguration", {})
    access.setdefault("uniformBucketLevelAccess", {"enabled": False})
    access.setdefault("publicAccessPrevention", "inherited")
    if "rpo" in old:
        changed.setdefault("rpo", "DEFAULT")


def _check(settings: Json) -> None:
    if settings["storageClass"] not in STORAGE_CLASSES:
        raise errors.invalid("Invalid storage class.", location="storageClass")
    if settings["iamConfiguration"]["publicAccessPrevention"] not in {"inherited", "enforced"}:
        raise errors.invalid("Invalid value for publicAccessPrevention.")
    for key, value in settings.get("labels", {}).items():
        if not _LABEL_KEY.fullmatch(key) or not _LABEL_VALUE.fullmatch(value):
            raise errors.invalid(f"Invalid label: '{key}: {value}'.", location="labels")
    for rule in settings.get("lifecycle", {}).get("rule", []):
        action: Json = rule.get("action") or {}
        if not rule.get("condition") or not action.get("type"):
            raise errors.invalid(
                "A lifecycle rule needs an action with a type and a condition.",
                location="lifecycle",
            )


def _uniform_access(old: Json, changed: Json, now: datetime) -> None:
    """Uniform access can be switched off again for 90 days, and never afterwards."""
    before: Json = old["iamConfiguration"]["uniformBucketLevelAccess"]
    after: Json = changed["iamConfiguration"]["uniformBucketLevelAccess"]
    enabled = bool(after.get("enabled"))
    locked = before.get("lockedTime")
    if before.get("enabled") and not enabled and locked and locked < timestamps.write(now):
        raise errors.invalid(
            "Cannot disable uniform bucket-level access: it has been enabled for more than "
            f"{_UNLOCKABLE_DAYS} consecutive days."
        )
    access: Json = {"enabled": enabled}
    if enabled:
        lock = timestamps.write(now + timedelta(days=_UNLOCKABLE_DAYS))
        access["lockedTime"] = locked if before.get("enabled") else lock
    changed["iamConfiguration"] |= {"uniformBucketLevelAccess": access, "bucketPolicyOnly": access}


def _stamp_soft_delete(old: Json, changed: Json, now: datetime) -> None:
    before, after = old.get("softDeletePolicy", {}), changed.get("softDeletePolicy", {})
    if before.get("retentionDurationSeconds") != after.get("retentionDurationSeconds"):
        after["effectiveTime"] = timestamps.write(now)

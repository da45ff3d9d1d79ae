"""What keeps an object from being deleted or overwritten: policies, holds, its own retention.

Pure rules over the JSON of buckets and objects. When they are asked belongs to ``objects``.
"""

from datetime import datetime, timedelta
from typing import Any

from crm_infra.simcloud.storage import errors, timestamps

MAX_PERIOD_SECONDS = 3_155_760_000
Json = dict[str, Any]


def changed_policy(bucket: str, old: Json | None, new: Json | None, now: datetime) -> Json | None:
    """The bucket's retention policy after a caller asked for ``new`` (None: to remove it)."""
    locked = bool(old and old.get("isLocked"))
    period = _period(new)
    if period is None:
        if locked:
            raise _locked(f"Cannot remove a locked Retention Policy for bucket '{bucket}'.")
        return None
    if old and locked and period < int(old["retentionPeriod"]):
        raise _locked(
            f"Cannot reduce retention duration of a locked Retention Policy for bucket '{bucket}'."
        )
    effective = old["effectiveTime"] if old else timestamps.write(now)
    policy: Json = {"retentionPeriod": str(period), "effectiveTime": effective}
    return policy | {"isLocked": True} if locked else policy


def locked_policy(bucket: str, policy: Json | None) -> Json:
    """The policy, locked for ever."""
    if policy is None or policy.get("isLocked"):
        raise errors.invalid(f"Bucket '{bucket}' does not have an unlocked retention policy.")
    return policy | {"isLocked": True}


def _period(policy: Json | None) -> int | None:
    if policy is None or policy.get("retentionPeriod") is None:
        return None
    text = str(policy["retentionPeriod"])
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= MAX_PERIOD_SECONDS:
        raise errors.invalid(
            f"Retention period must be between 1 and {MAX_PERIOD_SECONDS} seconds, got '{text}'."
        )
    return int(text)


def _locked(message: str) -> errors.ApiError:
    return errors.forbidden("forbidden", message)


def changed_retention(old: Json | None, new: Json | None, *, override: bool, now: datetime) -> None:
    """Refuse a change of an object's own retention that would weaken it."""
    if new is not None:
        _check_retention(new, now)
    if old is None or old == new:
        return
    locks = new is not None and new["mode"] == "Locked"
    shorter = new is None or _until(new) < _until(old)
    if old["mode"] == "Locked":
        if locks and not shorter:
            return
        raise errors.forbidden(
            "forbidden",
            "A Locked retention configuration cannot be shortened, removed or unlocked.",
        )
    if (shorter or locks) and not override:
        raise errors.forbidden(
            "forbidden",
            "Reducing, removing or locking an Unlocked retention requires "
            "overrideUnlockedRetention to be true.",
        )


def _check_retention(retention: Json, now: datetime) -> None:
    if retention.get("mode") not in {"Locked", "Unlocked"} or not retention.get("retainUntilTime"):
        raise errors.invalid("Retention needs mode (Locked or Unlocked) and retainUntilTime.")
    if _until(retention) <= now:
        raise errors.invalid("The value of retainUntilTime must be in the future.")


def _until(retention: Json) -> datetime:
    return timestamps.read(retention["retainUntilTime"], field="retainUntilTime")


def expires(policy: Json | None, attributes: Json, created: str) -> datetime | None:
    """When the bucket's policy lets go of the object; None where it does not hold it at all."""
    if policy is None or attributes.get("eventBasedHold"):
        return None
    since = attributes.get("holdReleased") or created
    period = timedelta(seconds=int(policy["retentionPeriod"]))
    return timestamps.read(since, field="timeCreated") + period


def refuse_if_kept(
    path: str, policy: Json | None, attributes: Json, created: str, now: datetime
) -> None:
    """Refuse to delete, overwrite or archive an object that something still keeps."""
    for hold, word in (("temporaryHold", "Temporary"), ("eventBasedHold", "Event-Based")):
        if attributes.get(hold):
            raise errors.forbidden(
                "objectUnderActiveHold",
                f"Object '{path}' is under active {word} hold and cannot be deleted, overwritten "
                "or archived until hold is removed.",
            )
    ends = [expires(policy, attributes, created)]
    if own := attributes.get("retention"):
        ends.append(_until(own))
    kept = [end for end in ends if end is not None and end > now]
    if kept:
        raise errors.forbidden(
            "retentionPolicyNotMet",
            f"Object '{path}' is subject to bucket's retention policy or object retention and "
            f"cannot be deleted or overwritten until {timestamps.write(max(kept))}",
        )

"""What may be set on an object, and what the API makes of it.

Pure rules over the JSON of an object. Rows belong to ``objects``, the order in which rules are
asked to ``changes``.
"""

from datetime import datetime
from typing import Any, Final

from crm_infra.simcloud.storage import errors, retention, timestamps
from crm_infra.simcloud.storage.bucket_settings import STORAGE_CLASSES, merged
from crm_infra.simcloud.storage.buckets import Bucket

Json = dict[str, Any]

SETTABLE: Final = frozenset(
    {
        "cacheControl",
        "contentDisposition",
        "contentEncoding",
        "contentLanguage",
        "contentType",
        "customTime",
        "eventBasedHold",
        "kmsKeyName",
        "metadata",
        "retention",
        "storageClass",
        "temporaryHold",
    }
)
_SET_ONCE: Final = frozenset({"storageClass", "kmsKeyName", "holdReleased"})


def chosen(wishes: Json) -> Json:
    """What of the caller's JSON can be set at all; the API passes over the rest."""
    return {key: value for key, value in wishes.items() if key in SETTABLE and value is not None}


def created(bucket: Bucket, wishes: Json, now: datetime) -> Json:
    """The attributes of a new generation."""
    refuse_legacy_access(bucket, wishes)
    attributes = merged({}, chosen(wishes))
    if bucket.settings.get("defaultEventBasedHold"):
        attributes.setdefault("eventBasedHold", True)
    attributes.setdefault("storageClass", bucket.settings["storageClass"])
    _check(bucket, {}, attributes, now, override=False)
    return attributes


def patched(bucket: Bucket, old: Json, wishes: Json, now: datetime, *, override: bool) -> Json:
    """The attributes after a merge patch."""
    return _changed(bucket, old, old, wishes, now, override=override)


def replaced(bucket: Bucket, old: Json, wishes: Json, now: datetime, *, override: bool) -> Json:
    """The attributes after a full update: what can be set and was left out is gone."""
    base = {key: value for key, value in old.items() if key in _SET_ONCE or key not in SETTABLE}
    return _changed(bucket, old, base, wishes, now, override=override)


def _changed(
    bucket: Bucket, old: Json, base: Json, wishes: Json, now: datetime, *, override: bool
) -> Json:
    refuse_legacy_access(bucket, wishes)
    wished = {key: wishes[key] for key in wishes if key in SETTABLE - _SET_ONCE}
    if wished.get("retention") is not None:
        # Given as a whole or not at all: half a retention means nothing.
        base = {key: value for key, value in base.items() if key != "retention"}
        wished["retention"] = merged({}, wished["retention"]) or None
    attributes = merged(base, wished)
    _check(bucket, old, attributes, now, override=override)
    return attributes


def refuse_legacy_access(bucket: Bucket, wishes: Json) -> None:
    """Access lists do not go together with uniform bucket-level access."""
    if bucket.uniform_access and (wishes.get("acl") or wishes.get("predefinedAcl")):
        raise errors.invalid(
            "Cannot insert legacy ACL for an object when uniform bucket-level access is enabled. "
            "Read more at https://cloud.google.com/storage/docs/uniform-bucket-level-access"
        )


def _check(bucket: Bucket, old: Json, new: Json, now: datetime, *, override: bool) -> None:
    if new["storageClass"] not in STORAGE_CLASSES:
        raise errors.invalid("Invalid storage class.", location="storageClass")
    _check_custom_time(old.get("customTime"), new.get("customTime"))
    if new.get("retention") and not bucket.settings.get("objectRetention"):
        raise errors.invalid("Object retention is not enabled on this bucket.")
    if new.get("retention") != old.get("retention"):
        retention.changed_retention(
            old.get("retention"), new.get("retention"), override=override, now=now
        )
    if old.get("eventBasedHold") and not new.get("eventBasedHold"):
        new["holdReleased"] = timestamps.write(now)


def _check_custom_time(old: str | None, new: str | None) -> None:
    moment = timestamps.read(new, field="customTime") if new else None
    if old and (moment is None or moment < timestamps.read(old, field="customTime")):
        raise errors.invalid(
            "Cannot remove custom time or set it to an earlier time.", location="customTime"
        )

"""Cloud Storage buckets as Terraform makes them; ``simcloud.storage`` serves their objects."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call, blocks, dig
from crm_infra.simcloud.services.encryption import agent_of, withheld
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.places import is_bucket_location
from crm_infra.simcloud.services.registry import CREATE, DELETE, UPDATE, completes, rule
from crm_infra.simcloud.values import UNKNOWN, Values

BUCKET: Final = "google_storage_bucket"
NOTIFICATION: Final = "google_storage_notification"
_AGENT: Final = "gs-project-accounts"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?")
_ADDRESS: Final = re.compile(r"\d+\.\d+\.\d+\.\d+")
_CLASSES: Final = (
    "STANDARD",
    "NEARLINE",
    "COLDLINE",
    "ARCHIVE",
    "MULTI_REGIONAL",
    "REGIONAL",
    "DURABLE_REDUCED_AVAILABILITY",
)
_ACTIONS: Final = ("Delete", "SetStorageClass", "AbortIncompleteMultipartUpload")
_LONGEST_NAME: Final = 63
_LONGEST_RETENTION: Final = 3155760000
_DAY: Final = 86400


@completes(BUCKET)
def bucket(call: Call) -> Values:
    """What the API fills in for a bucket."""
    name, moment = call.text("name"), call.world.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    many = call.text("location").upper() in ("US", "EU", "ASIA") or len(call.text("location")) == 4
    soft = {"retention_duration_seconds": 7 * _DAY, "effective_time": moment}
    return {
        "project_number": int(call.world.number(call.place.project)),
        "public_access_prevention": "inherited",
        "uniform_bucket_level_access": False,
        "rpo": "DEFAULT" if many else "",
        "self_link": f"https://www.googleapis.com/storage/v1/b/{name}",
        "url": f"gs://{name}",
        "time_created": moment,
        "updated": moment,
        "soft_delete_policy": [soft],
        "soft_delete_policy.effective_time": moment,
        "versioning": [],
        "website": [],
        "autoclass.terminal_storage_class": "NEARLINE",
        "logging.log_object_prefix": name,
        "lifecycle_rule.condition.with_state": "ANY",
    }


@rule(
    "storage",
    BUCKET,
    says="A bucket's name is 3 to 63 lower-case letters, digits, hyphens, dots",
    on=(CREATE,),
)
def name(call: Call) -> str | None:
    """Refuse names that are none, upper case above all."""
    given = call.text("name")
    short = 3 <= len(given) <= (222 if "." in given else _LONGEST_NAME)
    bad = not _NAME.fullmatch(given) or not short or _ADDRESS.fullmatch(given) or ".." in given
    if given and (bad or given.startswith("goog") or "google" in given.replace("0", "o")):
        return f"Invalid bucket name: '{given}'"
    return None


@rule(
    "storage",
    BUCKET,
    says="Bucket names are shared by all users of the system",
    on=(CREATE,),
    code=409,
    reason="conflict",
)
def name_taken(call: Call) -> str | None:
    """Refuse a name that a bucket of any project has."""
    owner = call.world.bucket_owner(call.text("name"))
    if owner is None:
        return None
    if owner == call.place.project:
        return "Your previous request to create the named bucket succeeded and you already own it."
    return (
        "The requested bucket name is not available. The bucket namespace is shared by all users of"
        " the system. Please select a different name and try again."
    )


@rule(
    "storage",
    BUCKET,
    says="A bucket lies in a region, a pair of regions or a continent",
    on=(CREATE,),
)
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    if given and not is_bucket_location(given):
        return f"The specified location constraint is not valid. Location: '{given}'"
    return None


@rule("storage", BUCKET, says="A storage class is one that exists")
def storage_class(call: Call) -> str | None:
    """Refuse unknown storage classes."""
    given = call.text("storage_class")
    if given and given not in _CLASSES:
        return f"Invalid argument: storage class '{given}'."
    return None


@rule("storage", BUCKET, says="Public access is prevented (enforced) or inherited")
def public_access(call: Call) -> str | None:
    """Refuse other words: the provider leaves them to the API."""
    given = call.text("public_access_prevention")
    if given and given not in ("enforced", "inherited"):
        return (
            "Invalid argument: publicAccessPrevention must be 'enforced' or 'inherited', got"
            f" '{given}'."
        )
    return None


@rule("storage", BUCKET, says="A life cycle's action exists, and SetStorageClass says which class")
def lifecycle(call: Call) -> str | None:
    """Refuse actions that cannot be taken."""
    for block in call.blocks("lifecycle_rule"):
        action = dig(block, "action.type")
        if isinstance(action, str) and action not in _ACTIONS:
            return f"Invalid argument: lifecycle action type '{action}'."
        chosen = dig(block, "action.storage_class")
        if action == "SetStorageClass" and chosen not in _CLASSES:
            return (
                "A lifecycle rule with action SetStorageClass must specify a valid storage class."
            )
    return None


@rule("storage", BUCKET, says="A life cycle's rule has a condition")
def lifecycle_condition(call: Call) -> str | None:
    """Refuse a rule that would touch everything at once."""
    for block in call.blocks("lifecycle_rule"):
        told = blocks(block, "condition")
        if told and not any(_says(key, value) for key, value in told[0].items()):
            return "A lifecycle rule must have at least one condition."
    return None


def _says(key: str, value: object) -> bool:
    """Whether one part of a condition says anything beside its default."""
    return value is not UNKNOWN and bool(value) and (key, value) != ("with_state", "ANY")


@rule("storage", BUCKET, says="Turbo replication (ASYNC_TURBO) is for buckets in a pair of regions")
def replication(call: Call) -> str | None:
    """Refuse turbo replication elsewhere."""
    given = call.text("rpo")
    if given and given not in ("DEFAULT", "ASYNC_TURBO"):
        return f"Invalid argument: rpo must be DEFAULT or ASYNC_TURBO, got '{given}'."
    pair = call.text("location").lower() in ("nam4", "eur4", "eur5", "eur7", "eur8", "asia1")
    if given == "ASYNC_TURBO" and not (pair or call.blocks("custom_placement_config")):
        return "Turbo replication is only available for dual-region buckets."
    return None


@rule("storage", BUCKET, says="Objects are retained for 1 second to 100 years")
def retention(call: Call) -> str | None:
    """Refuse retention out of bounds."""
    period = _retention(call.get("retention_policy.retention_period"))
    if period is not None and not 1 <= period <= _LONGEST_RETENTION:
        return f"Retention period must be between 1 and {_LONGEST_RETENTION} seconds."
    return None


@rule("storage", BUCKET, says="Soft-deleted objects are kept for 7 to 90 days, or not at all")
def soft_delete(call: Call) -> str | None:
    """Refuse other durations."""
    given = call.get("soft_delete_policy.retention_duration_seconds")
    if given and not 7 * _DAY <= given <= 90 * _DAY:
        return (
            f"Invalid soft delete retention duration: {int(given)}. It must be 0 or between"
            f" {7 * _DAY} and {90 * _DAY} seconds."
        )
    return None


@rule(
    "storage",
    BUCKET,
    says="Locked retention is never shortened, removed or unlocked",
    on=(UPDATE,),
    code=403,
    reason="forbidden",
)
def locked(call: Call) -> str | None:
    """Refuse to weaken a locked policy."""
    if call.before("retention_policy.is_locked") is not True:
        return None
    name_ = call.text("name")
    if not call.blocks("retention_policy") or call.get("retention_policy.is_locked") is not True:
        return f"Cannot remove or unlock a locked Retention Policy for bucket '{name_}'."
    old = _retention(call.before("retention_policy.retention_period")) or 0
    new = _retention(call.get("retention_policy.retention_period")) or 0
    if new < old:
        return (
            f"Cannot reduce retention duration of a locked Retention Policy for bucket '{name_}'."
        )
    return None


def _retention(value: object) -> int | None:
    try:
        return int(str(value)) if value is not None else None
    except ValueError:
        return 0


@rule("storage", BUCKET, says="A bucket's key lies where the bucket does")
def key_location(call: Call) -> str | None:
    """Refuse keys of another place."""
    key = call.text("encryption.default_kms_key_name")
    if key and not same_location(key, call.text("location")):
        return (
            f"Cloud KMS key '{key}' is in a location that is not compatible with bucket location"
            f" '{call.text('location').upper()}'."
        )
    return None


@rule(
    "storage",
    BUCKET,
    says="The storage service agent may use the key that protects a bucket",
    code=403,
    reason="forbidden",
)
def key_granted(call: Call) -> str | None:
    """Refuse a key that the service agent was not given."""
    if withheld(call, call.text("encryption.default_kms_key_name"), _AGENT) is None:
        return None
    return (
        "Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account"
        f" has been authorized to use this key: {agent_of(call, _AGENT)}."
    )


@rule(
    "storage",
    BUCKET,
    says="A bucket with objects is deleted only with force_destroy",
    on=(DELETE,),
    code=409,
    reason="conflict",
)
def not_empty(call: Call) -> str | None:
    """Refuse to delete a bucket that holds objects."""
    full = not call.world.bucket_empty(str(call.before("name", "")))
    if full and call.before("force_destroy") is not True:
        return "The bucket you tried to delete is not empty."
    return None


@completes(NOTIFICATION)
def notification(_call: Call) -> Values:
    """What the API fills in for a notification."""
    return {"notification_id": "1"}

"""Cloud Logging: sinks, log buckets, metrics, exclusions."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.encryption import withheld
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, DELETE, UPDATE, completes, rule
from crm_infra.simcloud.values import Values

SINK: Final = "google_logging_project_sink"
BUCKET: Final = "google_logging_project_bucket_config"
METRIC: Final = "google_logging_metric"
EXCLUSION: Final = "google_logging_project_exclusion"
_SINK_NAME: Final = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}")
_METRIC_NAME: Final = re.compile(r"[a-zA-Z0-9_\-.,+!*',()%/]{1,100}")
_BUCKET_NAME: Final = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}")
_LONGEST: Final = 3650
_AGENT: Final = "gcp-sa-logging"
_OWN: Final = ("_Default", "_Required")
_DESTINATION: Final = re.compile(
    r"storage\.googleapis\.com/(?P<bucket>[^/]+)"
    r"|bigquery\.googleapis\.com/projects/(?P<dproject>[^/]+)/datasets/(?P<dataset>[^/]+)"
    r"|pubsub\.googleapis\.com/projects/(?P<tproject>[^/]+)/topics/(?P<topic>[^/]+)"
    r"|logging\.googleapis\.com/projects/(?P<project>[^/]+)"
    r"(?:/locations/(?P<location>[^/]+)/buckets/(?P<log>[^/]+))?"
)


@completes(SINK)
def sink(call: Call) -> Values:
    """What the API fills in: a sink within its own project writes as nobody in particular."""
    number = call.world.number(call.place.project)
    agent = f"serviceAccount:service-{number}@gcp-sa-logging.iam.gserviceaccount.com"
    custom = call.text("custom_writer_identity")
    seen = _DESTINATION.fullmatch(call.text("destination"))
    if seen and seen["project"] == call.place.project:
        writer = ""
    elif custom:
        writer = custom if custom.startswith("serviceAccount:") else f"serviceAccount:{custom}"
    else:
        shared = "serviceAccount:cloud-logs@system.gserviceaccount.com"
        writer = agent if call.get("unique_writer_identity", True) else shared
    return {"writer_identity": writer, "bigquery_options": []}


@completes(BUCKET)
def bucket(call: Call) -> Values:
    """What the API fills in for a log bucket."""
    where = f"projects/{call.place.project}/locations/{call.text('location')}"
    key = call.text("cmek_settings.kms_key_name")
    return {
        "name": f"{where}/buckets/{call.text('bucket_id')}",
        "lifecycle_state": "ACTIVE",
        "cmek_settings.name": f"{where}/buckets/{call.text('bucket_id')}/cmekSettings",
        "cmek_settings.kms_key_version_name": f"{key}/cryptoKeyVersions/1" if key else "",
        "cmek_settings.service_account_id": _encrypter(call),
    }


@completes(METRIC)
def metric(_call: Call) -> Values:
    """What the API fills in for a metric: without a descriptor it counts entries."""
    counter: Values = {
        "metric_kind": "DELTA",
        "value_type": "INT64",
        "unit": "1",
        "display_name": "",
        "labels": [],
    }
    return {"metric_descriptor": [counter]}


@rule(
    "logging",
    SINK,
    says="A sink's name is 1 to 100 letters, digits, dots, hyphens, underscores",
    on=(CREATE,),
    reason="badRequest",
)
def sink_name(call: Call) -> str | None:
    """Refuse names that are none."""
    given = call.text("name")
    if given and not _SINK_NAME.fullmatch(given):
        return (
            f"Sink name '{given}' is invalid. It must be at most 100 characters of [A-Za-z0-9_.-]"
            " and start with a letter or digit."
        )
    return None


@rule(
    "logging",
    SINK,
    says="A sink writes to a bucket, a dataset, a topic, a log bucket or a project",
    reason="badRequest",
)
def destination_form(call: Call) -> str | None:
    """Refuse destinations of no known form."""
    given = call.text("destination")
    if given and not _DESTINATION.fullmatch(given):
        return f"Unrecognized sink destination: {given}"
    return None


@rule(
    "logging",
    SINK,
    says="A log bucket that a sink writes to exists; other destinations are tried only later",
    code=404,
    reason="notFound",
)
def destination_exists(call: Call) -> str | None:
    """Refuse log buckets that do not exist."""
    seen = _DESTINATION.fullmatch(call.text("destination"))
    if seen is None or not seen["log"] or seen["log"] in _OWN:
        return None
    where = f"projects/{seen['project']}/locations/{seen['location']}/buckets/{seen['log']}"
    return None if call.find(where, BUCKET) else f"Bucket '{where}' does not exist"


@rule(
    "logging",
    SINK,
    METRIC,
    EXCLUSION,
    says="A filter can be read: quotes and brackets are in pairs",
    reason="badRequest",
)
def filter_readable(call: Call) -> str | None:
    """Refuse filters with a typing mistake."""
    for text in (call.text("filter"), *(str(b.get("filter")) for b in call.blocks("exclusions"))):
        bare = re.sub(r'"(?:\\.|[^"\\])*"', "", text)
        if '"' in bare or bare.count("(") != bare.count(")"):
            return f"Unparseable filter: syntax error at line 1, column {len(text)}, token 'EOF'"
    return None


@rule(
    "logging",
    METRIC,
    says="A metric's name is 1 to 100 letters, digits and _-.,+!*',()%/",
    on=(CREATE,),
    reason="badRequest",
)
def metric_name(call: Call) -> str | None:
    """Refuse names that are none."""
    given = call.text("name")
    if given and (not _METRIC_NAME.fullmatch(given) or given.startswith("/")):
        return f"Metric name '{given}' is invalid."
    return None


@rule(
    "logging",
    METRIC,
    says="A metric extracts a value if and only if it is a distribution",
    reason="badRequest",
)
def extractor(call: Call) -> str | None:
    """Refuse distributions without a value, and counters with one."""
    kind, given = call.text("metric_descriptor.value_type"), call.text("value_extractor")
    if kind == "DISTRIBUTION" and not given:
        return "A value extractor is required for metrics with value type DISTRIBUTION."
    if given and kind and kind != "DISTRIBUTION":
        return f"A value extractor is not supported for metrics with value type {kind}."
    return None


@rule(
    "logging",
    METRIC,
    says="Labels of a metric's descriptor and its extractors are the same",
    reason="badRequest",
)
def labels(call: Call) -> str | None:
    """Refuse labels without extractor, and extractors without label."""
    given = call.mapping("label_extractors")
    described = {str(b.get("key")) for b in call.blocks("metric_descriptor.labels")}
    for key in sorted(described ^ set(given)):
        return f"Label '{key}' must be both in the metric descriptor and in the label extractors."
    return None


@rule(
    "logging",
    BUCKET,
    says="A log bucket's id is 1 to 100 letters, digits, hyphens, underscores",
    on=(CREATE,),
    reason="badRequest",
)
def bucket_id(call: Call) -> str | None:
    """Refuse ids that are none; Google's own buckets start with an underscore."""
    given = call.text("bucket_id")
    if given and given not in _OWN and not _BUCKET_NAME.fullmatch(given):
        return f"Invalid bucket ID: '{given}'"
    return None


@rule(
    "logging",
    BUCKET,
    says="A log bucket is global or lies in a region",
    on=(CREATE,),
    reason="badRequest",
)
def bucket_location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    if given and given not in ("global", "us", "eu") and not is_region(given):
        return f"Location '{given}' is not supported for log buckets."
    return None


@rule("logging", BUCKET, says="Logs are kept for 1 to 3650 days", reason="badRequest")
def retention(call: Call) -> str | None:
    """Refuse retention out of bounds."""
    given = call.get("retention_days")
    if given is not None and not 1 <= given <= _LONGEST:
        return f"Bucket retention must be between 1 and {_LONGEST} days, got {int(given)}."
    return None


@rule("logging", BUCKET, says="The bucket _Required is never changed", reason="badRequest")
def required(call: Call) -> str | None:
    """Refuse to touch what Google keeps for audits."""
    if call.text("bucket_id") == "_Required":
        return "Cannot update the _Required bucket"
    return None


def _was_locked(call: Call) -> bool:
    return call.before("locked") is True


@rule(
    "logging",
    BUCKET,
    says="A locked log bucket is never unlocked",
    on=(UPDATE,),
    reason="failedPrecondition",
)
def never_unlocked(call: Call) -> str | None:
    """Refuse to unlock."""
    if _was_locked(call) and call.get("locked") is not True:
        return f"Bucket {call.before('name')} is locked and cannot be unlocked"
    return None


@rule(
    "logging",
    BUCKET,
    says="Retention of a locked log bucket is never changed",
    on=(UPDATE,),
    reason="failedPrecondition",
)
def locked_retention(call: Call) -> str | None:
    """Refuse to change how long a locked bucket keeps logs."""
    if _was_locked(call) and call.get("retention_days") != call.before("retention_days"):
        return f"Bucket {call.before('name')} is locked, its retention period cannot be changed"
    return None


@rule(
    "logging",
    BUCKET,
    says="A locked log bucket is not deleted",
    on=(DELETE,),
    reason="failedPrecondition",
)
def locked_stays(call: Call) -> str | None:
    """Refuse to delete a locked bucket."""
    if _was_locked(call):
        return f"Bucket {call.before('name')} is locked and cannot be deleted"
    return None


@rule("logging", BUCKET, says="A log bucket's key lies where the bucket does", reason="badRequest")
def key_location(call: Call) -> str | None:
    """Refuse keys of another place."""
    key = call.text("cmek_settings.kms_key_name")
    if key and not same_location(key, call.text("location")):
        return (
            f"The region of the KMS key '{key}' must match the bucket's location"
            f" '{call.text('location')}'."
        )
    return None


@rule(
    "logging",
    BUCKET,
    says="The logging service agent may use the key that protects a log bucket",
    code=403,
    reason="forbidden",
)
def key_granted(call: Call) -> str | None:
    """Refuse a key that none of the service agents of logs was given."""
    key = call.text("cmek_settings.kms_key_name")
    held = withheld(call, key, _AGENT)
    own = f"serviceAccount:{_encrypter(call)}"
    if held is None or call.world.may_use_key(held, own):
        return None
    return (
        f"The Cloud KMS key '{held.id}' cannot be used: service account {_encrypter(call)} lacks"
        " the role roles/cloudkms.cryptoKeyEncrypterDecrypter."
    )


def _encrypter(call: Call) -> str:
    """Logs are encrypted by an agent of their own."""
    return f"cmek-p{call.world.number(call.place.project)}@{_AGENT}.iam.gserviceaccount.com"

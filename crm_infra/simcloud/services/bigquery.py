"""BigQuery datasets and tables."""

import json
import re
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.places import is_dataset_location
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes, rule
from crm_infra.simcloud.values import Values

DATASET: Final = "google_bigquery_dataset"
TABLE: Final = "google_bigquery_table"
_ID: Final = re.compile(r"\w{1,1024}", re.ASCII)


@completes(DATASET)
def dataset(call: Call) -> Values:
    """What the API fills in for a dataset."""
    moment = int(call.world.now().timestamp() * 1000)
    return {
        "creation_time": moment,
        "last_modified_time": moment,
        "etag": identity.etag(DATASET, call.id),
        "is_case_insensitive": False,
        "max_time_travel_hours": "168",
        "storage_billing_model": "LOGICAL",
        "access": [
            _owner(group) for group in ("projectOwners", "projectWriters", "projectReaders")
        ],
    }


def _owner(group: str) -> Values:
    role = {"projectOwners": "OWNER", "projectWriters": "WRITER", "projectReaders": "READER"}[group]
    empty = ("domain", "group_by_email", "iam_member", "user_by_email")
    lists = ("condition", "dataset", "routine", "view")
    return {
        **dict.fromkeys(empty, ""),
        **{key: [] for key in lists},
        "role": role,
        "special_group": group,
    }


@completes(TABLE)
def table(call: Call) -> Values:
    """What the API fills in for a table."""
    moment = int(call.world.now().timestamp() * 1000)
    home = call.target("dataset_id", DATASET)
    return {
        "creation_time": moment,
        "last_modified_time": moment,
        "etag": identity.etag(TABLE, call.id),
        "location": home.values.get("location", "US") if home else "US",
        "num_bytes": 0,
        "num_long_term_bytes": 0,
        "num_rows": 0,
        "type": "VIEW" if call.blocks("view") else "TABLE",
    }


@rule("bigquery", DATASET, TABLE, says="An id is letters, digits and underscores", on=(CREATE,))
def ids(call: Call) -> str | None:
    """Refuse ids that are none."""
    key = "dataset_id" if call.type == DATASET else "table_id"
    given = call.text(key)
    if given and not _ID.fullmatch(given):
        kind = "dataset" if call.type == DATASET else "table"
        return (
            f'Invalid {kind} ID "{given}". {kind.capitalize()} IDs must be alphanumeric (plus'
            " underscores) and must be at most 1024 characters long."
        )
    return None


@rule("bigquery", DATASET, says="A dataset lies in a region, the US or the EU", on=(CREATE,))
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    if given and not is_dataset_location(given):
        return f"Invalid value for location: {given} is not a valid value"
    return None


@rule("bigquery", DATASET, says="A dataset's key lies where the dataset does")
def key_location(call: Call) -> str | None:
    """Refuse keys of another place."""
    key = call.text("default_encryption_configuration.kms_key_name")
    if key and not same_location(key, call.text("location") or "US"):
        return (
            f"Dataset location {call.text('location')} does not match the location of the KMS key"
            f" {key}."
        )
    return None


@rule("bigquery", TABLE, says="A schema is a JSON list of fields")
def schema(call: Call) -> str | None:
    """Refuse schemas that are none."""
    given = call.text("schema")
    if not given:
        return None
    try:
        fields = json.loads(given)
    except ValueError:
        return "Invalid schema: not a valid JSON"
    return None if isinstance(fields, list) else "Invalid schema: must be a list of fields"


@rule(
    "bigquery",
    DATASET,
    says="A dataset with tables is deleted only with delete_contents_on_destroy",
    on=(DELETE,),
    reason="resourceInUse",
)
def not_empty(call: Call) -> str | None:
    """Refuse to delete a dataset that holds tables."""
    if call.before("delete_contents_on_destroy") is True:
        return None
    for other in call.others(TABLE):
        home = call.find(str(other.values.get("dataset_id", "")), DATASET)
        if home and home.id == call.id:
            name = call.before("dataset_id")
            return f"Dataset {call.place.project}:{name} is still in use"
    return None

"""Secret Manager: secrets and their versions. A payload is checked and never kept."""

import re
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call, blocks
from crm_infra.simcloud.services.durations import seconds_of, time_of
from crm_infra.simcloud.services.encryption import agent_of, may_not_use, withheld
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes, rule
from crm_infra.simcloud.values import Values

SECRET: Final = "google_secret_manager_secret"  # noqa: S105 - a type, no secret
_AGENT: Final = "gcp-sa-secretmanager"
VERSION: Final = "google_secret_manager_secret_version"
TOPIC: Final = "google_pubsub_topic"
_ID: Final = re.compile(r"[a-zA-Z0-9_-]{1,255}")
_SHORTEST_ROTATION: Final = 3600
_LARGEST: Final = 65536


@completes(SECRET)
def secret(call: Call) -> Values:
    """What the API fills in for a secret."""
    number = call.world.number(call.place.project)
    return {
        "name": f"projects/{number}/secrets/{call.text('secret_id')}",
        "effective_annotations": call.get("annotations") or {},
        "expire_time": "",
    }


@completes(VERSION)
def version(call: Call) -> Values:
    """What the API fills in for a version."""
    parent = call.target("secret", SECRET)
    home = parent.values.get("name") if parent else call.text("secret")
    count = call.text("version") or "1"
    return {
        "name": f"{home}/versions/{count}",
        "destroy_time": "",
        "deletion_policy": "DELETE",
        "project": parent.project if parent else call.place.project,
    }


@rule(
    "secretmanager",
    SECRET,
    says="A secret's id is 1 to 255 letters, digits, hyphens, underscores",
    on=(CREATE,),
    reason="",
)
def secret_id(call: Call) -> str | None:
    """Refuse ids that are none."""
    given = call.text("secret_id")
    if given and not _ID.fullmatch(given):
        where = f"projects/{call.world.number(call.place.project)}/secrets/{given}"
        return (
            f"The provided Secret ID [{where}] does not match the expected format [[a-zA-Z_0-9]+]"
        )
    return None


@rule("secretmanager", SECRET, says="A rotation period has a time of the next rotation", reason="")
def next_rotation(call: Call) -> str | None:
    """Refuse a period without a time to begin at."""
    if call.text("rotation.rotation_period") and call.get("rotation.next_rotation_time") is None:
        return "Next rotation time must be set while the rotation period is set."
    return None


@rule(
    "secretmanager",
    SECRET,
    says="A rotation is due in the future and no more often than hourly",
    reason="",
)
def rotation(call: Call) -> str | None:
    """Refuse times that are past and periods that are too short."""
    period, due = call.text("rotation.rotation_period"), call.text("rotation.next_rotation_time")
    seconds = seconds_of(period)
    if period and (seconds is None or seconds < _SHORTEST_ROTATION):
        return (
            "Secret.rotation.rotation_period must be between 3600s (1h) and 3155760000s (100"
            " years)."
        )
    moment = time_of(due)
    if due and moment is None:
        return f"Invalid value at 'secret.rotation.next_rotation_time': \"{due}\""
    if moment and call.changed_or_new("rotation.next_rotation_time") and moment < call.world.now():
        return "Secret.rotation.next_rotation_time must be at least 5 minutes in the future."
    return None


@rule("secretmanager", SECRET, says="A rotating secret tells a topic about it", reason="")
def rotation_topics(call: Call) -> str | None:
    """Refuse rotation without a topic."""
    if call.blocks("rotation") and not call.blocks("topics"):
        return "At least one topic must be configured when rotation is set."
    return None


@rule(
    "secretmanager",
    SECRET,
    says="Replicas lie in regions that exist, each once",
    on=(CREATE,),
    reason="",
)
def replicas(call: Call) -> str | None:
    """Refuse unknown and repeated regions."""
    seen: set[str] = set()
    for block in call.blocks("replication.user_managed.replicas"):
        place = str(block.get("location"))
        if not is_region(place):
            return f"The provided location [{place}] is not a supported location."
        if place in seen:
            return f"Replica location [{place}] is specified more than once."
        seen.add(place)
    return None


@rule(
    "secretmanager",
    SECRET,
    says="A replica's key lies where the replica does; that of automatic replication is global",
    reason="",
)
def key_location(call: Call) -> str | None:
    """Refuse keys of another place."""
    for block in call.blocks("replication.user_managed.replicas"):
        for held in blocks(block, "customer_managed_encryption"):
            name = str(held.get("kms_key_name") or "")
            place = str(block.get("location"))
            if name and not same_location(name, place):
                return (
                    f"The KMS key [{name}] must be in the same location as the replica [{place}]."
                )
    automatic = call.text("replication.auto.customer_managed_encryption.kms_key_name")
    if automatic and not same_location(automatic, "global"):
        return (
            f"The KMS key [{automatic}] must be in the location [global] for automatic replication."
        )
    return None


def _keys(call: Call) -> list[str]:
    names = [call.text("replication.auto.customer_managed_encryption.kms_key_name")]
    for block in call.blocks("replication.user_managed.replicas"):
        names += [str(h.get("kms_key_name")) for h in blocks(block, "customer_managed_encryption")]
    return [name for name in names if name]


@rule(
    "secretmanager",
    SECRET,
    says="The service agent may use the key that protects a secret",
    reason="",
)
def key_granted(call: Call) -> str | None:
    """Refuse a key that the service agent was not given."""
    for name in _keys(call):
        held = withheld(call, name, _AGENT)
        if held:
            return may_not_use(held, agent_of(call, _AGENT))
    return None


@rule("secretmanager", SECRET, says="A secret expires in the future", reason="")
def expires(call: Call) -> str | None:
    """Refuse a time of expiry that is past."""
    moment = time_of(call.text("expire_time"))
    if moment and call.changed_or_new("expire_time") and moment < call.world.now():
        return "Secret.expire_time must be in the future."
    return None


@rule("secretmanager", VERSION, says="A payload is at most 64 KiB", on=(CREATE,), reason="")
def payload_size(call: Call) -> str | None:
    """Refuse payloads that are too large, and none at all."""
    given = call.text("secret_data_wo") or call.text("secret_data")
    if len(given.encode()) > _LARGEST:
        return f"Secret payload too large: {len(given.encode())} bytes; maximum is {_LARGEST}."
    return None


@rule(
    "secretmanager",
    SECRET,
    says="A protected secret is not deleted",
    on=(DELETE,),
    reason="failedPrecondition",
)
def protected(call: Call) -> str | None:
    """Refuse to delete what says that it must stay."""
    if call.before("deletion_protection") is True:
        return (
            "cannot destroy secret without setting deletion_protection=false and running"
            " `terraform apply`"
        )
    return None


def payload_mark(secret_id: str, payload: str) -> str:
    """What is kept of a payload: enough to see that two differ, nothing to read it from."""
    return identity.hexadecimal("payload", secret_id, payload)

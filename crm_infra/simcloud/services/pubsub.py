"""Pub/Sub: topics and subscriptions."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.durations import seconds_of
from crm_infra.simcloud.services.encryption import agent_of, withheld
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

TOPIC: Final = "google_pubsub_topic"
SUBSCRIPTION: Final = "google_pubsub_subscription"
_AGENT: Final = "gcp-sa-pubsub"
_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_.~+%-]{2,254}")
_MINUTES_10: Final = 600
_DAY: Final = 86400


@completes(TOPIC)
def topic(_call: Call) -> Values:
    """What the API fills in for a topic."""
    return {"message_storage_policy": []}


@completes(SUBSCRIPTION)
def subscription(_call: Call) -> Values:
    """What the API fills in for a subscription."""
    return {
        "ack_deadline_seconds": 10,
        "expiration_policy": [{"ttl": "2678400s"}],
        "retry_policy.maximum_backoff": "600s",
        "retry_policy.minimum_backoff": "10s",
        "cloud_storage_config.state": "ACTIVE",
        "cloud_storage_config.text_config": [],
    }


@rule(
    "pubsub",
    TOPIC,
    SUBSCRIPTION,
    says="A name is 3 to 255 characters, starts with a letter, not with goog",
    on=(CREATE,),
    reason="badRequest",
)
def name(call: Call) -> str | None:
    """Refuse names that are none."""
    given = call.text("name").rpartition("/")[2]
    if given and (not _NAME.fullmatch(given) or given.startswith("goog")):
        kind = "topics" if call.type == TOPIC else "subscriptions"
        return (
            f"Invalid resource name given (name=projects/{call.place.project}/{kind}/{given})."
            " Refer to https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names for more"
            " information."
        )
    return None


@rule(
    "pubsub",
    TOPIC,
    says="The service agent may use the key that protects a topic",
    reason="badRequest",
)
def key_granted(call: Call) -> str | None:
    """Refuse a key that the service agent was not given."""
    if withheld(call, call.text("kms_key_name"), _AGENT) is None:
        return None
    return (
        "Cloud Pub/Sub did not have the necessary permissions configured to support this"
        f" operation. Please verify that the service account {agent_of(call, _AGENT)} was granted"
        " the Cloud KMS CryptoKey Encrypter/Decrypter role for the project containing the CryptoKey"
        " resource."
    )


@rule(
    "pubsub",
    TOPIC,
    SUBSCRIPTION,
    says="Messages are kept between 10 minutes and 31 days",
    reason="badRequest",
)
def retention(call: Call) -> str | None:
    """Refuse retention out of bounds."""
    given = call.text("message_retention_duration")
    seconds = seconds_of(given)
    if given and (seconds is None or not _MINUTES_10 <= seconds <= 31 * _DAY):
        return (
            f"Invalid message retention duration: {given}. The value must be at least 10 minutes"
            " and at most 31 days."
        )
    return None


@rule(
    "pubsub",
    SUBSCRIPTION,
    says="Messages are acknowledged within 10 to 600 seconds",
    reason="badRequest",
)
def deadline(call: Call) -> str | None:
    """Refuse deadlines out of bounds; 0 stands for the default."""
    given = call.get("ack_deadline_seconds")
    if given and not 10 <= given <= _MINUTES_10:
        return (
            f"Invalid ack deadline given (ack_deadline_seconds={int(given)}). The ack deadline"
            " must be between 10 and 600 seconds."
        )
    return None


@rule(
    "pubsub",
    SUBSCRIPTION,
    says="A message is delivered 5 to 100 times before it is given up",
    reason="badRequest",
)
def attempts(call: Call) -> str | None:
    """Refuse numbers of attempts out of bounds."""
    given = call.get("dead_letter_policy.max_delivery_attempts")
    if given and not 5 <= given <= 100:
        return (
            f"Invalid maximum delivery attempts ({int(given)}). The value must be between 5 and"
            " 100."
        )
    return None


@rule(
    "pubsub", SUBSCRIPTION, says="A subscription expires after a day or more", reason="badRequest"
)
def expiration(call: Call) -> str | None:
    """Refuse an expiration of less than a day; empty stands for never."""
    given = call.text("expiration_policy.ttl")
    seconds = seconds_of(given)
    if given and (seconds is None or seconds < _DAY):
        return f"Invalid expiration policy ttl: {given}. The value must be at least 1 day."
    return None


@rule("pubsub", SUBSCRIPTION, says="Messages are pushed to https addresses", reason="badRequest")
def push(call: Call) -> str | None:
    """Refuse push endpoints that are no https addresses."""
    given = call.text("push_config.push_endpoint")
    if given and not given.startswith("https://"):
        return (
            f"Invalid push endpoint given (endpoint={given}). Refer to"
            " https://cloud.google.com/pubsub/docs/subscriber#create for more information."
        )
    return None

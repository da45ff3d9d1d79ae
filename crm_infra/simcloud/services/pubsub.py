"""Pub/Sub: topics and subscriptions."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.durations import seconds_of
from crm_infra.simcloud.services.encryption import agent_of, unusable, withheld
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

TOPIC: Final = "google_pubsub_topic"
SUBSCRIPTION: Final = "google_pubsub_subscription"
_ACCOUNT: Final = "google_service_account"
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
    """Refuse a key that the service agent was not given, or that cannot be used."""
    if withheld(call, call.text("kms_key_name"), _AGENT) is None:
        return unusable(call, call.text("kms_key_name"))
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


@rule(
    "pubsub",
    TOPIC,
    says="A key of one region serves topics whose messages stay in that region",
    reason="badRequest",
)
def key_location(call: Call) -> str | None:
    """Refuse the key of a region where messages are not allowed to lie."""
    name, allowed = (
        call.text("kms_key_name"),
        call.items("message_storage_policy.allowed_persistence_regions"),
    )
    place = name.split("/")[3] if name.count("/") >= 3 else ""
    if not allowed or not is_region(place):
        return None
    if any(same_location(name, str(region)) for region in allowed):
        return None
    return (
        f"Invalid kms_key_name: the location of {name} is none of the allowed persistence regions"
        f" [{', '.join(sorted(map(str, allowed)))}]."
    )


@rule(
    "pubsub",
    TOPIC,
    says="Messages are allowed to lie in regions that exist",
    reason="badRequest",
)
def storage_regions(call: Call) -> str | None:
    """Refuse unknown regions."""
    for place in call.items("message_storage_policy.allowed_persistence_regions"):
        if not is_region(str(place)):
            return f"Invalid region {place} in allowed_persistence_regions."
    return None


@rule(
    "pubsub",
    SUBSCRIPTION,
    says="Messages are not given up to the topic that they came from",
    reason="badRequest",
)
def dead_letters_elsewhere(call: Call) -> str | None:
    """Refuse a topic that is its own dead-letter topic."""
    dead, alive = (
        call.target("dead_letter_policy.dead_letter_topic", TOPIC),
        call.target("topic", TOPIC),
    )
    if dead and alive and dead.id == alive.id:
        return f"The dead letter topic {dead.id} must differ from the topic of the subscription."
    return None


@rule(
    "pubsub",
    SUBSCRIPTION,
    says="The account whose token is pushed exists",
    code=404,
    reason="notFound",
)
def push_account(call: Call) -> str | None:
    """Refuse unknown service accounts."""
    email = call.text("push_config.oidc_token.service_account_email")
    if email and call.find(email, _ACCOUNT) is None and not call.world.agent_exists(email):
        return f"Service account {email} does not exist."
    return None


@rule(
    "pubsub",
    SUBSCRIPTION,
    says="Exactly-once delivery is for those who pull",
    reason="badRequest",
)
def exactly_once(call: Call) -> str | None:
    """Refuse exactly-once delivery to a push endpoint."""
    if call.get("enable_exactly_once_delivery") is True and call.text("push_config.push_endpoint"):
        return "Exactly-once delivery is not supported for push subscriptions."
    return None


@rule(
    "pubsub",
    SUBSCRIPTION,
    says="Attempts are 0 to 600 seconds apart, the shortest wait no longer than the longest",
    reason="badRequest",
)
def backoff(call: Call) -> str | None:
    """Refuse waits out of bounds or order."""
    waits = [call.text(f"retry_policy.{end}_backoff") for end in ("minimum", "maximum")]
    for text in filter(None, waits):
        seconds = seconds_of(text)
        if seconds is None or not 0 <= seconds <= _MINUTES_10:
            return (
                f"Invalid retry policy backoff: {text}. The value must be between 0 and 600"
                " seconds."
            )
    least, most = (seconds_of(text) for text in waits)
    if least is not None and most is not None and least > most:
        return (
            f"Invalid retry policy: minimum backoff {waits[0]} exceeds maximum backoff {waits[1]}."
        )
    return None

"""Cloud Monitoring: notification channels, uptime checks, alert policies, dashboards."""

import json
import re
from typing import Final

from crm_infra.simcloud.services.call import Call, blocks
from crm_infra.simcloud.services.durations import seconds_of
from crm_infra.simcloud.services.registry import completes, rule
from crm_infra.simcloud.values import Values

CHANNEL: Final = "google_monitoring_notification_channel"
UPTIME: Final = "google_monitoring_uptime_check_config"
ALERT: Final = "google_monitoring_alert_policy"
DASHBOARD: Final = "google_monitoring_dashboard"
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "email": ("email_address",),
    "sms": ("number",),
    "slack": ("channel_name",),
    "pubsub": ("topic",),
    "webhook_tokenauth": ("url",),
    "webhook_basicauth": ("url",),
    "pagerduty": (),
    "google_chat": ("space",),
    "hipchat": ("room",),
    "campfire": ("room",),
}
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PERIODS: Final = ("60s", "300s", "600s", "900s")
_LONGEST_TIMEOUT: Final = 60


def _wrong(field: str, value: object, why: str) -> str:
    """Cloud Monitoring's sentence about a wrong field."""
    return f'Field "{field}" had an invalid value of "{value}": {why}'


@completes(CHANNEL)
def channel(_call: Call) -> Values:
    """What the API fills in for a channel."""
    return {"verification_status": ""}


@completes(UPTIME)
def uptime(call: Call) -> Values:
    """What the API fills in for an uptime check."""
    return {
        "checker_type": "STATIC_IP_CHECKERS",
        "http_check.port": 443 if call.get("http_check.use_ssl") else 80,
        "http_check.headers": {},
    }


@rule("monitoring", CHANNEL, says="A channel's type is one that exists", reason="")
def channel_type(call: Call) -> str | None:
    """Refuse unknown types."""
    given = call.text("type")
    if given and given not in _NEEDED:
        return _wrong("notification_channel.type", given, "No channel descriptor of this type.")
    return None


@rule("monitoring", CHANNEL, says="A channel has the labels that its type asks for", reason="")
def channel_labels(call: Call) -> str | None:
    """Refuse channels that say too little to reach anybody."""
    given = call.mapping("labels")
    for key in _NEEDED.get(call.text("type"), ()):
        if not given.get(key):
            return f'Field "notification_channel.labels" is missing the required label "{key}".'
    email = given.get("email_address")
    if call.text("type") == "email" and isinstance(email, str) and not _EMAIL.fullmatch(email):
        return _wrong(
            "notification_channel.labels['email_address']", email, "Invalid email address."
        )
    return None


@rule(
    "monitoring", UPTIME, says="An uptime check runs every 60, 300, 600 or 900 seconds", reason=""
)
def period(call: Call) -> str | None:
    """Refuse other periods: the provider leaves them to the API."""
    given = call.text("period")
    if given and given not in _PERIODS:
        return _wrong("uptime_check_config.period", given, "must be one of 60s, 300s, 600s, 900s.")
    return None


@rule("monitoring", UPTIME, says="An uptime check waits 1 to 60 seconds", reason="")
def timeout(call: Call) -> str | None:
    """Refuse timeouts out of bounds."""
    given = call.text("timeout")
    seconds = seconds_of(given)
    if given and (seconds is None or not 1 <= seconds <= _LONGEST_TIMEOUT):
        return _wrong("uptime_check_config.timeout", given, "must be between 1 and 60 seconds.")
    return None


@rule(
    "monitoring",
    ALERT,
    says="An alert has at least one condition, and its threshold a filter",
    reason="",
)
def conditions(call: Call) -> str | None:
    """Refuse alerts that watch nothing."""
    given = call.blocks("conditions")
    if not given:
        return "Field alert_policy.conditions must contain at least one condition."
    for index, block in enumerate(given):
        for threshold in blocks(block, "condition_threshold"):
            if not str(threshold.get("filter") or "").strip():
                path = f"alert_policy.conditions[{index}].condition_threshold.filter"
                return _wrong(path, "", "must be specified.")
    return None


@rule("monitoring", DASHBOARD, says="A dashboard is JSON", reason="")
def dashboard(call: Call) -> str | None:
    """Refuse what is no JSON."""
    given = call.text("dashboard_json")
    try:
        json.loads(given or "{}")
    except ValueError as error:
        return f"Invalid JSON payload received. {error}"
    return None

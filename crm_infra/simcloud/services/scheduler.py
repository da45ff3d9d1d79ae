"""Cloud Scheduler jobs."""

import re
from typing import Final
from zoneinfo import available_timezones

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.durations import seconds_of
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

JOB: Final = "google_cloud_scheduler_job"
_ACCOUNT: Final = "google_service_account"
_TARGETS: Final = ("pubsub_target", "http_target", "app_engine_http_target")
_TOKENS: Final = ("http_target.oidc_token", "http_target.oauth_token")
_SHORTEST: Final = 15
_LONGEST: Final = 1800
_MOST_RETRIES: Final = 5
_FIELD: Final = re.compile(r"[\d*,/A-Za-z?L#-]+")
_EVERY: Final = re.compile(r"every \d+ (?:minutes|hours|mins)(?: .*)?|every .+")
_FIELDS: Final = 5


@completes(JOB)
def job(_call: Call) -> Values:
    """What the API fills in for a job."""
    return {"state": "ENABLED", "paused": False}


@rule("cloudscheduler", JOB, says="A schedule is five fields, as cron has them", reason="")
def schedule(call: Call) -> str | None:
    """Refuse schedules that are none."""
    given = call.text("schedule")
    fields = given.split()
    plain = len(fields) == _FIELDS and all(_FIELD.fullmatch(part) for part in fields)
    if given and not plain and not _EVERY.fullmatch(given):
        return f"Schedule or time zone is invalid: '{given}'"
    return None


@rule("cloudscheduler", JOB, says="A time zone is one of the tz database", reason="")
def time_zone(call: Call) -> str | None:
    """Refuse unknown time zones."""
    given = call.text("time_zone")
    if given and given not in available_timezones():
        return f"Schedule or time zone is invalid: '{given}'"
    return None


@rule("cloudscheduler", JOB, says="A job lies in a region", on=(CREATE,), code=404, reason="")
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("region")
    return None if not given or is_region(given) else f"Location '{given}' is not found."


@rule("cloudscheduler", JOB, says="A job has exactly one target", reason="")
def one_target(call: Call) -> str | None:
    """Refuse several targets and none."""
    found = [name for name in _TARGETS if call.blocks(name)]
    return None if len(found) == 1 else "Exactly one target must be specified for the job."


@rule("cloudscheduler", JOB, says="A target over HTTP has an address of http or https", reason="")
def address(call: Call) -> str | None:
    """Refuse addresses that are none."""
    given = call.text("http_target.uri")
    if given and not re.fullmatch(r"https?://[^\s/]+(?:/\S*)?", given):
        return f"HttpTarget.uri must be a valid HTTP or HTTPS URL: '{given}'"
    return None


@rule(
    "cloudscheduler",
    JOB,
    says="The account whose token a job sends exists",
    code=404,
    reason="",
)
def account(call: Call) -> str | None:
    """Refuse unknown service accounts."""
    for path in _TOKENS:
        email = call.text(f"{path}.service_account_email")
        if email and call.find(email, _ACCOUNT) is None and not call.world.agent_exists(email):
            return f"Service account {email} was not found."
    return None


@rule(
    "cloudscheduler",
    JOB,
    says="A token to Google's own APIs is an OAuth token, one to anybody else an OIDC token",
    reason="",
)
def token(call: Call) -> str | None:
    """Refuse OAuth tokens for others."""
    host = call.text("http_target.uri").partition("://")[2].partition("/")[0]
    if call.blocks("http_target.oauth_token") and not host.endswith(".googleapis.com"):
        return (
            "HttpTarget.oauth_token must be used only when calling Google APIs hosted on"
            f" *.googleapis.com, not {host}."
        )
    return None


@rule("cloudscheduler", JOB, says="An attempt over HTTP has 15 seconds to 30 minutes", reason="")
def deadline(call: Call) -> str | None:
    """Refuse deadlines out of bounds."""
    given = call.text("attempt_deadline")
    seconds = seconds_of(given)
    if not given or not call.blocks("http_target"):
        return None
    if seconds is None or not _SHORTEST <= seconds <= _LONGEST:
        return f"Job.attempt_deadline must be between [15s, 1800s]: {given}"
    return None


@rule("cloudscheduler", JOB, says="A job is tried again at most 5 times", reason="")
def retries(call: Call) -> str | None:
    """Refuse more attempts."""
    given = call.get("retry_config.retry_count")
    if given is not None and not 0 <= given <= _MOST_RETRIES:
        return f"RetryConfig.retry_count must be between 0 and 5: {int(given)}"
    return None

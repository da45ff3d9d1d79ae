"""Names, places, accounts, scaling, times and traffic of services and jobs."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.durations import seconds_of
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, rule
from crm_infra.simcloud.services.run.types import JOB, SERVICE, request, template

_NAME: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,47}[a-z0-9])?")
_ACCOUNT: Final = "google_service_account"
_HOUR: Final = 3600
_MOST_RETRIES: Final = 10
_MOST_TASKS: Final = 10000


@rule(
    "run",
    SERVICE,
    JOB,
    says="A name is at most 49 lower-case letters, digits, hyphens",
    on=(CREATE,),
    reason="",
)
def name(call: Call) -> str | None:
    """Refuse names that are none."""
    given = call.text("name")
    if given and not _NAME.fullmatch(given):
        return (
            f"Violation in {request(call)}.id: must contain only lowercase letters, digits, and"
            " hyphens, begin with a letter, not end with a hyphen, and be less than 50 characters."
        )
    return None


@rule(
    "run", SERVICE, JOB, says="A service or job lies in a region", on=(CREATE,), code=404, reason=""
)
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    return None if not given or is_region(given) else f"Location {given} is not found."


@rule("run", SERVICE, says="A service's fewest instances do not exceed its most", reason="")
def scaling(call: Call) -> str | None:
    """Refuse a minimum above the maximum."""
    low = call.get("template.scaling.min_instance_count", 0)
    high = call.get("template.scaling.max_instance_count", 0)
    if high and low > high:
        return (
            f"spec.template.metadata.annotations[autoscaling.knative.dev/minScale]: {int(low)} must"
            f" not exceed maxScale {int(high)}."
        )
    return None


@rule(
    "run",
    SERVICE,
    JOB,
    says="The account that a service or job runs as exists",
    code=404,
    reason="",
)
def account(call: Call) -> str | None:
    """Refuse unknown service accounts."""
    email = call.text(f"{template(call)}.service_account")
    if email and call.find(email, _ACCOUNT) is None and not call.world.agent_exists(email):
        return f"Service account {email} was not found."
    return None


@rule("run", SERVICE, says="A service answers within an hour", reason="")
def service_timeout(call: Call) -> str | None:
    """Refuse longer requests."""
    return _timeout(call, _HOUR, "3600s (1h)")


@rule("run", JOB, says="A task of a job ends within a week", reason="")
def job_timeout(call: Call) -> str | None:
    """Refuse longer tasks."""
    return _timeout(call, 168 * _HOUR, "604800s (168h)")


def _timeout(call: Call, most: int, words: str) -> str | None:
    given = call.text(f"{template(call)}.timeout")
    seconds = seconds_of(given)
    if given and (seconds is None or not 0 < seconds <= most):
        where = "service.template" if call.type == SERVICE else "job.template.template"
        return f"Violation in {request(call)}.{where}.timeout: must be between 1s and {words}."
    return None


@rule("run", JOB, says="A task is tried again at most 10 times", reason="")
def retries(call: Call) -> str | None:
    """Refuse more attempts."""
    given = call.get("template.template.max_retries")
    if given is not None and not 0 <= given <= _MOST_RETRIES:
        return (
            f"Violation in {request(call)}.job.template.template.max_retries: must be between 0 and"
            f" {_MOST_RETRIES}."
        )
    return None


@rule("run", JOB, says="A job has 1 to 10000 tasks", reason="")
def tasks(call: Call) -> str | None:
    """Refuse other numbers of tasks."""
    given = call.get("template.task_count")
    if given is not None and not 1 <= given <= _MOST_TASKS:
        return (
            f"Violation in {request(call)}.job.template.task_count: must be between 1 and"
            f" {_MOST_TASKS}."
        )
    return None


@rule("run", SERVICE, says="All of the traffic goes somewhere, once", reason="")
def traffic(call: Call) -> str | None:
    """Refuse shares that are not the whole."""
    shares = [int(block.get("percent") or 0) for block in call.blocks("traffic")]
    if shares and sum(shares) != 100:
        return f"Traffic percentages must add up to 100: they add up to {sum(shares)}."
    return None

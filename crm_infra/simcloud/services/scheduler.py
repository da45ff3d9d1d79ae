"""Cloud Scheduler jobs."""

import re
from typing import Final
from zoneinfo import available_timezones

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

JOB: Final = "google_cloud_scheduler_job"
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

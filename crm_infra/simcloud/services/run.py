"""Cloud Run services and jobs: what the API refuses beside the schema."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call, every
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

SERVICE: Final = "google_cloud_run_v2_service"
JOB: Final = "google_cloud_run_v2_job"
_NAME: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,47}[a-z0-9])?")
_MEMORY: Final = re.compile(r"\d+(?:\.\d+)?(?:Mi|Gi|M|G|k|Ki)")
_ACCOUNT: Final = "google_service_account"


@completes(SERVICE)
def service(call: Call) -> Values:
    """What the API fills in for a service."""
    name, region = call.text("name"), call.text("location")
    number = call.world.number(call.place.project)
    url = f"https://{name}-{number}.{region}.run.app"
    return {"uri": url, "urls": [url], "observed_generation": "1", "generation": "1"}


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
            f"Violation in {'CreateServiceRequest' if call.type == SERVICE else 'CreateJobRequest'}"
            ".id: must contain only lowercase letters, digits, and hyphens, begin with a letter,"
            " not end with a hyphen, and be less than 50 characters."
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


@rule("run", SERVICE, JOB, says="Memory is a quantity such as 512Mi", reason="")
def memory(call: Call) -> str | None:
    """Refuse limits that are no quantities."""
    inner = "template.containers" if call.type == SERVICE else "template.template.containers"
    for where, given in every(call.values, f"{inner}.resources.limits.memory"):
        if given and not _MEMORY.fullmatch(str(given)):
            return f"Invalid value for {where}: '{given}' is not a valid quantity."
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
    path = "template.service_account"
    email = call.text(path) or call.text(f"template.{path}")
    if email and call.find(email, _ACCOUNT) is None and not call.world.agent_exists(email):
        return f"Service account {email} was not found."
    return None

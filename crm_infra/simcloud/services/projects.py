"""Projects and the services turned on in them."""

import re
from typing import Final

from crm_infra.simcloud.services import apis
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes, rule
from crm_infra.simcloud.values import Values

PROJECT: Final = "google_project"
SERVICE: Final = "google_project_service"
_PROJECT_ID: Final = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_DOMAIN: Final = re.compile(
    r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*\.googleapis\.com|[a-z0-9.-]+\.[a-z]{2,}"
)


@completes(PROJECT)
def project(call: Call) -> Values:
    """What Resource Manager fills in for a project."""
    return {"number": call.world.number(call.text("project_id") or call.place.project)}


@rule(
    "projects",
    PROJECT,
    says="A project id is 6 to 30 lower-case letters, digits, hyphens",
    on=(CREATE,),
    reason="badRequest",
)
def project_id(call: Call) -> str | None:
    """Refuse ids that are none."""
    given = call.text("project_id")
    if given and not _PROJECT_ID.fullmatch(given):
        return (
            "field [project.project_id] has issue [project_id contains invalid characters or has"
            " an invalid length]"
        )
    return None


@rule(
    "projects",
    SERVICE,
    says="A service is an API that exists",
    on=(CREATE,),
    code=403,
    reason="forbidden",
)
def service_exists(call: Call) -> str | None:
    """Refuse names that are no API of Google's or of a partner's."""
    given = call.text("service")
    if given and (not _DOMAIN.fullmatch(given) or given.startswith("-")):
        return f"Not found or permission denied for service(s): {given}."
    return None


@rule(
    "projects",
    SERVICE,
    says="A service that another enabled service needs is turned off only together with that one",
    on=(DELETE,),
    reason="failedPrecondition",
)
def needed_by_others(call: Call) -> str | None:
    """Refuse to turn off what others need."""
    if call.before("disable_on_destroy") is False or call.before("disable_dependent_services"):
        return None
    service = str(call.before("service", ""))
    for needing in sorted(apis.needing(service)):
        if needing != service and call.world.api_managed(call.place.project, needing):
            return (
                f"The service {service} is depended on by the following active service(s):"
                f" {needing}; Please specify disable_dependent_services=true if you want to proceed"
                " with disabling all services."
            )
    return None


@rule(
    "projects",
    SERVICE,
    says="A service whose resources stand is not turned off without disable_dependent_services",
    on=(DELETE,),
    reason="failedPrecondition",
)
def still_used(call: Call) -> str | None:
    """Refuse to turn off a service that has resources."""
    if call.before("disable_on_destroy") is False or call.before("disable_dependent_services"):
        return None
    service = str(call.before("service", ""))
    used = call.world.first_of_api(call.place.project, service)
    if used is None:
        return None
    return f"Could not turn off service, as it still has resources in use: {service} ({used.id})."

"""Services and jobs, and where in them the template of what runs is."""

from typing import Final

from crm_infra.simcloud.services.call import Call

SERVICE: Final = "google_cloud_run_v2_service"
JOB: Final = "google_cloud_run_v2_job"
_DEFAULT_ACCOUNT: Final = "{}-compute@developer.gserviceaccount.com"


def template(call: Call) -> str:
    """The path of the template: a job has one inside the other."""
    return "template" if call.type == SERVICE else "template.template"


def request(call: Call) -> str:
    """The request, as the API names it."""
    kind = "Service" if call.type == SERVICE else "Job"
    return f"{'Create' if call.action == 'create' else 'Update'}{kind}Request"


def account_of(call: Call) -> str:
    """The account that it runs as."""
    number = call.world.number(call.place.project)
    return call.text(f"{template(call)}.service_account") or _DEFAULT_ACCOUNT.format(number)

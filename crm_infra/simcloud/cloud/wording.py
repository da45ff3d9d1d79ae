"""The sentences that hold for every type, as each of Google's APIs says them.

A sentence of one rule stands with the rule. Here is what several types share: taken names, things
that are not found, things in use, quotas, APIs that are off.
"""

from typing import Final

from crm_infra.simcloud.catalogue.facts import TypeFacts
from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.services import apis
from crm_infra.simcloud.services.call import field_error

COMPUTE: Final = "compute.googleapis.com"
_KMS: Final = "cloudkms.googleapis.com"
_IN_USE: Final = "resourceInUseByAnotherResource"


def exists(facts: TypeFacts, id_: str, values: dict[str, object], project: str) -> Refusal:
    """The name is taken."""
    short, label = id_.rpartition("/")[2], facts.resource_label or "resource"
    match facts.api.partition(".")[0]:
        case "compute":
            return _compute_exists(facts, id_, values)
        case "dns":
            return _dns_exists(facts, values)
        case "iam":
            return _iam_exists(facts, values, project)
        case "cloudkms":
            return Refusal(f"{label} {id_} already exists.", 409)
        case "secretmanager":
            return Refusal(f"{label} [{id_}] already exists.", 409)
        case "pubsub":
            text = f"Resource already exists in the project (resource={short})."
            return Refusal(text, 409, "alreadyExists")
        case "bigquery":
            name = f"{project}:{values.get('dataset_id', short)}"
            return Refusal(f"Already Exists: {_title(facts)} {name}", 409, "duplicate")
        case "logging":
            return Refusal(f"{label.capitalize()} {short} already exists", 409, "alreadyExists")
        case "artifactregistry":
            return Refusal("the repository already exists", 409)
        case _:
            return Refusal("Requested entity already exists", 409, "alreadyExists")


def _compute_exists(facts: TypeFacts, id_: str, values: dict[str, object]) -> Refusal:
    if facts.type.endswith("_policy_rule"):
        priority = values.get("priority")
        why = "Cannot have rules with the same priorities."
        return Refusal(field_error("priority", priority, why), 400, "invalid")
    return Refusal(f"The resource '{id_}' already exists", 409, "alreadyExists")


def _title(facts: TypeFacts) -> str:
    label = facts.resource_label or "Resource"
    return label[:1].upper() + label[1:]


def _dns_exists(facts: TypeFacts, values: dict[str, object]) -> Refusal:
    name, kind = values.get("name"), values.get("type")
    if facts.type == "google_dns_record_set":
        where = f"entity.change.additions[{name}][{kind}]"
        said = f"The resource '{where}' named '{name} ({kind})' already exists"
    else:
        what = {"google_dns_policy": "policy"}.get(facts.type, "managedZone")
        said = f"The resource 'entity.{what}' named '{name}' already exists"
    return Refusal(said, 409, "alreadyExists")


def _iam_exists(facts: TypeFacts, values: dict[str, object], project: str) -> Refusal:
    if facts.type == "google_service_account":
        said = (
            f"Service account {values.get('account_id')} already exists within project"
            f" projects/{project}."
        )
        return Refusal(said, 409, "alreadyExists")
    if facts.type == "google_project_iam_custom_role":
        role = values.get("role_id")
        said = f"A role named {role} in projects/{project} already exists."
        return Refusal(said, 409, "alreadyExists")
    return Refusal("Requested entity already exists", 409)


def parent_missing(facts: TypeFacts, meant: str, given: str) -> Refusal:
    """What the resource belongs to does not exist."""
    match facts.api:
        case "compute.googleapis.com":
            return Refusal(f"The resource '{meant}' was not found", 404, "notFound")
        case "cloudkms.googleapis.com":
            return Refusal(f"{facts.resource_label} {meant} not found.", 404)
        case "secretmanager.googleapis.com":
            return Refusal(f"{facts.resource_label} [{meant}] not found.", 404)
        case "pubsub.googleapis.com":
            short = meant.rpartition("/")[2]
            return Refusal(f"Resource not found (resource={short}).", 404, "notFound")
        case "dns.googleapis.com":
            text = f"The 'parameters.managedZone' resource named '{given}' does not exist."
            return Refusal(text, 404, "notFound")
        case "storage.googleapis.com":
            return Refusal("The specified bucket does not exist.", 404, "notFound")
        case "iam.googleapis.com" if facts.type == "google_service_account":
            return Refusal("Unknown service account", 404, "notFound")
        case "bigquery.googleapis.com":
            return Refusal(f"Not found: {_title(facts)} {meant}", 404, "notFound")
        case _:
            return Refusal("Requested entity was not found.", 404)


def field_missing(path: str, given: str, label: str) -> Refusal:
    """Compute Engine: a field names what does not exist."""
    said = field_error(path, given, f"The referenced {label} resource cannot be found.")
    return Refusal(said, 400, "invalid")


def elsewhere_in_project(path: str, given: str) -> Refusal:
    """A field names what lies in another project."""
    why = "Cross project referencing is not allowed for this resource."
    return Refusal(field_error(path, given, why), 400, "invalid")


def elsewhere(path: str, given: str, region: str) -> Refusal:
    """A field names what lies in another region."""
    said = field_error(path, given, f"Resource must be in the same region '{region}'.")
    return Refusal(said, 400, "invalid")


def in_use(facts: TypeFacts, id_: str, holder: str) -> Refusal:
    """Something still uses what shall be deleted."""
    label = (facts.resource_label or "resource").removeprefix("global ").replace(" ", "_")
    said = f"The {label} resource '{id_}' is already being used by '{holder}'"
    return Refusal(said, 400, _IN_USE)


def over_quota(metric: str, limit: int, where: str, api: str) -> Refusal:
    """There are as many as there may be."""
    if api == "iam.googleapis.com":
        what = "service accounts" if metric == "SERVICE_ACCOUNTS" else "roles"
        return Refusal(f"Maximum number of {what} on project reached.", 429, "rateLimitExceeded")
    return Refusal(f"Quota '{metric}' exceeded.  Limit: {limit}.0 {where}.", 403, "quotaExceeded")


def api_off(api: str, number: str) -> Refusal:
    """The API is not enabled in the project."""
    page = f"https://console.developers.google.com/apis/api/{api}/overview?project={number}"
    said = (
        f"{apis.title(api)} has not been used in project {number} before or it is disabled. Enable"
        f" it by visiting {page} then retry. If you enabled this API recently, wait a few minutes"
        " for the action to propagate to our systems and retry."
    )
    return Refusal(said, 403, "accessNotConfigured")


def project_missing(project: str) -> Refusal:
    """The project cannot exist."""
    return Refusal(f"Unknown project id: {project}", 400, "invalid")

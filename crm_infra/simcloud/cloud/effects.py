"""What a call changes beside its own resource: services on and off, buckets, versions, graves.

Runs inside the change that the call makes, so that all of it holds or none. Which names stay taken
is a fact of the type; add a function here when an API touches something that is no resource.
"""

from dataclasses import replace
from typing import Final

from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.cloud.ledger import Ledger, Project, number_named_in
from crm_infra.simcloud.cloud.records import Resource
from crm_infra.simcloud.services import apis
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.values import UNKNOWN

SERVICE: Final = "google_project_service"
PROJECT: Final = "google_project"
KEY_VERSION: Final = "google_kms_crypto_key_version"
NOTIFICATION: Final = "google_storage_notification"
SECRET_VERSION: Final = "google_secret_manager_secret_version"  # noqa: S105 - a type, no secret
KEEPS_NAME: Final = ("google_project_iam_custom_role",)


def first_use(ledger: Ledger, project: str, text: str) -> None:
    """Make the project known, and understand the number that a configuration has for it."""
    if not project or project.isdigit():
        return
    found = ledger.project(project)
    number = None if found.told else number_named_in(text)
    if number and ledger.project_of(number) is None:
        ledger.understand(number, project)
        ledger.keep(replace(found, told=True))
    elif not ledger.known(project):
        ledger.keep(found)


def prepare(call: Call, change: Change) -> None:
    """Values that the id is made of and that only counting can tell."""
    if call.type == SECRET_VERSION and call.values.get("version", UNKNOWN) is UNKNOWN:
        home = call.target("secret", "google_secret_manager_secret")
        call.values["version"] = str(_count(change, "versions", home))
    elif call.type == KEY_VERSION and call.values.get("name", UNKNOWN) is UNKNOWN:
        home = call.target("crypto_key", "google_kms_crypto_key")
        number = _count(change, "key versions", home) + (1 if home and _begun(home) else 0)
        key = home.id if home else call.text("crypto_key")
        call.values["name"] = f"{key}/cryptoKeyVersions/{number}"
    elif call.type == NOTIFICATION and call.values.get("notification_id", UNKNOWN) is UNKNOWN:
        home = call.target("bucket", "google_storage_bucket")
        call.values["notification_id"] = str(_count(change, "notifications", home))


def _count(change: Change, what: str, home: Resource | None) -> int:
    """The next number within something; a thing made anew counts anew."""
    return change.sequence(f"{what}:{home.id}:{home.created}" if home else what)


def _begun(key: Resource) -> bool:
    """Whether a key came with a first version."""
    return key.values.get("skip_initial_version_creation") is not True


def created(call: Call, ledger: Ledger) -> None:
    """After a creation."""
    if call.type == SERVICE:
        _turn_on(ledger, call.place.project, str(call.get("service", "")))
    elif call.type == PROJECT:
        project = ledger.project(call.text("project_id"))
        ledger.keep(replace(project, managed=True))


def deleted(call: Call, ledger: Ledger, key: str) -> None:
    """After a deletion."""
    if call.type == SERVICE and call.before("disable_on_destroy") is True:
        service = str(call.before("service", ""))
        dependent = call.before("disable_dependent_services") is True
        _turn_off(ledger, call.place.project, service, dependent=dependent)
    if call.facts.never_deleted or call.type in KEEPS_NAME:
        ledger.bury(call.type, key, call.id, call.prior)


def _turn_on(ledger: Ledger, project: str, service: str) -> None:
    found = ledger.project(project)
    services = found.services | apis.with_needed(service)
    ledger.keep(replace(found, managed=True, services=services))


def _turn_off(ledger: Ledger, project: str, service: str, *, dependent: bool) -> None:
    found: Project = ledger.project(project)
    gone = {service} | (apis.needing(service) if dependent else set[str]())
    ledger.keep(replace(found, services=found.services - gone))

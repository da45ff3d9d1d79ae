"""What stands in the cloud, asked of the cloud itself: for objects whose id nobody has told us.

A creation that was cut off leaves such an object behind, and only what it says about itself leads
back to it. Simcloud can be asked; on Google Cloud a person looks (``docs/state.md``, 'Orphans').
Add a type to ``MARKS`` when a layer uses it and the cloud chooses its id; a type whose id follows
from its arguments belongs in ``importing``.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from crm_infra.terraform.control import ask
from crm_infra.terraform.target import SimTarget, Target

RESOURCES = "/v1/resources"
MARKS: Mapping[str, tuple[str, ...]] = {
    "google_billing_budget": ("billing_account", "display_name"),
    "google_essential_contacts_contact": ("parent", "email"),
    "google_monitoring_alert_policy": ("project", "display_name"),
    "google_monitoring_notification_channel": ("project", "type", "display_name"),
    "google_secret_manager_secret_version": ("secret",),
    "mongodbatlas_alert_configuration": ("project_id", "event_type", "metric_threshold_config"),
    "mongodbatlas_cloud_provider_access_setup": ("project_id", "provider_name"),
    "mongodbatlas_privatelink_endpoint": ("project_id", "provider_name", "region"),
    "mongodbatlas_project": ("org_id", "name"),
}
"""Type → the arguments that tell one object from every other, of whatever project."""


def chosen_id(
    kind: str,
    planned: Mapping[str, Any],
    objects: Iterable[Mapping[str, Any]],
    taken: Collection[str],
) -> str:
    """The id of the one object that says what was planned; empty when none or several do.

    Args:
        kind: The resource type.
        planned: The values that were planned, as far as they were known.
        objects: The values of all objects of that type.
        taken: Ids that the state has already.
    """
    marks = MARKS.get(kind, ())
    if not marks or any(planned.get(mark) in (None, "") for mark in marks):
        return ""
    found = [
        str(one["id"])
        for one in objects
        if one.get("id") not in taken and all(one.get(m) == planned[m] for m in marks)
    ]
    return found[0] if len(found) == 1 else ""


def objects_of(target: Target, kind: str) -> list[Mapping[str, Any]]:
    """The values of all objects of a type; none where the target cannot be asked.

    Raises:
        UnavailableError: simcloud does not answer.
    """
    if kind not in MARKS or not isinstance(target, SimTarget):
        return []
    listed = ask(target, RESOURCES, type=kind)
    wholes = (ask(target, RESOURCES, type=kind, id=str(one["id"])) for one in listed)
    return [whole[0]["values"] for whole in wholes if whole]

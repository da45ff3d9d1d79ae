"""What stands in the cloud, asked of the cloud itself: for objects whose id nobody has told us.

A creation that was cut off leaves such an object behind, and only what it says about itself leads
back to it. Simcloud can be asked; on Google Cloud a person looks (``docs/state.md``, 'Orphans').
Add a type to ``MARKS`` when a layer uses it and the cloud chooses its id; a type whose id follows
from its arguments belongs in ``importing``.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from crm_infra.terraform.target import SimTarget, Target

ANSWER_SECONDS = 10
MARKS: Mapping[str, tuple[str, ...]] = {
    "google_billing_budget": ("display_name",),
    "google_essential_contacts_contact": ("email",),
    "google_monitoring_notification_channel": ("type", "display_name"),
    "google_secret_manager_secret_version": ("secret",),
}
"""Type → the arguments that tell one of our objects from another."""


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
    if not marks or not all(planned.get(mark) for mark in marks):
        return ""
    found = [
        str(one["id"])
        for one in objects
        if one.get("id") not in taken and all(one.get(m) == planned[m] for m in marks)
    ]
    return found[0] if len(found) == 1 else ""


def objects_of(target: Target, kind: str, project: str) -> list[Mapping[str, Any]]:
    """The values of all objects of a type in a project; none where the target cannot be asked."""
    if kind not in MARKS or not isinstance(target, SimTarget):
        return []
    listed = _ask(target, type=kind, project=project)
    wholes = (_ask(target, type=kind, id=str(one["id"])) for one in listed)
    return [whole[0]["values"] for whole in wholes if whole]


def _ask(target: SimTarget, **query: str) -> list[dict[str, Any]]:
    control = target.endpoint()["control"]
    request = urllib.request.Request(  # noqa: S310 - simcloud's own loopback address
        f"{control['url']}/v1/resources?{urlencode(query)}",
        headers={"Authorization": f"Bearer {control['token']}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            return json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return []

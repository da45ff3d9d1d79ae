"""Somebody's hand in the console: an attribute changed, or a resource deleted, behind Terraform.

Each act returns what is needed to take it back, as plain JSON. Only acts on what exists go here;
when they happen and when they end is in ``faults``.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, cast

from crm_infra.simcloud.cloud import busy
from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.cloud.records import Claim, Resource, Target
from crm_infra.simcloud.cloud.store import Store

CALLER = "by hand"
_ABSENT = object()
_STEP = re.compile(r"[^.\[\]]+")


class Hand:
    """Acts on the store without asking any rule of the cloud."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def act(self, effect: str, type_: str, id_: str, attribute: str, value: Any) -> dict[str, Any]:
        """Do what the effect says, if it is one of a hand; returns how to take it back."""
        if effect == "change":
            return self.set(type_, id_, attribute, value)
        return self.remove(type_, id_) if effect == "remove" else {}

    def set(self, type_: str, id_: str, attribute: str, value: Any) -> dict[str, Any]:
        """Set one attribute, e.g. ``description``, ``labels.owner`` or ``rule[0].action``.

        Raises:
            ValueError: The resource or the attribute is not there, or the resource is busy.
        """
        with self._store.change() as change:
            found = _expected(change, type_, id_)
            values, before = _with(found.values, attribute, value)
            change.update(replace(found, values=values), caller=CALLER)
        act = {"type": type_, "id": id_, "attribute": attribute, "set": value}
        return act if before is _ABSENT else {**act, "before": before}

    def remove(self, type_: str, id_: str) -> dict[str, Any]:
        """Delete one resource, whatever refers to it.

        Raises:
            ValueError: The resource is not there, or it is busy.
        """
        with self._store.change() as change:
            found = _expected(change, type_, id_)
            kept = {
                "resource": asdict(found),
                "targets": [
                    (r.attribute, r.to_type, r.to_id) for r in change.references(type_, id_)
                ],
                "aliases": change.aliases(type_, id_),
                "claims": [asdict(holder.claim) for holder in change.claims(type_, id_)],
            }
            change.delete(found, caller=CALLER)
        return kept

    def undo(self, act: Mapping[str, Any]) -> None:
        """Take an act back, unless somebody has changed the same thing since."""
        if "attribute" in act:
            self._set_back(act)
        elif "resource" in act:
            self._bring_back(act)

    def _set_back(self, act: Mapping[str, Any]) -> None:
        with self._store.change() as change:
            found = change.get(act["type"], act["id"])
            if found is None:
                return
            values, now = _with(found.values, act["attribute"], act.get("before", _ABSENT))
            if now == act["set"]:
                change.update(replace(found, values=values), caller=CALLER)

    def _bring_back(self, act: Mapping[str, Any]) -> None:
        resource = Resource(**act["resource"])
        with self._store.change() as change:
            if not change.exists(resource.type, resource.id):
                change.create(
                    resource,
                    targets=[Target(*target) for target in act["targets"]],
                    aliases=act["aliases"],
                    claims=[Claim(**claim) for claim in act["claims"]],
                    caller=CALLER,
                )


def _expected(change: Change, type_: str, id_: str) -> Resource:
    """What shall be changed: it is there, and no operation is at work on it."""
    found = change.get(type_, id_)
    if found is None:
        raise ValueError(
            f"{type_} {id_!r} does not exist in the simulated cloud; only what exists can be"
            " changed by hand. See `crm-infra sim resources` for what does."
        )
    refused = busy.refusal(type_, id_, change.running())
    if refused:
        raise ValueError(str(refused))
    return found


def _with(values: Mapping[str, Any], attribute: str, value: Any) -> tuple[dict[str, Any], Any]:
    """The values with one place set, and what stood there before."""
    steps = _STEP.findall(attribute)
    if not steps or steps[0] not in values:
        raise ValueError(
            f"attribute {attribute!r} is not among {', '.join(sorted(values)) or 'none'}; give the"
            " path of one that the resource has."
        )
    changed, before = _replaced(dict(values), steps, attribute, value)
    return cast("dict[str, Any]", changed), before


def _replaced(at: Any, steps: list[str], attribute: str, value: Any) -> tuple[Any, Any]:
    """A copy of the value at ``at`` with the place at the end of ``steps`` set or taken out."""
    step, rest = steps[0], steps[1:]
    try:
        place: Any = int(step) if isinstance(at, list) else step
        copy: Any = list(cast("list[Any]", at)) if isinstance(at, list) else dict(at or {})
        inner = copy[place] if isinstance(at, list) else copy.get(place, _ABSENT)
        if rest:
            copy[place], before = _replaced(
                {} if inner is _ABSENT else inner, rest, attribute, value
            )
        elif value is _ABSENT:
            before = copy.pop(place)
        else:
            copy[place], before = value, inner
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(
            f"attribute {attribute!r} leads nowhere at {step!r}; write lists as name[0] and maps"
            " as name.key."
        ) from error
    return copy, before

"""What an operator can see and do, as plain functions over a running simcloud.

Answers are JSON-able; wrong questions raise ``ValueError`` (said back as 400) or ``LookupError``
(404). Add a question or an act here and its address in ``routes``; how it travels is ``server``'s
business, how it looks on a screen is ``commands``'s.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from crm_infra.simcloud.cloud import busy
from crm_infra.simcloud.cloud.faults import EFFECTS, Fault, Faults, Rule
from crm_infra.simcloud.cloud.hand import Hand
from crm_infra.simcloud.cloud.outages import OUTAGE, is_place
from crm_infra.simcloud.cloud.records import Operation, Resource
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.control import atlas

_RULE_FIELDS = {each.name for each in fields(Rule)}
_OPERATION_FIELDS = tuple(each.name for each in fields(Operation))
_MOST_LISTED = 100_000


@dataclass
class Operator:
    """Everything that the control API acts on.

    Args:
        store: What exists.
        faults: What goes wrong on purpose.
        about: What does not change while it runs: pid, version, home, log, …
        stop: Set to end simcloud.
    """

    store: Store
    faults: Faults
    about: Mapping[str, Any]
    stop: threading.Event
    wall: Callable[[], float] = field(default=time.time)
    ending: bool = False

    def ping(self) -> dict[str, Any]:
        """Proof of life."""
        return {"pid": self.about.get("pid")}

    def status(self) -> dict[str, Any]:
        """All in a few numbers."""
        with self.store.view() as view:
            totals, outcomes, virtual = view.totals(), view.outcomes(), view.virtual_now()
        return {
            "running": True,
            "simulated": True,
            **self.about,
            "resources": sum(totals.values()),
            "resources_by_type": totals,
            "operations": sum(outcomes.values()),
            "operations_by_outcome": outcomes,
            "virtual_seconds": virtual,
            "pace": self.store.pace.rate,
            "faults": len(self.faults.listed()),
            "outages": self.outages()["locations"],
        }

    def resources(
        self, type_: str = "", project: str = "", id_: str = "", limit: int = _MOST_LISTED
    ) -> list[dict[str, Any]]:
        """Short lines of what exists; with an id, or a name, everything about what carries it."""
        with self.store.view() as view:
            if id_:
                found = view.named(id_, type_, limit=limit)
                return [_whole(view, r) for r in found]
            running = view.running()
            found = view.find(type_, project=project or None, limit=limit)
            return [_line(r, running) for r in found]

    def operations(
        self, after: int = 0, limit: int = _MOST_LISTED, newest: bool = False
    ) -> list[dict[str, Any]]:
        """The operation log after a number; with ``newest``, its last lines only."""
        with self.store.view() as view:
            found = view.latest(limit) if newest else view.operations(after=after, limit=limit)
        # Every field is a plain value: nothing to copy deeply.
        return [{name: getattr(line, name) for name in _OPERATION_FIELDS} for line in found]

    def list_faults(self) -> list[dict[str, Any]]:
        """Every fault that is on or was spent."""
        return [self._fault(fault) for fault in self.faults.listed()]

    def outages(self) -> dict[str, Any]:
        """The regions and zones that are lost, and how each of them ends."""
        found = [self._fault(fault) for fault in self.faults.outages()]
        kept = ("number", "location", "hits", "seconds_left")
        return {
            "locations": sorted({each["location"] for each in found}),
            "outages": [{key: each[key] for key in kept} for each in found],
        }

    def add_fault(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Switch a fault on; ``seconds`` says for how long."""
        rule = dict(given)
        seconds = rule.pop("seconds", None)
        unknown = sorted(set(rule) - _RULE_FIELDS)
        if unknown or rule.get("effect") not in EFFECTS:
            raise ValueError(
                f"fault {dict(given)!r} is not understood: "
                + (f"unknown {', '.join(unknown)}" if unknown else "its effect is not one")
                + f". Effects: {', '.join(EFFECTS)}; fields: {', '.join(sorted(_RULE_FIELDS))}."
            )
        if rule["effect"] == OUTAGE and not is_place(str(rule.get("location", ""))):
            raise ValueError(
                f"an outage of {rule.get('location', '')!r} cannot be: Google Cloud has no such"
                " region or zone. Give one, e.g. us-central1 or us-central1-a."
            )
        if seconds is not None:
            rule["expires"] = self.wall() + float(seconds)
        try:
            return self._fault(self.faults.add(Rule(**rule)))
        except TypeError as error:
            raise ValueError(f"fault {dict(given)!r} is not understood: {error}") from error

    def clear_faults(self, number: int | None = None) -> dict[str, Any]:
        """Switch one fault off, or all of them."""
        cleared = self.faults.clear(number)
        if number is not None and not cleared:
            raise LookupError(f"no fault has number {number}; see `crm-infra sim fault list`")
        return {"cleared": cleared}

    def atlas_clusters(self) -> list[dict[str, Any]]:
        """Clusters of MongoDB Atlas, with what outages left of them."""
        return atlas.clusters(self.store)

    def atlas_backups(self) -> list[dict[str, Any]]:
        """The newest backups of every such cluster that has one."""
        return atlas.backups(self.store, self.wall)

    def set_attribute(self, type_: str, id_: str, attribute: str, value: Any) -> dict[str, Any]:
        """Change one attribute by hand, for good."""
        return Hand(self.store).set(type_, id_, attribute, value)

    def remove(self, type_: str, id_: str) -> dict[str, Any]:
        """Delete one resource by hand, for good."""
        Hand(self.store).remove(type_, id_)
        return {"removed": {"type": type_, "id": id_}}

    def reset(self) -> dict[str, Any]:
        """Forget all: resources, operations, faults, buckets and objects."""
        with self.store.view() as view:
            gone = sum(view.totals().values())
        self.store.reset()
        self.faults.reload()
        return {"removed": gone}

    def set_pace(self, rate: float) -> dict[str, Any]:
        """Change how many virtual seconds pass in one real second; 0 spends no real time."""
        self.store.pace.rate = float(rate)
        return {"pace": self.store.pace.rate}

    def end(self) -> dict[str, Any]:
        """End simcloud once this has been answered: the server then calls ``answered``."""
        self.ending = True
        return {"stopping": True, "pid": self.about.get("pid")}

    def answered(self) -> None:
        """The last question has been answered."""
        if self.ending:
            self.stop.set()

    def _fault(self, fault: Fault) -> dict[str, Any]:
        rule = asdict(fault.rule)
        expires = fault.rule.expires
        return {
            "number": fault.number,
            **rule,
            "seen": fault.seen,
            "hits": fault.hits,
            "state": "spent" if fault.spent() else "on",
            "seconds_left": None if expires is None else max(0.0, expires - self.wall()),
        }


def _line(resource: Resource, running: list[Operation]) -> dict[str, Any]:
    return {
        "type": resource.type,
        "id": resource.id,
        "project": resource.project,
        "location": resource.location,
        "name": resource.name,
        "stage": resource.stage,
        "state": busy.state_of(resource, running),
        "created": resource.created,
        "updated": resource.updated,
    }


def _whole(view: View, resource: Resource) -> dict[str, Any]:
    return {
        **asdict(resource),
        "state": busy.state_of(resource, view.running()),
        "references": [
            {"attribute": r.attribute, "type": r.to_type, "id": r.to_id}
            for r in view.references(resource.type, resource.id)
        ],
    }

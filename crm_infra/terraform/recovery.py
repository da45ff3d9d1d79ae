"""What a run that ended badly may have left in the cloud and not in the state.

Its events say which creations began and which ended with which id. Those that are not in the state
are adopted by ``import`` blocks in the next run's tree. Add here what is concluded from the journal
of a run; the journal itself belongs to ``runs``, the ids to ``importing``.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crm_infra.terraform.events import (
    Diagnostic,
    Event,
    ResourceFailed,
    ResourceFinished,
    ResourceStarted,
)
from crm_infra.terraform.importing import MADE_AGAIN, composed_id, reported_id
from crm_infra.terraform.lines import read_events
from crm_infra.terraform.plan import Action

RECOVERED = "recovered.tf"
_KEY = r'\[(?:\d+|"(?:[^"\\\n]|\\.)*")\]'
_ADDRESS = re.compile(rf"(?:module\.[\w-]+(?:{_KEY})?\.)*[\w-]+\.[\w-]+(?:{_KEY})?")
_NOT_THERE = "non-existent remote object"
_REFUSED = re.compile(r"Error 4\d\d\b|HTTP(?: status)?:? 4\d\d\b")

Find = Callable[[str, Mapping[str, Any]], str]
"""Looks for an object of a type by the values that were planned; gives its id or nothing."""


def _nowhere(kind: str, values: Mapping[str, Any]) -> str:
    del kind, values
    return ""


@dataclass(frozen=True, slots=True)
class Loss:
    """A resource whose creation began; ``id`` is known when its end was reported."""

    address: str
    type: str
    run: str
    id: str = ""
    why: str = ""


@dataclass(slots=True)
class Adoption:
    """What is being adopted, what turned out not to exist, and what cannot be adopted.

    ``importing`` are in the tree; ``open`` wait for an id; ``absent`` do not exist in the cloud;
    ``orphans`` may exist and could not be imported.
    """

    importing: dict[str, Loss] = field(default_factory=dict[str, Loss])
    open: dict[str, Loss] = field(default_factory=dict[str, Loss])
    absent: dict[str, Loss] = field(default_factory=dict[str, Loss])
    orphans: dict[str, Loss] = field(default_factory=dict[str, Loss])

    @staticmethod
    def of(losses: Iterable[Loss]) -> "Adoption":
        """Those whose id is known are imported; the others wait for a plan that gives one."""
        adoption = Adoption()
        for loss in losses:
            identity = reported_id(loss.type, loss.id)
            if identity:
                adoption.importing[loss.address] = replace(loss, id=identity)
            elif loss.type not in MADE_AGAIN:
                adoption.open[loss.address] = loss
        return adoption

    def write(self, cwd: Path) -> None:
        """Put the import blocks into the tree, or none."""
        path = cwd / RECOVERED
        if self.importing:
            path.write_text("\n".join(map(_block, self.importing.values())), encoding="utf-8")
        else:
            path.unlink(missing_ok=True)

    def learn(
        self,
        plan: Mapping[str, Any],
        defaults: Mapping[str, str],
        find: Find = _nowhere,
        run: str = "",
    ) -> bool:
        """Learn ids from the values of a plan that would create what is open; true if any.

        An id follows from the values, or ``find`` looks for the object in the cloud. With the plan
        that a ``run`` carried out, only what that run has lost is learnt.
        """
        learnt = False
        for change in plan.get("resource_changes", ()):
            loss = self.open.get(change["address"])
            if loss is None or change["change"]["actions"] != [Action.CREATE]:
                continue
            if run not in ("", loss.run):
                continue
            values: Mapping[str, Any] = change["change"].get("after") or {}
            identity = composed_id(loss.type, values, defaults) or reported_id(
                loss.type, loss.id or find(loss.type, values)
            )
            if identity:
                del self.open[loss.address]
                self.importing[loss.address] = Loss(loss.address, loss.type, loss.run, identity)
                learnt = True
        return learnt

    def drop(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """Take out what a failed plan could not import; true when there was anything.

        A plan that fails for a reason that names none of them is tried once more without any.
        """
        said = [f"{d.address} {d.summary} {d.detail}" for d in diagnostics if d.severity == "error"]
        blamed = {a: _blamed(loss, said) for a, loss in self.importing.items()}
        if not any(blamed.values()):
            blamed = dict.fromkeys(self.importing, "the plan failed with it")
        for address, why in blamed.items():
            if why:
                loss = self.importing.pop(address)
                where = self.absent if _NOT_THERE in why else self.orphans
                where[address] = replace(loss, why=why)
        return any(blamed.values())


def lost_in(events: Path, run: str) -> list[Loss]:
    """Every creation that the events of a run leave standing or in doubt."""
    return _unfinished(list(read_events(events)), run)


def _unfinished(events: list[Event], run: str) -> list[Loss]:
    """The cloud's own refusal proves that nothing was created; any other failure does not."""
    refused = {
        event.address
        for event in events
        if isinstance(event, Diagnostic) and _REFUSED.search(f"{event.summary} {event.detail}")
    }
    losses: dict[str, Loss] = {}
    failed: set[str] = set()
    for event in events:
        if not isinstance(event, ResourceStarted | ResourceFinished | ResourceFailed):
            continue
        if event.action != "create" or not _ADDRESS.fullmatch(event.address):
            continue
        identity = event.id if isinstance(event, ResourceFinished) else ""
        losses[event.address] = Loss(event.address, event.type, run, identity)
        if isinstance(event, ResourceFailed):
            failed.add(event.address)
    return [loss for address, loss in losses.items() if address not in refused & failed]


def _block(loss: Loss) -> str:
    return f"import {{\n  to = {loss.address}\n  id = {_quoted(loss.id)}\n}}\n"


def _quoted(text: str) -> str:
    """A literal string of HCL: nothing in it is a template."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _blamed(loss: Loss, said: Iterable[str]) -> str:
    """What was said against importing it; empty when nothing was.

    Terraform quotes an address once more when it stands inside a sentence.
    """
    names = (loss.address, loss.address.replace('"', '\\"'), loss.id)
    return next((text for text in said if any(name in text for name in names)), "")

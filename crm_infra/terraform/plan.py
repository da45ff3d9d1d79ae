"""A plan, as types: what changes, how, and what of it may be shown.

Types only the fields of ``terraform show -json`` that the platform uses; sensitive and unknown
values are masked when the plan is read, so that nothing behind this module can leak them. Add here
facts about a plan. Whether it may be applied belongs to ``changes`` and ``policy``, its rows for
people to ``diff``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from crm_infra.state.document import canonical_digest
from crm_infra.terraform.masks import masked

UNSTABLE_KEYS = frozenset({"timestamp"})


class Action(StrEnum):
    """What happens to one resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    READ = "read"
    FORGET = "forget"
    NOTHING = "no-op"


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """One resource in a plan; values that are sensitive or not known yet are masked."""

    address: str
    type: str
    action: Action
    before: Any = None
    after: Any = None
    replaced_by: tuple[str, ...] = ()
    reason: str = ""
    imported_id: str = ""
    create_before_destroy: bool = False

    @property
    def destroys(self) -> bool:
        """Whether an object that stands is taken away."""
        return self.action in {Action.DELETE, Action.REPLACE}


@dataclass(frozen=True, slots=True)
class OutputChange:
    """One output in a plan."""

    name: str
    action: Action
    sensitive: bool


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan does."""

    changes: tuple[ResourceChange, ...]
    outputs: tuple[OutputChange, ...]
    drift: tuple[ResourceChange, ...]
    unchanged: int
    terraform_version: str
    complete: bool
    digest: str

    @property
    def nothing_to_do(self) -> bool:
        """Neither a resource nor an output changes, and nothing is imported or forgotten."""
        return not self.changes and not self.outputs

    @property
    def by_action(self) -> dict[str, int]:
        """How many resources are created, updated, replaced, deleted, imported."""
        acting = (change for change in self.changes if change.action is not Action.NOTHING)
        counts = Counter(change.action.value for change in acting)
        imported = sum(1 for change in self.changes if change.imported_id)
        return dict(counts) | ({"import": imported} if imported else {})

    @property
    def by_type(self) -> dict[str, dict[str, int]]:
        """The same, per resource type."""
        kinds: dict[str, Counter[str]] = {}
        for change in self.changes:
            kinds.setdefault(change.type, Counter())[change.action.value] += 1
        return {kind: dict(kinds[kind]) for kind in sorted(kinds)}


def read_plan(document: Mapping[str, Any]) -> PlanSummary:
    """The summary of what ``terraform show -json`` printed."""
    listed = [_change(item) for item in _managed(document.get("resource_changes", ()))]
    changes = tuple(
        change for change in listed if change.action is not Action.NOTHING or change.imported_id
    )
    return PlanSummary(
        changes=changes,
        outputs=tuple(_outputs(document.get("output_changes") or {})),
        drift=tuple(_change(item) for item in _managed(document.get("resource_drift", ()))),
        unchanged=len(listed) - len(changes),
        terraform_version=str(document.get("terraform_version", "")),
        complete=bool(document.get("complete", True)),
        digest=plan_digest(document),
    )


def plan_digest(document: Mapping[str, Any]) -> str:
    """A digest that is equal for two plans that do the same: the time of planning is left out."""
    return canonical_digest({k: v for k, v in document.items() if k not in UNSTABLE_KEYS})


def _managed(items: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    return (item for item in items if item.get("mode", "managed") == "managed")


def _change(item: Mapping[str, Any]) -> ResourceChange:
    change = cast("Mapping[str, Any]", item["change"])
    actions = cast("list[str]", change["actions"])
    importing = cast("Mapping[str, Any]", change.get("importing") or {})
    return ResourceChange(
        address=_where(item),
        type=str(item.get("type", "")),
        action=_action(actions),
        before=masked(change.get("before"), change.get("before_sensitive"), None),
        after=masked(
            change.get("after"), change.get("after_sensitive"), change.get("after_unknown")
        ),
        replaced_by=tuple(_path(path) for path in change.get("replace_paths") or ()),
        reason=str(item.get("action_reason", "")),
        imported_id=str(importing.get("id", "")),
        create_before_destroy=actions == ["create", "delete"],
    )


def _where(item: Mapping[str, Any]) -> str:
    deposed = item.get("deposed")
    return f"{item['address']} (deposed object {deposed})" if deposed else str(item["address"])


def _action(actions: list[str]) -> Action:
    return Action.REPLACE if len(actions) > 1 else Action(actions[0])


def _outputs(changes: Mapping[str, Mapping[str, Any]]) -> Iterable[OutputChange]:
    for name in sorted(changes):
        change = changes[name]
        action = _action(cast("list[str]", change["actions"]))
        if action is not Action.NOTHING:
            sensitive = bool(change.get("after_sensitive") or change.get("before_sensitive"))
            yield OutputChange(name, action, sensitive)


def _path(steps: Iterable[object]) -> str:
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text

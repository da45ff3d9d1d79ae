"""A plan as people read it: what is destroyed and replaced first, attribute by attribute, bounded.

Add here how a plan is laid out as rows or Markdown. Colours of a terminal belong to the command
line, what a plan does to ``plan``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from crm_infra.terraform.plan import Action, PlanSummary, ResourceChange

ORDER = (Action.DELETE, Action.REPLACE, Action.UPDATE, Action.FORGET, Action.CREATE, Action.READ)
SYMBOLS: Mapping[Action, str] = {
    Action.DELETE: "-",
    Action.REPLACE: "-/+",
    Action.UPDATE: "~",
    Action.CREATE: "+",
    Action.FORGET: "#",
    Action.READ: "<=",
    Action.NOTHING: " ",
}
ROWS = 200
ATTRIBUTES = 12
WIDTH = 120


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """One attribute that changes, with its values as text."""

    path: str
    before: str
    after: str
    forces_replacement: bool


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One resource that changes."""

    address: str
    type: str
    action: Action
    imported_id: str
    attributes: tuple[AttributeRow, ...]
    hidden: int

    @property
    def symbol(self) -> str:
        """As Terraform draws it."""
        return SYMBOLS[self.action]


def diff_rows(changes: Sequence[ResourceChange], limit: int = ROWS) -> tuple[list[DiffRow], int]:
    """The first ``limit`` rows, the most dangerous first, and how many are left out."""
    ordered = sorted(changes, key=lambda change: (_rank(change), change.address))
    return [_row(change) for change in ordered[:limit]], max(0, len(ordered) - limit)


def headline(summary: PlanSummary) -> str:
    """What the plan does, in one line."""
    if summary.nothing_to_do:
        return f"Nothing to do: {summary.unchanged} resources stand as they should."
    words = {"create": "to create", "update": "to update", "replace": "to replace"}
    words |= {"delete": "to destroy", "import": "to import", "forget": "to forget"}
    parts = [f"{n} {words.get(name, name)}" for name, n in sorted(summary.by_action.items())]
    if summary.outputs:
        parts.append(f"{len(summary.outputs)} outputs change")
    return f"{', '.join(parts)}; {summary.unchanged} stay."


def markdown(summary: PlanSummary, limit: int = ROWS) -> str:
    """The whole plan for a page: headline, rows in a ``diff`` fence, drift."""
    rows, hidden = diff_rows(summary.changes, limit)
    lines = [f"**{headline(summary)}**"]
    if rows:
        lines += ["", "```diff", *_drawn(rows), *_left_out(hidden), "```"]
    if summary.drift:
        drifted, more = diff_rows(summary.drift, limit)
        lines += ["", "Changed outside Terraform since the last apply:", "", "```diff"]
        lines += [*_drawn(drifted), *_left_out(more), "```"]
    return "\n".join(lines)


def _rank(change: ResourceChange) -> int:
    return ORDER.index(change.action) if change.action in ORDER else len(ORDER)


def _row(change: ResourceChange) -> DiffRow:
    found = _changed(change) if change.action in {Action.UPDATE, Action.REPLACE} else iter(())
    attributes = tuple(islice(found, ATTRIBUTES))
    return DiffRow(
        address=change.address,
        type=change.type,
        action=change.action,
        imported_id=change.imported_id,
        attributes=attributes,
        hidden=sum(1 for _ in found),
    )


def _changed(change: ResourceChange) -> Iterator[AttributeRow]:
    forcing = change.replaced_by
    for path, before, after in _differences(change.before, change.after, ""):
        yield AttributeRow(
            path=path,
            before=_text(before),
            after=_text(after),
            forces_replacement=any(
                path == f or path.startswith((f + ".", f + "[")) for f in forcing
            ),
        )


def _differences(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        old, new = cast("Mapping[str, Any]", before), cast("Mapping[str, Any]", after)
        for name in sorted({*old, *new}):
            inner = f"{path}.{name}" if path else name
            yield from _differences(old.get(name), new.get(name), inner)
    elif _pairable(before, after):
        old_items, new_items = cast("list[Any]", before), cast("list[Any]", after)
        for index, (one, other) in enumerate(zip(old_items, new_items, strict=True)):
            yield from _differences(one, other, f"{path}[{index}]")
    else:
        yield path, before, after


def _pairable(before: Any, after: Any) -> bool:
    """Lists of one length are compared element by element; others as a whole."""
    if not (isinstance(before, list) and isinstance(after, list)):
        return False
    return len(cast("list[Any]", before)) == len(cast("list[Any]", after))


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _drawn(rows: Sequence[DiffRow]) -> Iterator[str]:
    """A ``diff`` fence colours lines by their first character only."""
    marks = {Action.DELETE: "-", Action.REPLACE: "!", Action.UPDATE: "!", Action.CREATE: "+"}
    for row in rows:
        adopted = f" (adopted as {row.imported_id})" if row.imported_id else ""
        yield f"{marks.get(row.action, ' ')} {row.action.value} {row.address}{adopted}"
        for one in row.attributes:
            forced = "  # forces replacement" if one.forces_replacement else ""
            yield f"      {one.path}: {one.before} -> {one.after}{forced}"
        if row.hidden:
            yield f"      … and {row.hidden} more attributes"


def _left_out(hidden: int) -> list[str]:
    return [f"  … and {hidden} more resources"] if hidden else []

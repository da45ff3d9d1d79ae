"""The last diff as a table: what is destroyed and replaced first, many creations by type."""

from collections.abc import Sequence
from itertools import groupby

from crm_infra.terraform.diff import DiffRow, diff_rows, headline
from crm_infra.terraform.masks import UNKNOWN
from crm_infra.terraform.plan import Action, PlanSummary

SHOWN_ROWS = 200
SHOWN_DRIFT = 10
CREATES_ONE_BY_ONE = 25
CELL_WIDTH = 60
NOT_KNOWN = f'"{UNKNOWN}"'
"""A new object has new ids and times: that says nothing about the change."""


def diff_table(summary: PlanSummary) -> str:
    """The diff as a table: what is destroyed and replaced first; many creations by type."""
    rows, hidden = diff_rows(summary.changes, SHOWN_ROWS)
    lines = [f"**{headline(summary)}**"]
    if rows:
        lines += ["", "| | what | before | after |", "|---|---|---|---|"]
        lines += [line for row in _but_many_creations(rows) for line in _lines(row)]
        lines += _creations_by_type(rows)
    if hidden:
        lines += ["", f"… and {hidden} more resources"]
    if summary.drift:
        drifted = ", ".join(f"`{change.address}`" for change in summary.drift[:SHOWN_DRIFT])
        lines += ["", f"Changed outside Terraform since the last apply: {drifted}"]
    return "\n".join(lines)


def _but_many_creations(rows: Sequence[DiffRow]) -> list[DiffRow]:
    if _many_creations(rows):
        return [row for row in rows if row.action is not Action.CREATE]
    return list(rows)


def _creations_by_type(rows: Sequence[DiffRow]) -> list[str]:
    if not _many_creations(rows):
        return []
    made = sorted((row for row in rows if row.action is Action.CREATE), key=lambda row: row.type)
    counted = ((kind, len(list(group))) for kind, group in groupby(made, lambda row: row.type))
    return [f"| + | {count} of `{kind}` | | |" for kind, count in counted]


def _many_creations(rows: Sequence[DiffRow]) -> bool:
    return sum(row.action is Action.CREATE for row in rows) > CREATES_ONE_BY_ONE


def _lines(row: DiffRow) -> list[str]:
    adopted = f" (adopted as {row.imported_id})" if row.imported_id else ""
    lines = [f"| **{row.symbol}** | `{row.address}` {row.action.value}{adopted} | | |"]
    for one in row.attributes:
        if one.forces_replacement or one.after != NOT_KNOWN:
            forces = " **forces it**" if one.forces_replacement else ""
            values = f"{_cell(one.before)} | {_cell(one.after)}"
            lines.append(f"| | {one.path}{forces} | {values} |")
    if row.hidden:
        lines.append(f"| | … and {row.hidden} more | | |")
    return lines


def _cell(text: str) -> str:
    """A value inside a table: a bar would end the cell, a backtick the code."""
    shown = text if len(text) <= CELL_WIDTH else f"{text[: CELL_WIDTH - 1]}…"
    return "`" + shown.replace("|", "\\|").replace("`", "'") + "`"

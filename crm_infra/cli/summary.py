"""How results look in a terminal: one table per command, what failed below it.

Only form is here; the data come from ``orchestration.outcome`` and ``orchestration.standing``.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crm_infra.orchestration.pages.words import minutes
from crm_infra.state.versions import StateVersion
from crm_infra.terraform.diff import diff_rows
from crm_infra.terraform.plan import Action, PlanSummary

if TYPE_CHECKING:
    from crm_infra.orchestration.standing import LayerStanding

SIMULATED = "simulated_seconds"
COLOURS = {"stands": "green", "failed": "red", "not reached": "yellow", "stopped": "yellow"}

DIFF_COLOURS = {
    Action.CREATE: "green",
    Action.UPDATE: "yellow",
    Action.REPLACE: "red",
    Action.DELETE: "red",
}


def print_summary(console: Console, result: Mapping[str, Any]) -> None:
    """What a provision did, layer by layer and in all."""
    columns = ["layer", "result", "changes", "resources", "seconds"]
    simulated = SIMULATED in result
    table = Table(*columns, *(["simulated"] if simulated else []), box=None, pad_edge=False)
    for layer in result["layers"]:
        colour = COLOURS.get(layer["status"], "")
        table.add_row(
            layer["layer"],
            f"[{colour}]{layer['status']}",
            actions_text(layer.get("actions", {})) if layer["status"] == "stands" else "",
            str(layer.get("resources", "")),
            f"{layer['seconds']:.1f}" if "seconds" in layer else "",
            *([minutes(layer[SIMULATED]) if SIMULATED in layer else ""] if simulated else []),
        )
    if len(result["layers"]) > 1:
        whole = ("in all", "", "", str(result["resources"]), f"{result['seconds']:.1f}")
        table.add_row(*whole, *([minutes(result[SIMULATED])] if simulated else []), style="bold")
    console.print()
    console.print(table)
    if simulated:
        path = " → ".join(result["critical_path"])
        said = f"simulated: as long as the real cloud would take, along {path}"
        console.print(f"[dim]{said}", highlight=False, soft_wrap=True)
    for layer in result["layers"]:
        if error := layer.get("error"):
            colour = COLOURS.get(layer["status"], "red")
            console.print(
                f"\n[{colour}]{layer['layer']}: [/]{error['message']}",
                highlight=False,
                soft_wrap=True,
            )


def actions_text(actions: Mapping[str, int]) -> str:
    """``3 create, 1 update``, or that there was nothing to do."""
    shown = [f"{count} {action}" for action, count in actions.items() if count]
    return ", ".join(shown) or "nothing to do"


def print_diff(console: Console, summary: PlanSummary) -> None:
    """What a plan changes, the most dangerous first, attribute by attribute."""
    rows, hidden = diff_rows(summary.changes)
    for row in rows:
        colour = DIFF_COLOURS.get(row.action, "")
        console.print(
            f"  [{colour}]{row.symbol:>3}[/] {row.address}", highlight=False, soft_wrap=True
        )
        for one in row.attributes:
            forced = "  [red]forces replacement[/]" if one.forces_replacement else ""
            line = Text(f"        {one.path}: {one.before} -> {one.after}", style="dim")
            console.print(line, Text.from_markup(forced))
    if hidden:
        console.print(f"  … and {hidden} more resources")


def print_standing(console: Console, standings: "Sequence[LayerStanding]", step: str) -> None:
    """What stands of an environment, and the next thing to do."""
    table = Table("layer", "resources", "serial", "applied", "stands", box=None, pad_edge=False)
    for standing in standings:
        why = standing.trouble or ", ".join(standing.stale) or "does not stand"
        table.add_row(
            standing.layer,
            str(standing.resources),
            str(standing.serial),
            standing.applied,
            "[green]yes" if standing.stands else f"[yellow]{why}",
        )
    console.print(table)
    console.print(f"\nnext: {step}", highlight=False)


def print_versions(console: Console, layer: str, versions: Sequence[StateVersion]) -> None:
    """The versions of one state, newest first."""
    console.print(f"[bold]{layer}")
    table = Table("generation", "serial", "resources", "written", "", box=None, pad_edge=False)
    for version in versions:
        table.add_row(
            str(version.generation),
            "unreadable" if version.serial is None else str(version.serial),
            str(version.resources),
            version.updated.isoformat(timespec="seconds"),
            "[green]live" if version.live else "",
        )
    console.print(table)

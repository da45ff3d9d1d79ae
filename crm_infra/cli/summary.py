"""How results look in a terminal: one table per command, what failed below it.

Only form is here; the data come from ``orchestration.outcome`` and ``orchestration.standing``.
"""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

COLOURS = {"stands": "green", "failed": "red", "not reached": "yellow", "canceled": "yellow"}


def print_summary(console: Console, result: Mapping[str, Any]) -> None:
    """What a provision did, layer by layer."""
    table = Table("layer", "result", "changes", "resources", "seconds", box=None, pad_edge=False)
    for layer in result["layers"]:
        colour = COLOURS.get(layer["status"], "")
        table.add_row(
            layer["layer"],
            f"[{colour}]{layer['status']}",
            actions_text(layer.get("actions", {})) if layer["status"] == "stands" else "",
            str(layer.get("resources", "")),
            f"{layer['seconds']:.1f}" if "seconds" in layer else "",
        )
    console.print()
    console.print(table)
    for layer in result["layers"]:
        if error := layer.get("error"):
            console.print(f"\n[red]{layer['layer']}: [/red]{error['message']}", highlight=False)


def actions_text(actions: Mapping[str, int]) -> str:
    """``3 create, 1 update``, or that there was nothing to do."""
    shown = [f"{count} {action}" for action, count in actions.items() if count]
    return ", ".join(shown) or "nothing to do"

"""What the `sim` commands show to people: tables and lines; programs take `--json`.

Everything that is shown is said to be simulated. Only the looks go here.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_COLOURS = {"done": "green", "running": "yellow", "refused": "red", "on": "red", "spent": "dim"}
_WIDE = 400
Row = dict[str, Any]


def show_status(said: Row) -> None:
    """Everything in a few lines, and what exists by type."""
    console = _console()
    table = Table(show_header=False, box=None, title="simcloud (simulated)", title_justify="left")
    outcomes = ", ".join(f"{n} {name}" for name, n in said["operations_by_outcome"].items())
    pace = f"{said['pace']:g} virtual seconds per second" if said["pace"] else "no real time"
    for name, text in (
        ("pid", f"{said['pid']}, since {said['started']}"),
        ("home", said["home"]),
        ("providers", ", ".join(source.split("/", 1)[-1] for source in said["providers"])),
        ("schemas", said["schemas"] or "own catalogue"),
        ("storage", said["storage"]),
        ("resources", str(said["resources"])),
        ("operations", f"{said['operations']}" + (f" ({outcomes})" if outcomes else "")),
        ("virtual time", duration(said["virtual_seconds"])),
        ("pace", pace),
        ("faults", str(said["faults"])),
        *[("outage", f"{place} is lost, with all that stands there") for place in said["outages"]],
        ("log", said["log"]),
    ):
        table.add_row(name, Text(text))
    console.print(table, highlight=False)
    if said["resources_by_type"]:
        _table("", ("type", "count"), list(said["resources_by_type"].items()))


def show_resources(found: Sequence[Row]) -> None:
    """One line each."""
    rows = [(r["type"], r["id"], r["project"], r["location"], _state(r)) for r in found]
    columns = ("type", "id", "project", "location", "state")
    _table(f"{len(rows)} resources (simulated)", columns, rows)


def show_resource(said: Row) -> None:
    """All about one."""
    console = _console()
    console.print(Text(f"{said['type']} {said['id']} (simulated)", "bold"))
    rows = [("project", said["project"]), ("location", said["location"]), ("state", _state(said))]
    rows += [(f"refers by {r['attribute']}", f"{r['type']} {r['id']}") for r in said["references"]]
    for name, text in rows:
        console.print(f"  {name}: {text}", highlight=False, markup=False)
    console.print_json(json.dumps(said["values"], ensure_ascii=False))


def show_operations(found: Sequence[Row]) -> None:
    """One line each, oldest first."""
    rows = [
        (
            str(each["number"]),
            each["kind"],
            each["type"],
            each["id"] or each["message"],
            duration(each["begins"]),
            duration(each["ends"] - each["begins"]),
            _coloured(each["outcome"]),
        )
        for each in found
    ]
    columns = ("no.", "kind", "type", "id", "begins", "takes", "outcome")
    _table(f"{len(rows)} operations (times are simulated)", columns, rows)
    for each in found:
        if each["outcome"] == "refused":
            _console().print(f"{each['number']}: {each['message']}", markup=False, highlight=False)


def show_operation(each: Row, as_json: bool) -> None:
    """One line as it happens."""
    if as_json:
        print(json.dumps(each, ensure_ascii=False), flush=True)
        return
    text = each["message"] or f"takes {duration(each['ends'] - each['begins'])} (simulated)"
    line = f"{each['number']:>6} {each['kind']:<6} {each['type']} {each['id']}: {each['outcome']},"
    print(f"{line} {text}", flush=True)


def show_faults(found: Sequence[Row], words: Callable[[Row], str]) -> None:
    """One line each."""
    rows = [
        (
            str(each["number"]),
            words(each),
            str(each["seen"]),
            str(each["hits"]),
            "" if each["seconds_left"] is None else f"{each['seconds_left']:.0f} s",
            _coloured(each["state"]),
        )
        for each in found
    ]
    _table(f"{len(rows)} faults", ("no.", "fault", "seen", "hit", "ends in", "state"), rows)


def duration(seconds: float) -> str:
    """Seconds as a person says them: ``45 s``, ``12 min 30 s``, ``2 h 05 min``."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes:02} min"
    if minutes:
        return f"{minutes} min" + (f" {rest} s" if rest else "")
    return f"{seconds:.3g} s"


def _state(said: Row) -> str:
    """As its API says it; where the API says nothing, what is being done to it."""
    return said["state"] or said["stage"]


def _console() -> Console:
    """Wide when nobody looks: a line that went into a file or a pipe stays one line."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)


def _coloured(outcome: str) -> Text:
    return Text(outcome, _COLOURS[outcome])


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        # Ids hold brackets, which plain strings in a table would take for markup.
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    _console().print(table, highlight=False)

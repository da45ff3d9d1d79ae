"""A layer's page: diff, durations, links, and what only this layer has to show.

Everything a person wants to see after an apply, besides the plain figures of ``metadata``. Add here
what a page shows; where it comes from belongs to the rooms below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

import dagster as dg

from crm_infra.checks.cloud_log import CloudLog, Identity, SimulatedTimes, simulated_times
from crm_infra.environments import Environment
from crm_infra.errors import UnavailableError
from crm_infra.layers import Layer
from crm_infra.orchestration.picture import network_picture, subnet_rows
from crm_infra.orchestration.picture_canvas import inline_image
from crm_infra.orchestration.report_rights import account_rows, key_rows, people_rows
from crm_infra.state.document import StandingResource, StateDocument
from crm_infra.terraform.diff import DiffRow, diff_rows, headline
from crm_infra.terraform.masks import UNKNOWN
from crm_infra.terraform.plan import Action, PlanSummary, ResourceChange
from crm_infra.terraform.results import AppliedChange, PlannedChange

Metadata = dict[str, dg.MetadataValue[Any]]
SHOWN_ROWS = 200
SLOWEST = 10
CREATES_ONE_BY_ONE = 25
CELL_WIDTH = 60
NOT_KNOWN = f'"{UNKNOWN}"'
"""A new object has new ids and times: that says nothing about the change."""


@dataclass(frozen=True)
class Measured:
    """What an apply was: planned, applied, what stands now, how long it would really take."""

    planned: PlannedChange
    applied: AppliedChange
    document: StateDocument | None
    times: SimulatedTimes | None
    simulated: bool = False

    @property
    def resources(self) -> tuple[StandingResource, ...]:
        """What stands now."""
        return self.document.resources if self.document else ()


def page_metadata(layer: Layer, environment: Environment, measured: Measured) -> Metadata:
    """What the page of a layer shows besides the figures."""
    return {
        **_shown_of(layer.name, environment, measured),
        "changes": dg.MetadataValue.text(headline(measured.planned.summary)),
        "diff": dg.MetadataValue.md(diff_table(measured.planned.summary)),
        **_durations(measured),
        **links(layer.name, environment),
    }


def links(layer: str, environment: Environment) -> Metadata:
    """Where the layer's HCL and its runbook are."""
    base = f"https://github.com/{environment.ci.repository}"
    branch = environment.ci.branch
    return {
        "source": dg.MetadataValue.url(
            f"{base}/tree/{branch}/crm_infra/infrastructure/layers/{layer}"
        ),
        "runbook": dg.MetadataValue.url(f"{base}/blob/{branch}/docs/runbooks/{layer}.md"),
    }


def times_of(
    log: CloudLog | None, since: int, planned: PlannedChange, document: StateDocument | None
) -> SimulatedTimes | None:
    """How long the apply would have taken really; None where nothing is simulated.

    An answer that does not come costs the figures and nothing else: the apply is done.
    """
    if log is None or planned.nothing_to_do:
        return None
    try:
        operations = log.operations(after=since) if since else log.operations()
    except UnavailableError:
        return None
    standing = document.resources if document else ()
    return simulated_times(operations, _addresses(standing, planned.summary.changes))


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
        drifted = ", ".join(f"`{change.address}`" for change in summary.drift[:SLOWEST])
        lines += ["", f"Changed outside Terraform since the last apply: {drifted}"]
    return "\n".join(lines)


def minutes(seconds: float) -> str:
    """For people: ``3.2 s``, ``12 min 5 s``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def _shown_of(layer: str, environment: Environment, measured: Measured) -> Metadata:
    if layer == "network":
        label = " (simulated)" if measured.simulated else ""
        title = f"network in {environment.name}{label}"
        picture = network_picture(measured.resources, title)
        shown = {"topology": dg.MetadataValue.md(inline_image(picture, title))} if picture else {}
        return {**shown, "subnets": table(subnet_rows(measured.resources))}
    if layer == "foundation":
        return {
            "keys": table(key_rows(measured.resources)),
            "accounts": table(account_rows(measured.resources)),
            "people": table(people_rows(measured.resources)),
        }
    return {}


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> dg.TableMetadataValue:
    """Rows as a table of the UI; the first row names the columns where none are given."""
    names = list(columns or (rows[0] if rows else ()))
    return dg.MetadataValue.table(
        records=[dg.TableRecord({name: row[name] for name in names}) for row in rows],
        schema=dg.TableSchema([dg.TableColumn(name) for name in names]),
    )


def _durations(measured: Measured) -> Metadata:
    times, applied = measured.times, measured.applied
    seconds = {"plan": measured.planned.seconds.get("plan", 0.0), "apply": applied.seconds}
    parts = [f"{name} {minutes(took)}" for name, took in seconds.items()]
    if times:
        parts.append(f"in the real cloud about {minutes(times.total)} (*simulated*)")
    simulated: Mapping[str, float] = times.by_address if times else {}
    real = applied.resource_seconds
    addresses = sorted(
        {*simulated, *real}, key=lambda one: (-simulated.get(one, 0), -real.get(one, 0), one)
    )
    rows = [
        {"resource": one, "seconds": f"{real.get(one, 0):.1f}"}
        | ({"simulated seconds": f"{simulated.get(one, 0):.0f}"} if times else {})
        for one in addresses[:SLOWEST]
    ]
    columns = ("resource", "seconds", "simulated seconds") if times else ("resource", "seconds")
    return {
        "durations": dg.MetadataValue.md(", ".join(parts)),
        **({"slowest": table(rows, columns)} if rows else {}),
        **({"simulated seconds": dg.MetadataValue.float(round(times.total, 1))} if times else {}),
    }


def _addresses(
    standing: Iterable[StandingResource], changes: Iterable[ResourceChange]
) -> dict[Identity, str]:
    """Also what is gone: its id is in the plan."""
    gone: dict[Identity, str] = {}
    for change in changes:
        before = cast("Mapping[str, Any]", change.before or {})
        if change.destroys:
            gone[change.type, str(before.get("id"))] = change.address
    return gone | {(one.type, str(one.values.get("id"))): one.address for one in standing}


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

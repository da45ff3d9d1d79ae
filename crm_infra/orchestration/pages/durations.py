"""How long an apply took, and how long it would take really: in all, and the slowest resources."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import dagster as dg

from crm_infra.checks.cloud_log import CloudLog, Identity, SimulatedTimes, simulated_times
from crm_infra.errors import UnavailableError
from crm_infra.orchestration.pages.forms import Metadata, table
from crm_infra.orchestration.pages.words import minutes
from crm_infra.state.document import StandingResource, StateDocument
from crm_infra.terraform.plan import ResourceChange
from crm_infra.terraform.results import AppliedChange, PlannedChange

SLOWEST = 10
SIMULATED = "simulated seconds"
"""Metadata key: as long as the apply would take in the real cloud."""


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


def durations(
    planned: PlannedChange, applied: AppliedChange, times: SimulatedTimes | None
) -> Metadata:
    """Real and simulated."""
    seconds = {"plan": planned.seconds.get("plan", 0.0), "apply": applied.seconds}
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
        **({SIMULATED: dg.MetadataValue.float(round(times.total, 1))} if times else {}),
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

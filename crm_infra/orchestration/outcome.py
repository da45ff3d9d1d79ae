"""What came of a run, as plain data: read from the run's own events, as the UI does.

The command line prints it and ``--json`` hands it out; keep it JSON-able and stable. What the
figures mean is decided in ``metadata``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg

from crm_infra.layers import upstream_first
from crm_infra.orchestration.critical_path import critical_path
from crm_infra.orchestration.failures import STOPPED
from crm_infra.orchestration.pages.durations import SIMULATED

SHOWN = (
    "actions",
    "changes by type",
    "resources",
    "seconds",
    SIMULATED,
    "terraform seconds",
    "serial",
    "lineage",
    "terraform",
)


def outcome_of(
    instance: dg.DagsterInstance, run: dg.DagsterRun, environment: str, layers: Sequence[str]
) -> dict[str, Any]:
    """The run's status, and per layer its figures or its failure; a layer not reached says so."""
    found: dict[str, dict[str, Any]] = {
        layer: {"layer": layer, "status": "not reached"} for layer in layers
    }
    for event in _events(instance, run):
        layer = str(event.step_key)
        if layer not in found:
            continue
        if event.is_step_materialization:
            found[layer] = {"layer": layer, "status": "stands", **_figures(event)}
        elif event.is_step_failure:
            found[layer] = {"layer": layer, **_ended_badly(event)}
    return {
        "environment": environment,
        "run": run.run_id,
        "outcome": run.status.value,
        "seconds": _seconds(instance, run),
        "resources": sum(figures.get("resources", 0) for figures in found.values()),
        **_simulated(layers, found),
        "layers": list(found.values()),
    }


def _simulated(layers: Sequence[str], found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """As long as the whole would take in the real cloud; absent where nothing was simulated."""
    key = SIMULATED.replace(" ", "_")
    seconds = {name: figures[key] for name, figures in found.items() if key in figures}
    if not seconds:
        return {}
    path = critical_path(upstream_first(layers), seconds)
    return {key: round(path.seconds, 1), "critical_path": list(path.layers)}


def _seconds(instance: dg.DagsterInstance, run: dg.DagsterRun) -> float:
    """From the run's start to its end."""
    record = instance.get_run_record_by_id(run.run_id)
    if record is None or record.start_time is None or record.end_time is None:
        return 0.0
    return round(record.end_time - record.start_time, 2)


def _events(instance: dg.DagsterInstance, run: dg.DagsterRun) -> Iterable[dg.DagsterEvent]:
    wanted = {dg.DagsterEventType.ASSET_MATERIALIZATION, dg.DagsterEventType.STEP_FAILURE}
    for entry in instance.all_logs(run.run_id, of_type=wanted):
        if entry.dagster_event:
            yield entry.dagster_event


def _figures(event: dg.DagsterEvent) -> dict[str, Any]:
    metadata = event.step_materialization_data.materialization.metadata
    return {name.replace(" ", "_"): metadata[name].value for name in SHOWN if name in metadata}


def _ended_badly(event: dg.DagsterEvent) -> dict[str, Any]:
    """A layer that was stopped on request has not failed: the next run continues it."""
    error = event.step_failure_data.error
    if error and error.cls_name == STOPPED:
        return {"status": "stopped", "error": {"kind": STOPPED, "message": error.message}}
    return {"status": "failed", "error": _failure(event)}


def _failure(event: dg.DagsterEvent) -> dict[str, str]:
    """Our own failures carry their kind and the way out; anything else is a fault of ours."""
    data = event.step_failure_data
    ours = data.user_failure_data
    if ours is None:
        message = data.error.to_string() if data.error else "the step failed without a message"
        return {"kind": "Fault", "message": message}
    values = {name: str(value.value) for name, value in (ours.metadata or {}).items()}
    return {
        "kind": values.get("kind", "TerraformError"),
        "message": ours.description or "",
        "what_to_do": values.get("what to do", ""),
    }

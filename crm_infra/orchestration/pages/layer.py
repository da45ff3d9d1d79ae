"""A layer's page: what only this layer shows, the diff, durations, links.

Everything a person wants to see after an apply, besides the plain figures of ``metadata``. What
only one layer shows is in the file of that name; list it in ``PARTS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import dagster as dg

from crm_infra.checks.cloud_log import SimulatedTimes
from crm_infra.checks.model import Seen
from crm_infra.environments import Environment
from crm_infra.layers import Layer
from crm_infra.orchestration.pages import cluster, databases, foundation, network
from crm_infra.orchestration.pages.diff import diff_table
from crm_infra.orchestration.pages.durations import durations
from crm_infra.orchestration.pages.forms import Metadata
from crm_infra.state.document import StateDocument
from crm_infra.terraform.diff import headline
from crm_infra.terraform.results import AppliedChange, PlannedChange

PARTS: Mapping[str, Callable[[Seen, str], Metadata]] = {
    "foundation": foundation.part,
    "network": network.part,
    "cluster": cluster.part,
    "databases": databases.part,
}
"""Layer → what only its page shows, of what stands, under a title."""


@dataclass(frozen=True)
class Measured:
    """What an apply was: planned, applied, what stands now, how long it would really take."""

    planned: PlannedChange
    applied: AppliedChange
    document: StateDocument | None
    times: SimulatedTimes | None
    simulated: bool = False


def page_metadata(layer: Layer, environment: Environment, measured: Measured) -> Metadata:
    """What the page of a layer shows besides the figures."""
    summary = measured.planned.summary
    return {
        **_part(layer.name, environment, measured),
        "changes": dg.MetadataValue.text(headline(summary)),
        "diff": dg.MetadataValue.md(diff_table(summary)),
        **durations(measured.planned, measured.applied, measured.times),
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


def _part(layer: str, environment: Environment, measured: Measured) -> Metadata:
    part = PARTS.get(layer)
    if part is None or measured.document is None:
        return {}
    label = " (simulated)" if measured.simulated else ""
    seen = Seen(measured.document.resources, environment=environment)
    return part(seen, f"{layer} in {environment.name}{label}")

"""What stands of an environment, what is stale and why, and the next thing to do.

Dagster's graph does not show staleness per partition, so it is computed here: from the code of a
layer, the environment's file and the outputs of the layers above, each compared with what the last
materialization was made from. The state, not Dagster, says what stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from crm_infra.environments import Environment
from crm_infra.errors import CrmInfraError
from crm_infra.layers import Layer
from crm_infra.orchestration.metadata import MADE_FROM, inputs_digest
from crm_infra.terraform.gateway import LayerGateway


@dataclass(frozen=True)
class LayerStanding:
    """One layer: how many resources stand, since when, and why it is stale if it is."""

    layer: str
    resources: int
    serial: int
    applied: str = ""
    run: str = ""
    stale: tuple[str, ...] = ()
    trouble: str = ""
    by_type: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def stands(self) -> bool:
        """Whether anything stands and it is what the files describe."""
        return self.resources > 0 and not self.stale and not self.trouble

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "stands": self.stands}


def standing_of(
    gateway: LayerGateway,
    instance: dg.DagsterInstance,
    layers: Sequence[Layer],
    environment: Environment,
) -> list[LayerStanding]:
    """The standing of each layer, given upstream first."""
    return [_standing(gateway, instance, layer, environment) for layer in layers]


def next_step(standings: Sequence[LayerStanding], environment: str) -> str:
    """The next thing to do, as one sentence."""
    for standing in standings:
        if standing.trouble:
            return f"Look at {standing.layer}: {standing.trouble}"
    wanting = [standing.layer for standing in standings if not standing.stands]
    if not wanting:
        return f"Nothing to do; `crm-infra check {environment}` looks for drift."
    return f"crm-infra provision {environment}   ({', '.join(wanting)})"


def _standing(
    gateway: LayerGateway, instance: dg.DagsterInstance, layer: Layer, environment: Environment
) -> LayerStanding:
    try:
        document = gateway.standing(layer, environment).document
    except CrmInfraError as error:
        return LayerStanding(layer.name, 0, 0, trouble=str(error))
    if document is None or not document.managed:
        return LayerStanding(layer.name, 0, document.serial if document else 0)
    latest = _latest(instance, layer.name, environment.name)
    return LayerStanding(
        layer=layer.name,
        resources=len(document.managed),
        serial=document.serial,
        applied=_when(latest),
        run=latest.run_id if latest else "",
        stale=_stale(gateway, layer, environment, latest),
        by_type=document.by_type,
    )


def _latest(instance: dg.DagsterInstance, layer: str, environment: str) -> dg.EventLogEntry | None:
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey(layer), asset_partitions=[environment])
    records = instance.fetch_materializations(wanted, limit=1).records
    return records[0].event_log_entry if records else None


def _when(entry: dg.EventLogEntry | None) -> str:
    if entry is None:
        return ""
    return datetime.fromtimestamp(entry.timestamp, UTC).isoformat(timespec="seconds")


def _stale(
    gateway: LayerGateway,
    layer: Layer,
    environment: Environment,
    latest: dg.EventLogEntry | None,
) -> tuple[str, ...]:
    """Why the layer is not what its files describe; compared with what it was last made from."""
    if latest is None or latest.asset_materialization is None:
        return ("not completed by a run here",)
    recorded = latest.asset_materialization.metadata.get(MADE_FROM)
    before = dict(recorded.value) if recorded and isinstance(recorded.value, dict) else {}
    try:
        now = inputs_digest(layer, environment, gateway.upstream(layer, environment))
    except CrmInfraError as error:
        return (str(error),)
    return tuple(f"{name} changed" for name, digest in now.items() if before.get(name) != digest)

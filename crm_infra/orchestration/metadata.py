"""What a materialization carries in figures and outputs; the rest of a page is ``pages``'.

One place decides names and forms, so that the UI, the command line and checks read the same. Values
are masked before they come here (``terraform.plan``); outputs are never secret.
"""

from collections.abc import Mapping
from hashlib import sha256
from json import dumps
from typing import Any

import dagster as dg

from crm_infra.environments import Environment
from crm_infra.layers import Layer
from crm_infra.terraform.results import AppliedChange, PlannedChange

MADE_FROM = "made from"
"""Metadata key: the digests of ``inputs_digest`` at the time of the apply."""

Metadata = dict[str, dg.MetadataValue[Any]]


def planned_metadata(planned: PlannedChange) -> Metadata:
    """What the plan said."""
    return {
        "actions": dg.MetadataValue.json(planned.summary.by_action),
        "changes by type": dg.MetadataValue.json(planned.summary.by_type),
        "terraform": dg.MetadataValue.text(str(planned.binary)),
        "terraform sha256": dg.MetadataValue.text(planned.binary.sha256),
    }


def inputs_digest(
    layer: Layer, environment: Environment, upstream: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """What a layer is made from, as one digest per source: compare two to see what changed."""
    return {
        "code": layer.code_version,
        "environment": _digest(environment.as_variables()),
        **{f"outputs of {name}": _digest(values) for name, values in upstream.items()},
    }


def applied_metadata(applied: AppliedChange) -> Metadata:
    """What the apply left."""
    return {
        "resources": dg.MetadataValue.int(applied.resources),
        "standing": _standing_table(applied.standing),
        "seconds": dg.MetadataValue.float(round(applied.seconds, 2)),
        "outputs": dg.MetadataValue.json(dict(applied.outputs)),
        "serial": dg.MetadataValue.int(applied.serial),
        "lineage": dg.MetadataValue.text(applied.lineage),
    }


def outputs_version(outputs: Mapping[str, Any]) -> dg.DataVersion:
    """Equal outputs are the same data: applying again makes no layer below stale."""
    return dg.DataVersion(_digest(outputs))


def _digest(values: Mapping[str, Any]) -> str:
    return sha256(dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _standing_table(standing: Mapping[str, int]) -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        records=[
            dg.TableRecord({"type": kind, "count": n}) for kind, n in sorted(standing.items())
        ],
        schema=dg.TableSchema([dg.TableColumn("type"), dg.TableColumn("count", "int")]),
    )

"""Telling Dagster that a layer was taken down, so that its page does not claim that it stands."""

import dagster as dg

from crm_infra.changes.teardown import LayerTeardown


def note_teardown(instance: dg.DagsterInstance, environment: str, step: LayerTeardown) -> None:
    """Record the teardown on the asset's partition, beside the materializations that it ends."""
    instance.report_runless_asset_event(
        dg.AssetObservation(
            asset_key=dg.AssetKey(step.layer.name),
            partition=environment,
            description="taken down",
            metadata={"removed": step.removed, "seconds": round(step.seconds, 2)},
        )
    )

"""The factory that makes a layer an asset: plan, apply what was planned, say what stands.

Everything about how a layer appears in Dagster is decided here, once. What a layer holds is HCL;
how Terraform is run and what a plan is, is ``terraform``'s; checks are factories of their own.
"""

import warnings
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from crm_infra.checks.cloud_log import log_of
from crm_infra.checks.looking import after_apply
from crm_infra.errors import CrmInfraError, InterruptedApply
from crm_infra.layers import Layer
from crm_infra.orchestration.checks import check_specs, results_in_step
from crm_infra.orchestration.failures import PlainFailure, RunStopped
from crm_infra.orchestration.metadata import (
    MADE_FROM,
    applied_metadata,
    inputs_digest,
    outputs_version,
    planned_metadata,
)
from crm_infra.orchestration.pages.durations import times_of
from crm_infra.orchestration.pages.layer import Measured, page_metadata
from crm_infra.orchestration.partitions import ENVIRONMENTS, environment_of
from crm_infra.orchestration.platform import Platform
from crm_infra.orchestration.run_log import RunLog
from crm_infra.orchestration.stopping import cancellation
from crm_infra.terraform.events import Event

GROUP = "layers"
OWNER = "team:platform"


def layer_asset(
    layer: Layer, kinds: Collection[str] = ("terraform", "googlecloud")
) -> dg.AssetsDefinition:
    """The asset of one layer, partitioned by environment.

    Args:
        layer: Which layer.
        kinds: What it is made of and with, at most three; Dagster has an icon for most.
    """

    @dg.asset(
        name=layer.name,
        deps=[dg.AssetKey(name) for name in layer.depends_on],
        partitions_def=ENVIRONMENTS,
        group_name=GROUP,
        owners=[OWNER],
        kinds=set(kinds),
        tags={"layer": layer.name},
        code_version=layer.code_version,
        description=f"{layer.title}: {layer.description}",
        metadata={
            "root module": dg.MetadataValue.text(_shown_root(layer)),
            "dagster/code_references": _code(layer),
        },
        check_specs=check_specs(layer.name),
    )
    def asset(
        context: dg.AssetExecutionContext, platform: dg.ResourceParam[Platform]
    ) -> Iterator[dg.MaterializeResult[Any]]:
        with failures_for_people(context):
            result = materialize(context, platform, layer)
        yield result

    return asset


def _shown_root(layer: Layer) -> str:
    return f"crm_infra/infrastructure/layers/{layer.name}"


def _code(layer: Layer) -> dg.CodeReferencesMetadataValue:
    """Lets a developer open the HCL from the asset's page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        hcl = dg.LocalFileCodeReference(file_path=str(layer.root), label="HCL of the layer")
        return dg.CodeReferencesMetadataValue(code_references=[hcl])


def materialize(
    context: dg.AssetExecutionContext, platform: Platform, layer: Layer
) -> dg.MaterializeResult[Any]:
    """Plan the layer, apply exactly that plan, and describe what stands.

    Raises:
        CrmInfraError: An input, the state or Terraform stopped it; nothing is retried by itself.
    """
    environment = environment_of(context.partition_key)
    run_log = RunLog(context, layer)
    ahead = platform.ahead.take(layer, environment) if platform.ahead else None
    follower = ahead.follower if ahead else platform.follower(environment, layer)

    def progress(event: Event) -> None:
        run_log(event)
        follower(event)

    with ahead.gateway if ahead else platform.gateway(cancellation(context.run_id)) as gateway:
        log = log_of(gateway.target)
        since = log.last_number() if log else 0
        upstream = gateway.upstream(layer, environment)
        planned = ahead.settled(upstream, run_log) if ahead else None
        planned = planned or gateway.plan(layer, environment, upstream, progress=progress)
        context.log.info(f"{layer.name}: {planned.summary.by_action or 'nothing to do'}")
        applied = gateway.apply(planned, progress=progress)
        document = gateway.standing(layer, environment).document
        times = times_of(log, since, planned, document)
        simulated = gateway.target.simulated
        measured = Measured(planned, applied, document, times, simulated=simulated)
        results = after_apply(document, layer.name, environment, gateway.target) if document else []
    return dg.MaterializeResult(
        metadata={
            **page_metadata(layer, environment, measured),
            **applied_metadata(applied),
            **planned_metadata(planned),
            "terraform seconds": dg.MetadataValue.float(
                round(planned.seconds.get("terraform", 0.0) + applied.seconds, 2)
            ),
            MADE_FROM: dg.MetadataValue.json(inputs_digest(layer, environment, upstream)),
        },
        data_version=outputs_version(applied.outputs),
        check_results=results_in_step(results),
    )


@contextmanager
def failures_for_people(context: dg.AssetExecutionContext) -> Generator[None]:
    """Turn our own errors into failures that say what to do; other exceptions are our faults.

    A layer is never retried by itself: a new plan shows what is left, and a person sees it first.
    """
    try:
        yield
    except InterruptedApply as stopped:
        if cancellation(context.run_id).is_set():
            context.log.warning(str(stopped))
            raise RunStopped(str(stopped)) from None
        raise PlainFailure(stopped) from None
    except CrmInfraError as error:
        raise PlainFailure(error) from None

"""Looks at environments as ops: their checks and drift become results per layer and partition.

No op takes a lock or waits for anybody, so a look never stands in the way of a change. Add here how
a look runs in Dagster; what is looked at is ``crm_infra.checks.looking``'s, when it is done is
decided in ``schedules``.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

import dagster as dg
from pydantic import Field

from crm_infra.checks.looking import LayerLook, Looked, look_at
from crm_infra.environments import Environment, load_environments
from crm_infra.errors import CrmInfraError, InputError, InterruptedApply
from crm_infra.layers import CATALOG, Layer, upstream_first
from crm_infra.orchestration.checks import evaluations
from crm_infra.orchestration.failures import PlainFailure, RunStopped
from crm_infra.orchestration.history import judging_run
from crm_infra.orchestration.partitions import environment_of
from crm_infra.orchestration.platform import Platform
from crm_infra.orchestration.report import REPORT, report_metadata, write_report
from crm_infra.orchestration.stopping import cancellation

QUIET = {Looked.ABSENT, Looked.BUSY}
"""Nothing to judge, and nothing wrong with that."""

Event = dg.AssetCheckEvaluation | dg.AssetMaterialization | dg.Output[None]
Events = Generator[Event, None, None]


class Everywhere(dg.Config):
    """Which environments are looked at; all that are described when none is named."""

    environments: list[str] = Field(default_factory=list)


class OfLayers(dg.Config):
    """Which layers are looked at; all when none is named."""

    layers: list[str] = Field(default_factory=list)


@dg.op(description="Looks at one environment: its checks, its drift, its report.")
def look_at_environment(
    context: dg.OpExecutionContext, config: OfLayers, platform: dg.ResourceParam[Platform]
) -> Events:
    """Look at the environment of the run's partition; fails when a layer cannot be looked at."""
    with _failures():
        layers = upstream_first(config.layers) or CATALOG
        environment = environment_of(context.partition_key)
        failed = yield from _looked(context, platform, environment, layers)
    _refuse(failed)
    yield dg.Output(None)


@dg.op(description="Looks at every environment that stands, one after the other.")
def look_everywhere(
    context: dg.OpExecutionContext, config: Everywhere, platform: dg.ResourceParam[Platform]
) -> Events:
    """Look at all; one that cannot be looked at is told at the end, and keeps no other waiting."""
    failed: list[str] = []
    with _failures():
        for environment in _wanted(config.environments):
            try:
                failed += yield from _looked(context, platform, environment)
            except InterruptedApply:
                raise
            except CrmInfraError as error:
                failed.append(f"{environment.name}: {error}")
            except Exception as error:  # a fault of ours in one must not hide the others
                context.log.exception(f"{environment.name}: could not be looked at")
                failed.append(f"{environment.name}: {error!r}")
    _refuse(failed)
    yield dg.Output(None)


def _wanted(names: list[str]) -> list[Environment]:
    known = load_environments()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(
            f"{', '.join(unknown)} is no environment", hint=f"Choose of: {', '.join(known)}"
        )
    return [known[name] for name in names or known]


def _looked(
    context: dg.OpExecutionContext,
    platform: Platform,
    environment: Environment,
    layers: Sequence[Layer] = CATALOG,
) -> Generator[Event, None, list[str]]:
    """Results of the layers and the report; gives what could not be looked at."""
    failed: list[str] = []
    with platform.gateway(cancellation(context.run_id)) as gateway:
        looks: list[LayerLook] = []
        for found in look_at(gateway, layers, environment):
            look = _left_to_run(context.instance, found)
            looks.append(look)
            _tell(context, look)
            if platform.looked:
                platform.looked(look)
            if look.looked is Looked.FAILED:
                failed.append(f"{look.layer} in {look.environment}: {look.why}")
            yield from evaluations(look)
        if any(look.looked is not Looked.ABSENT for look in looks):
            report = write_report(gateway, context.instance, CATALOG, environment)
            yield dg.AssetMaterialization(
                asset_key=REPORT, partition=environment.name, metadata=report_metadata(report)
            )
    return failed


def _left_to_run(instance: dg.DagsterInstance, look: LayerLook) -> LayerLook:
    """The look, unless a run is going to change the layer and to judge it then."""
    if look.looked in QUIET:
        return look
    run = judging_run(instance, look.layer, look.environment)
    if not run:
        return look
    why = f"run {run} is under way and looks when it has changed it"
    return LayerLook(look.environment, look.layer, Looked.BUSY, why)


def _refuse(failed: list[str]) -> None:
    """End the run as failed when something could not be looked at; all else has been told."""
    if failed:
        raise PlainFailure(
            CrmInfraError(
                f"could not be looked at: {'; '.join(failed)}",
                hint="The other layers were looked at; see their checks",
            )
        )


def _tell(context: dg.OpExecutionContext, look: LayerLook) -> None:
    """One line per layer, and one per change that somebody made."""
    named = f"{look.layer} in {look.environment}"
    if look.looked is not Looked.SEEN:
        say = context.log.info if look.looked in QUIET else context.log.error
        say(f"{named} {look.looked.value}{': ' if look.why else ''}{look.why}")
    if not look.results:
        return
    broken = [result for result in look.results if result.broken]
    context.log.info(f"{named}: {look.resources} resources, {len(broken)} checks are red")
    for result in broken:
        for violation in result.violations:
            context.log.warning(f"{named}: {result.name}: {violation.resource}: {violation.seen}")


@contextmanager
def _failures() -> Generator[None]:
    """Our own errors become failures that say what to do; a cancelled run is cancelled."""
    try:
        yield
    except InterruptedApply as stopped:
        raise RunStopped(str(stopped)) from None
    except CrmInfraError as error:
        raise PlainFailure(error) from None

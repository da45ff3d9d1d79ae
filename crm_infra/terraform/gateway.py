"""The gateway: what the rest of the platform calls to plan and apply a layer of an environment.

Add here an operation on a layer as a whole. The order of planning and of applying belongs to
``planner`` and ``applier``; Dagster, the command line and approval belong above.
"""

from collections.abc import Mapping
from pathlib import Path
from threading import Event as Flag
from types import TracebackType
from typing import Any, Final, Self

from crm_infra.clock import Clock, SystemClock
from crm_infra.environments import Environment
from crm_infra.errors import InputError, TerraformError
from crm_infra.layers.catalog import Layer, layer_named
from crm_infra.state.guard import CheckedState
from crm_infra.state.layer_state import LayerState
from crm_infra.state.outputs import upstream_outputs
from crm_infra.state.store import Buckets
from crm_infra.terraform.applier import Applier
from crm_infra.terraform.binary import Binary, locate_binary
from crm_infra.terraform.declarations import declared_variables
from crm_infra.terraform.events import Progress
from crm_infra.terraform.looking import Look, Looker
from crm_infra.terraform.planner import Planner
from crm_infra.terraform.relay import Relay
from crm_infra.terraform.results import AppliedChange, PlannedChange
from crm_infra.terraform.runs import RunFolder
from crm_infra.terraform.target import Target
from crm_infra.terraform.work import LayerWork
from crm_infra.terraform.workspace import check_values

# Both regions at once, as all our buckets (ADR 0029): whoever rebuilds in the recovery region needs
# the states of what was lost.
_STATE_LOCATION: Final = "NAM4"


class LayerGateway:
    """Plans and applies layers; one gateway serves one run, from one thread at a time.

    Args:
        target: Where the providers act.
        home: Where the platform keeps its files (``CRM_HOME``).
        clock: The machine's own, unless a test says otherwise.
        binary: Another Terraform or OpenTofu than ``CRM_TERRAFORM`` names.
        cancel: When it is set, what runs is asked once to stop, and ends as an interrupted apply.
    """

    def __init__(
        self,
        target: Target,
        home: Path,
        clock: Clock | None = None,
        binary: Path | None = None,
        *,
        cancel: Flag | None = None,
    ) -> None:
        self.target = target
        self.home = home.resolve()
        self.clock = clock or SystemClock()
        self.cancel = cancel or Flag()
        self._named = binary
        self._buckets = Buckets()
        self._open: dict[str, LayerWork] = {}

    def binary(self) -> Binary:
        """Which Terraform runs."""
        return locate_binary(self.home, self._named)

    def plan(
        self,
        layer: Layer,
        environment: Environment,
        upstream: Mapping[str, Mapping[str, Any]],
        *,
        destroy: bool = False,
        refresh: bool = True,
        progress: Progress | None = None,
    ) -> PlannedChange:
        """Plan the layer; what it would do is in the result, the saved plan in its workdir.

        Args:
            layer: Which layer.
            environment: Which environment.
            upstream: Outputs of the layers above, by layer; see ``upstream``.
            destroy: Plan to take everything away.
            refresh: Look at the cloud first; without, only files and state are compared.
            progress: Called with every event while Terraform works.

        Raises:
            InputError: The values do not fit the layer's variables; nothing was started.
            StateError: The state is not the one that the last apply left; nothing was planned.
            TerraformError: Terraform refused.
            UnavailableError: Target, bucket or lock could not be had in time.
            InterruptedApply: It was stopped.
        """
        values = check_values(layer, {"environment": environment.as_variables(), **upstream})
        work = self._work(layer, environment)
        relay = Relay(progress, work.secrets())
        change = Planner(work, self.binary(), relay, values, destroy, refresh).plan()
        self._open[change.run] = work
        return change

    def apply(self, change: PlannedChange, progress: Progress | None = None) -> AppliedChange:
        """Apply exactly the saved plan; does nothing when there is nothing to do.

        Raises:
            StateError: The state has moved since, or is not what this apply can have left.
            TerraformError: Terraform refused or died; the next plan shows what is left.
            InterruptedApply: It was stopped; says how much was done.
        """
        work = self._open.pop(change.run, None)
        if work is None:
            raise InputError(
                f"plan {change.run} is not open", hint="A plan is applied once, by who made it"
            )
        if self.binary() != change.binary:
            raise TerraformError(f"planned with {change.binary}, but now it is {self.binary()}")
        relay = Relay(progress, work.secrets())
        return Applier(work, change, RunFolder(change.workdir), relay).apply()

    def look(
        self,
        layer: Layer,
        environment: Environment,
        upstream: Mapping[str, Mapping[str, Any]],
        progress: Progress | None = None,
    ) -> Look:
        """Compare what stands with the state; takes no lock, waits for nobody, writes nothing.

        Raises:
            InputError: Nothing of the layer stands, or the values do not fit its variables.
            StateError: The state is not the one that the last apply left.
            TerraformError: Terraform refused.
            InterruptedApply: It was stopped.
        """
        if self.standing(layer, environment).document is None:
            raise InputError(f"layer {layer.name} of {environment.name} has no state to look at")
        values = check_values(layer, {"environment": environment.as_variables(), **upstream})
        work = self._work(layer, environment)
        return Looker(work, self.binary(), Relay(progress, work.secrets()), values).look()

    def discard(self, change: PlannedChange) -> None:
        """Drop a plan that will not be applied."""
        if self._open.pop(change.run, None):
            RunFolder(change.workdir).remove()

    def outputs(self, layer: Layer, environment: Environment) -> dict[str, Any]:
        """What the layer gives to those below it.

        Raises:
            UpstreamError: It has not been applied, or its outputs are those of another state.
        """
        state = self.state(layer, environment)
        document = state.check().document
        return upstream_outputs(state.store, state.address, document, (), "whoever asked")

    def upstream(self, layer: Layer, environment: Environment) -> dict[str, dict[str, Any]]:
        """The outputs of every layer that this one takes values from.

        Raises:
            UpstreamError: A layer or a key is missing or stale; names both.
        """
        declared = declared_variables(layer.root)
        given: dict[str, dict[str, Any]] = {}
        for name in layer.depends_on:
            if name in declared:
                state = self.state(layer_named(name), environment)
                given[name] = upstream_outputs(
                    state.store,
                    state.address,
                    state.check().document,
                    declared[name].required_attributes,
                    f"layer {layer.name}",
                )
        return given

    def standing(self, layer: Layer, environment: Environment) -> CheckedState:
        """What stands of the layer, as the state says."""
        return self.state(layer, environment).check()

    def state(self, layer: Layer, environment: Environment) -> LayerState:
        """The layer's state: versions, lock, restore."""
        return self._work(layer, environment).state()

    def close(self) -> None:
        """Drop the plans that were not applied, and close connections."""
        self._buckets.close()
        for name, work in self._open.items():
            RunFolder(work.runs.folder / work.environment / work.layer.name / name).remove()
        self._open.clear()

    def _work(self, layer: Layer, environment: Environment) -> LayerWork:
        return LayerWork(
            target=self.target,
            home=self.home,
            clock=self.clock,
            cancel=self.cancel,
            buckets=self._buckets,
            layer=layer,
            environment=environment.name,
            project=environment.project.id,
            region=environment.regions.primary.name,
            location=_STATE_LOCATION,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

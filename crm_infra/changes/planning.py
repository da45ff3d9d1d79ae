"""What an environment's layers would change, upstream first, without changing anything.

A layer whose upstream is itself about to change cannot be planned on what stands: its inputs would
be invented or old. Such layers are planned in a rehearsal, a copy of the simulated cloud in which
the layers above have been applied, and say so. There each layer is planned once, and applied once
when another one needs it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from crm_infra.changes.rehearsal import rehearsal
from crm_infra.environments import Environment
from crm_infra.layers import Layer
from crm_infra.terraform.events import Progress, ignore
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.plan import PlanSummary
from crm_infra.terraform.results import PlannedChange
from crm_infra.terraform.target import Target


@dataclass(frozen=True)
class LayerPlan:
    """What one layer would change; ``rehearsed`` when its upstream stands only in a rehearsal."""

    layer: Layer
    summary: PlanSummary
    rehearsed: bool = False


class Planner:
    """Plans layers of one environment; use as a context manager, it may hold a rehearsal."""

    def __init__(self, target: Target, home: Path, cancel: Event | None = None) -> None:
        self._target = target
        self._home = home
        self._cancel = cancel or Event()
        self._held = ExitStack()

    def __enter__(self) -> "Planner":
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def plans(
        self,
        layers: Sequence[Layer],
        environment: Environment,
        follow: Callable[[Layer], Progress] = lambda _: ignore,
    ) -> Iterator[LayerPlan]:
        """Plan the layers, given upstream first, one after the other.

        Raises:
            UpstreamError: A layer above has not been applied and cannot be rehearsed.
        """
        pending: list[Layer] = []
        stage: _Stage | None = None
        for layer in layers:
            waits = any(above.name in layer.depends_on for above in pending)
            rehearsed = waits and self._target.simulated
            if rehearsed:
                stage = stage or self._rehearsal_of(environment)
                summary = stage.plan(layer, pending, follow(layer))
            else:
                summary = self._planned(layer, environment, follow(layer))
            yield LayerPlan(layer, summary, rehearsed)
            if not summary.nothing_to_do:
                pending.append(layer)

    def _planned(self, layer: Layer, environment: Environment, progress: Progress) -> PlanSummary:
        with LayerGateway(self._target, self._home, cancel=self._cancel) as gateway:
            upstream = gateway.upstream(layer, environment)
            planned = gateway.plan(layer, environment, upstream, progress=progress)
            gateway.discard(planned)
            return planned.summary

    def _rehearsal_of(self, environment: Environment) -> "_Stage":
        target = self._held.enter_context(rehearsal(self._home))
        gateway = LayerGateway(target, target.home, cancel=self._cancel)
        return _Stage(self._held.enter_context(gateway), environment)


class _Stage:
    """A rehearsal of one environment: what has been planned on it, and what stands on it.

    A plan stays open until another layer needs what it makes.
    """

    def __init__(self, gateway: LayerGateway, environment: Environment) -> None:
        self._gateway = gateway
        self._environment = environment
        self._open: dict[str, PlannedChange] = {}
        self._applied: set[str] = set()

    def plan(self, layer: Layer, pending: Sequence[Layer], progress: Progress) -> PlanSummary:
        """Plan the layer on those of the pending ones that it depends on."""
        for above in pending:
            if above.name in layer.depends_on and above.name not in self._applied:
                self._apply(above, pending)
        upstream = self._gateway.upstream(layer, self._environment)
        planned = self._gateway.plan(layer, self._environment, upstream, progress=progress)
        self._open[layer.name] = planned
        return planned.summary

    def _apply(self, layer: Layer, pending: Sequence[Layer]) -> None:
        """Carry out its plan, made here before or, if it was planned on what stands, now."""
        if layer.name not in self._open:
            self.plan(layer, pending, ignore)
        self._gateway.apply(self._open.pop(layer.name))
        self._applied.add(layer.name)

"""What an environment's layers would change, upstream first, without changing anything.

A layer whose upstream is itself about to change cannot be planned on what stands: its inputs would
be invented or old. Such layers are planned in a rehearsal, a copy of the simulated cloud in which
the layers above have been applied, and say so.
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
from crm_infra.terraform.target import SimTarget, Target


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
        self._rehearsal: SimTarget | None = None

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
        for layer in layers:
            waits_for = [above for above in pending if above.name in layer.depends_on]
            rehearsed = bool(waits_for) and self._target.simulated
            if rehearsed:
                summary = self._rehearsed(layer, pending, environment, follow(layer))
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

    def _rehearsed(
        self,
        layer: Layer,
        above: Sequence[Layer],
        environment: Environment,
        progress: Progress,
    ) -> PlanSummary:
        """Apply what is pending above in the copy, then plan the layer there."""
        if self._rehearsal is None:
            self._rehearsal = self._held.enter_context(rehearsal(self._home))
        target = self._rehearsal
        with LayerGateway(target, target.home, cancel=self._cancel) as gateway:
            for pending in above:
                upstream = gateway.upstream(pending, environment)
                gateway.apply(gateway.plan(pending, environment, upstream))
            upstream = gateway.upstream(layer, environment)
            planned = gateway.plan(layer, environment, upstream, progress=progress)
            gateway.discard(planned)
            return planned.summary

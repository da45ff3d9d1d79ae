"""Planning ahead: the first layers are planned while Dagster is still being loaded.

A plan changes nothing, and what it was made on is looked at again before it is applied. So the
command line lets Terraform begin at once, and a layer's step takes the plan that is ready. A layer
is planned ahead only while nothing changes in those above it, whose outputs would be others; layers
that do not depend on each other are planned side by side. Whatever goes wrong here is raised in the
layer's step. This module imports no Dagster.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event as Flag
from threading import Thread
from types import TracebackType
from typing import Any, Self

from crm_infra.environments import Environment
from crm_infra.errors import CrmInfraError
from crm_infra.layers import Layer
from crm_infra.terraform.events import Event, Progress
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.results import PlannedChange

Upstream = Mapping[str, Mapping[str, Any]]
MakeGateway = Callable[[Flag], LayerGateway]
Follower = Callable[[Environment, Layer], Progress]


@dataclass
class AheadOfStep:
    """One layer that was planned ahead: its gateway, who follows it, what was seen, what came."""

    gateway: LayerGateway
    follower: Progress
    events: list[Event] = field(default_factory=list[Event])
    upstream: Upstream = field(default_factory=dict[str, Mapping[str, Any]])
    planned: PlannedChange | None = None
    error: CrmInfraError | None = None

    def follow(self, event: Event) -> None:
        """Show it now, and keep it for the run's log, which does not exist yet."""
        self.events.append(event)
        self.follower(event)

    def settled(self, upstream: Upstream, log: Progress) -> PlannedChange | None:
        """The plan, told to the log; None when the layers above now give something else.

        Raises:
            CrmInfraError: What stopped it.
        """
        for event in self.events:
            log(event)
        if self.error:
            raise self.error
        if self.planned and dict(self.upstream) != dict(upstream):
            self.gateway.discard(self.planned)
            return None
        return self.planned


class PlanAhead:
    """Plans an environment's layers, each in a thread; use as a context manager around the run.

    Args:
        gateway: Makes a gateway that the given flag stops.
        environment: Which environment.
        layers: Upstream first.
        follow: Who hears of progress.
    """

    def __init__(
        self,
        gateway: MakeGateway,
        environment: Environment,
        layers: Sequence[Layer],
        follow: Follower,
    ) -> None:
        self.cancel = Flag()
        self._gateway = gateway
        self._environment = environment
        self._follow = follow
        self._reached = {layer.name: Flag() for layer in layers}
        self._unchanged: set[str] = set()
        self._found: dict[str, AheadOfStep] = {}
        self._threads = [
            Thread(
                target=self._plan_in_turn, args=(layer,), name=f"ahead {layer.name}", daemon=True
            )
            for layer in layers
        ]

    def take(self, layer: Layer, environment: Environment) -> AheadOfStep | None:
        """What was planned ahead for the layer, once; waits until that is known.

        The gateway is the taker's from then on, who closes it.
        """
        reached = self._reached.get(layer.name)
        if reached is None or environment != self._environment:
            return None
        reached.wait()
        return self._found.pop(layer.name, None)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop what is still planned, and drop what nobody has taken."""
        self.cancel.set()
        for thread in self._threads:
            thread.join()
        for left in self._found.values():
            left.gateway.close()

    def _plan_in_turn(self, layer: Layer) -> None:
        """Once it is known of every layer above that nothing changes in it."""
        try:
            for above in layer.depends_on:
                if above in self._reached:
                    self._reached[above].wait()
                    if above not in self._unchanged:
                        return
            found = self._plan(layer)
            self._found[layer.name] = found
            if found.planned and found.planned.nothing_to_do:
                self._unchanged.add(layer.name)
        except CrmInfraError:
            return  # without a gateway there is nothing to plan with; the step finds that too
        finally:
            self._reached[layer.name].set()

    def _plan(self, layer: Layer) -> AheadOfStep:
        gateway = self._gateway(self.cancel)
        ahead = AheadOfStep(gateway, self._follow(self._environment, layer))
        try:
            ahead.upstream = gateway.upstream(layer, self._environment)
            ahead.planned = gateway.plan(
                layer, self._environment, ahead.upstream, progress=ahead.follow
            )
        except CrmInfraError as error:
            ahead.error = error
        return ahead

"""The gateway: plan and apply one layer of one environment, from files to read-back state.

It puts the parts together in the order that keeps a failure harmless; each part lives in its own
module. Add here a step of that order. Dagster, the command line and approval belong above.
"""

from collections.abc import Mapping
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Any, Self

from crm_infra.clock import Clock, SystemClock
from crm_infra.environments import Environment
from crm_infra.layers.catalog import Layer
from crm_infra.terraform.events import Progress
from crm_infra.terraform.results import AppliedChange, PlannedChange
from crm_infra.terraform.target import Target


class LayerGateway:
    """Plans and applies layers; one gateway serves one run, from one thread at a time."""

    def __init__(
        self,
        target: Target,
        home: Path,
        clock: Clock | None = None,
        binary: Path | None = None,
        *,
        cancel: Event | None = None,
    ) -> None:
        self.target = target
        self.home = home
        self.clock = clock or SystemClock()
        self.cancel = cancel or Event()
        self._named = binary

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
        """Plan the layer; what it would do is in the result, the saved plan in its workdir."""
        raise NotImplementedError

    def apply(self, change: PlannedChange, progress: Progress | None = None) -> AppliedChange:
        """Apply exactly the saved plan."""
        raise NotImplementedError

    def discard(self, change: PlannedChange) -> None:
        """Drop a plan that will not be applied."""
        raise NotImplementedError

    def outputs(self, layer: Layer, environment: Environment) -> dict[str, Any]:
        """What the layer gives to those below it."""
        raise NotImplementedError

    def upstream(self, layer: Layer, environment: Environment) -> dict[str, dict[str, Any]]:
        """The outputs of every layer that this one depends on, checked."""
        raise NotImplementedError

    def close(self) -> None:
        """Drop the plans that were neither applied nor failed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

"""What the gateway hands back: a planned change and what became of it when applied.

Add here what callers read after a plan or an apply. How it comes about belongs to ``gateway``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_infra.layers.catalog import Layer
from crm_infra.state.address import StateAddress
from crm_infra.state.guard import CheckedState
from crm_infra.terraform.binary import Binary
from crm_infra.terraform.events import Notice
from crm_infra.terraform.plan import PlanSummary


@dataclass(frozen=True)
class PlannedChange:
    """One planned move of one layer in one environment; its saved plan waits in ``workdir``.

    ``seconds`` has the whole of planning as ``plan``, and Terraform's own part as ``terraform``.
    """

    layer: Layer
    address: StateAddress
    destroy: bool
    summary: PlanSummary
    binary: Binary
    state: CheckedState
    run: str
    workdir: Path
    notices: tuple[Notice, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def environment(self) -> str:
        """The name of the environment."""
        return self.address.environment

    @property
    def nothing_to_do(self) -> bool:
        """Whether what stands is what is wanted."""
        return self.summary.nothing_to_do

    @property
    def digest(self) -> str:
        """Equal for two plans that do the same."""
        return self.summary.digest

    @property
    def lineage(self) -> str:
        """The state's lineage at planning; empty when there is no state yet."""
        return self.state.document.lineage if self.state.document else ""

    @property
    def serial(self) -> int:
        """The state's serial at planning; 0 when there is no state yet."""
        return self.state.document.serial if self.state.document else 0


@dataclass(frozen=True)
class AppliedChange:
    """What an apply did; ``outputs`` are what the layers below will read."""

    added: int
    changed: int
    removed: int
    imported: int
    seconds: float
    resource_seconds: Mapping[str, float]
    outputs: Mapping[str, Any]
    lineage: str
    serial: int
    standing: Mapping[str, int]
    notices: tuple[Notice, ...] = ()

    @property
    def resources(self) -> int:
        """How many resources stand afterwards; ``standing`` has them by type."""
        return sum(self.standing.values())

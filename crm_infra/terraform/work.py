"""One operation on one layer: everything that planning, applying and waiting have in common.

Add here what each operation of the gateway needs to know; the order of an operation belongs to
``planner`` and ``applier``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Flag

from crm_infra.clock import Clock
from crm_infra.layers.catalog import Layer
from crm_infra.state.address import StateAddress, bucket_name
from crm_infra.state.guard import HighWaterMarks
from crm_infra.state.layer_state import LayerState
from crm_infra.state.lock import Witness
from crm_infra.state.store import Buckets
from crm_infra.terraform.binary import Binary
from crm_infra.terraform.cli import TerraformCli
from crm_infra.terraform.relay import Relay
from crm_infra.terraform.runs import RunFolder, Runs
from crm_infra.terraform.session import Session, StepResult
from crm_infra.terraform.steps import Step
from crm_infra.terraform.supervisor import Supervisor
from crm_infra.terraform.target import Target
from crm_infra.terraform.workspace import tree_variables

RUN_VARIABLE = "CRM_RUN"
SECRET_VARIABLES = ("GOOGLE_OAUTH_ACCESS_TOKEN", "GOOGLE_CREDENTIALS")


@dataclass(frozen=True)
class LayerWork:
    """A layer of an environment on a target, seen from this machine.

    Args:
        region: Where its resources are that name no region themselves.
        location: Where the bucket of its state lies.
    """

    target: Target
    home: Path
    clock: Clock
    cancel: Flag
    buckets: Buckets
    layer: Layer
    environment: str
    project: str
    region: str
    location: str

    @property
    def address(self) -> StateAddress:
        """Where the layer's state is."""
        return StateAddress(self.environment, self.layer.name, bucket_name(self.project))

    @property
    def plugins(self) -> Path:
        """Downloaded providers; Terraform forbids that two share a cache at the same time."""
        return self.home / "cache" / "plugins" / self.environment / self.layer.name

    @property
    def runs(self) -> Runs:
        """The run folders of the target."""
        return Runs(self.home / "runs" / self.target.name)

    def state(self) -> LayerState:
        """The layer's state."""
        access = self.target.storage(self.project)
        return LayerState(
            store=self.buckets.at(access, self.address.bucket, self.location),
            address=self.address,
            marks=HighWaterMarks(self.home / "high-water" / self.target.name),
            trail=self.home / "audit" / "state.jsonl",
            clock=self.clock,
            resettable=self.target.simulated,
            witnesses=self._witnesses,
        )

    def run(
        self, run: RunFolder, cwd: Path, binary: Binary, steps: Sequence[Step], relay: Relay
    ) -> tuple[list[StepResult], Supervisor]:
        """Run Terraform steps in the run's tree."""
        cli = self.cli(run, cwd, binary)
        supervisor = Supervisor(self.clock, self.cancel)
        return cli.run(steps, supervisor, relay.line, run.born), supervisor

    def cli(self, run: RunFolder, cwd: Path, binary: Binary) -> TerraformCli:
        """The commands of one run."""
        variables = {
            **tree_variables(run.tree),
            **self.target.child_environment(),
            RUN_VARIABLE: run.path.name,
        }
        session = Session(
            binary,
            cwd,
            run.steps,
            variables,
            self.clock,
            lambda: self.target.answers(variables),
        )
        return TerraformCli(session, self.cancel)

    def secrets(self) -> list[str]:
        """Values that a child is given and that nobody may see."""
        variables = self.target.child_environment()
        return [variables[name] for name in SECRET_VARIABLES if name in variables]

    def _witnesses(self) -> list[Witness]:
        found = ((run, run.record()) for run in self.runs.all(self.address))
        return [
            Witness(record, datetime.fromtimestamp(run.last_sign(), UTC))
            for run, record in found
            if record
        ]

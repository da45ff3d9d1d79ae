"""Run folders: one private folder per run, which is also its journal.

A run folder holds the record of the run (who, which processes, how far), the tree that Terraform
works in, and the output of every step. A run that succeeds leaves nothing; one that fails leaves
its folder, from which the next run learns what may stand in the cloud without being in the state.
Add here what is kept of a run; what is concluded from it belongs to ``recovery``.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_infra.clock import Clock
from crm_infra.state.address import StateAddress
from crm_infra.state.holder import Phase, RunRecord, identify, this_process
from crm_infra.state.records import private_folder, read_record, write_record

KEPT_FAILURES = 10


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One run's folder."""

    path: Path

    @property
    def tree(self) -> Path:
        """The copy of the HCL that Terraform works in."""
        return self.path / "tree"

    @property
    def steps(self) -> Path:
        """Arguments, output and exit code of every step."""
        return self.path / "steps"

    @property
    def events(self) -> Path:
        """What Terraform reported while it applied."""
        return self.steps / "apply.out"

    def planned(self) -> Mapping[str, Any]:
        """The plan that the run carried out, as Terraform shows it; empty when it had none."""
        shown = sorted(self.steps.glob("show-*.out"), key=lambda path: path.stat().st_mtime_ns)
        try:
            return json.loads(shown[-1].read_bytes()) if shown else {}
        except (OSError, ValueError):
            return {}

    def errored_state(self, layer: str) -> Path:
        """The state that Terraform could not write to the bucket, when that happened."""
        return self.tree / "layers" / layer / "errored.tfstate"

    def record(self) -> RunRecord | None:
        """The record, or None when it cannot be read."""
        fields = read_record(self.path / "run.json")
        return RunRecord.read(fields) if fields else None

    def write(self, record: RunRecord) -> None:
        """Replace the record."""
        write_record(self.path / "run.json", record.fields())

    def move(self, phase: Phase, clock: Clock) -> None:
        """Note how far the run has come."""
        record = self.record()
        if record:
            self.write(record.moved(phase, clock.now()))

    def born(self, pid: int) -> None:
        """Note the child that works for the run."""
        record = self.record()
        if record:
            self.write(record.with_child(identify(pid)))

    def last_sign(self) -> float:
        """When a child last wrote something, as seconds since the epoch; 0 when never."""
        return max((file.stat().st_mtime for file in self.steps.glob("*.out")), default=0.0)

    def remove(self) -> None:
        """Leave nothing."""
        shutil.rmtree(self.path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Runs:
    """The run folders of one target on this machine."""

    folder: Path

    def begin(self, address: StateAddress, clock: Clock) -> RunFolder:
        """A new run folder, with its record."""
        now = clock.now()
        name = f"{now:%Y%m%dT%H%M%SZ}-{os.getpid()}-{secrets.token_hex(2)}"
        run = RunFolder(private_folder(self._of(address) / name))
        run.write(RunRecord(name, address.environment, address.layer, now, this_process()))
        return run

    def named(self, address: StateAddress, name: str) -> RunFolder:
        """The folder of one run, whether or not it is still there."""
        return RunFolder(self._of(address) / name)

    def all(self, address: StateAddress) -> list[RunFolder]:
        """Every run folder of a layer that is still there, oldest first."""
        return [RunFolder(path) for path in sorted(self._of(address).glob("*")) if path.is_dir()]

    def prune(self, address: StateAddress) -> None:
        """Remove the oldest runs that nobody needs any more."""
        settled = [run for run in self.all(address) if _is_settled(run)]
        for run in settled[:-KEPT_FAILURES]:
            run.remove()

    def _of(self, address: StateAddress) -> Path:
        return self.folder / address.environment / address.layer


def unsettled(runs: Iterable[RunFolder]) -> list[tuple[RunFolder, RunRecord]]:
    """Runs that are still going on, or that ended in a way that the next run must look at."""
    found = ((run, run.record()) for run in runs)
    return [(run, record) for run, record in found if record and record.phase is not Phase.SETTLED]


def _is_settled(run: RunFolder) -> bool:
    record = run.record()
    return record is None or record.phase is Phase.SETTLED

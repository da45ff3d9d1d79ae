"""A simulated cloud of its own for each measurement, and plain Terraform against it.

The bare loop is what a team without the platform would write: for each layer ``init``, ``plan
-out`` and ``apply`` with the same Terraform, the same root modules, the same backend and simcloud.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import run

from benchmarks.measure import Cost, command
from crm_infra.environments import load_environment
from crm_infra.layers import Layer, layer_named
from crm_infra.layers.catalog import INFRASTRUCTURE
from crm_infra.state.store import GcsStateStore
from crm_infra.terraform.binary import child_command, locate_binary
from crm_infra.terraform.target import SimTarget

CRM = [sys.executable, "-m", "crm_infra.cli"]
ENVIRONMENT = "dev"
LAYERS = tuple(layer_named(name) for name in ("foundation", "network"))
"""Two that come one after the other, so that what they take can be added up."""
SELECTED = tuple(word for layer in LAYERS for word in ("--layer", layer.name))
BUCKET = "crm-benchmark-states"
BACKEND = 'terraform {\n  backend "gcs" {}\n}\n'


@dataclass(frozen=True)
class Home:
    """One home with a running simcloud."""

    path: Path

    @property
    def variables(self) -> dict[str, str]:
        """What makes a command use this home."""
        return {"CRM_HOME": str(self.path)}

    def crm(self, *arguments: str) -> Cost:
        """One command line of the platform."""
        return command([*CRM, *arguments], self.variables)


@contextmanager
def home(*start: str) -> Generator[Home]:
    """A fresh home; ``start`` are options for simcloud."""
    path = Path(tempfile.mkdtemp(prefix="crm-bench-"))
    made = Home(path)
    try:
        made.crm("sim", "start", *start)
        yield made
    finally:
        made.crm("sim", "stop")
        shutil.rmtree(path, ignore_errors=True)


class BareLoop:
    """The shell loop: one Terraform process per command, folders prepared beforehand."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._target = SimTarget(home.path)
        self._folder = home.path / "bare"
        self._binary = [*child_command(locate_binary(home.path)), "--"]
        self._environment = load_environment(ENVIRONMENT)
        shutil.copytree(INFRASTRUCTURE, self._folder, dirs_exist_ok=True)
        access = self._target.storage(self._environment.project.id)
        GcsStateStore(access, BUCKET, "us-central1").ensure()

    def provision(self) -> float:
        """init, plan, apply for each layer; seconds."""
        return sum(self._layer(layer, apply=True) for layer in LAYERS)

    def look(self) -> float:
        """Init and plan for each layer; seconds."""
        return sum(self._layer(layer, apply=False) for layer in LAYERS)

    def _layer(self, layer: Layer, *, apply: bool) -> float:
        folder = self._folder / "layers" / layer.name
        self._prepare(layer, folder)
        shutil.rmtree(folder / ".terraform", ignore_errors=True)
        steps = [["init", "-input=false"], ["plan", "-input=false", "-out=tfplan"]]
        steps += [["apply", "-input=false", "tfplan"]] if apply else []
        return sum(self._terraform(folder, *step).wall for step in steps)

    def _prepare(self, layer: Layer, folder: Path) -> None:
        settings = f'bucket = "{BUCKET}"\nprefix = "bare/{layer.name}"\n'
        backend = BACKEND.replace('"gcs" {}', '"gcs" {\n' + settings + "}")
        (folder / "backend.tf").write_text(backend)
        values: dict[str, object] = {"environment": self._environment.as_variables()}
        for above in layer.depends_on:
            values[above] = self._outputs(self._folder / "layers" / above)
        (folder / "terraform.tfvars.json").write_text(json.dumps(values))

    def _outputs(self, folder: Path) -> Mapping[str, object]:
        done = run(
            [*self._binary, "output", "-json"],
            cwd=folder,
            env={**os.environ, **self._target.child_environment()},
            capture_output=True,
            check=True,
        )
        return {name: one["value"] for name, one in json.loads(done.stdout).items()}

    def _terraform(self, folder: Path, *arguments: str) -> Cost:
        return command([*self._binary, *arguments], self._target.child_environment(), folder)

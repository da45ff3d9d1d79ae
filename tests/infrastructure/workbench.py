"""A place to run real Terraform on the layers: a copy of the HCL, one simcloud, one set of values.

Every run works in the same copy, so that ``init`` is paid once; what differs between runs (values,
state, saved plan) has a name of its own. Only tests use it: the platform's own way to Terraform is
``crm_infra.terraform``.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_infra.environments import load_environment
from crm_infra.layers import layer_named
from crm_infra.layers.catalog import INFRASTRUCTURE, MODULES
from crm_infra.terraform.binary import child_command, locate_binary

TIMEOUT = 120
Json = dict[str, Any]


class UnexpectedEndError(AssertionError):
    """Terraform ended with a code that the test did not expect."""


@dataclass(frozen=True)
class Simcloud:
    """A simulated cloud of the test's own."""

    home: Path
    schemas: Path | None = None

    def command(self, *arguments: str) -> str:
        """Run ``python -m crm_infra.simcloud`` and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "crm_infra.simcloud", *arguments],
            cwd=INFRASTRUCTURE.parent.parent,
            env={**os.environ, "CRM_HOME": str(self.home)},
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        assert done.returncode == 0, f"simcloud {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> dict[str, str]:
        """Start it, and return what Terraform must be told to use it."""
        if self.schemas:
            self.command("start", "--schemas", str(self.schemas))
        return json.loads(self.command("env", "--format", "json"))

    def stop(self) -> None:
        """End it."""
        self.command("stop")


@dataclass
class Workbench:
    """Terraform with its providers attached to one simcloud."""

    folder: Path
    providers: Mapping[str, str]
    simcloud: Simcloud
    _ready: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        shutil.copytree(MODULES, self.folder / "modules")
        (self.folder / "terraform.rc").write_text("disable_checkpoint = true\n")
        binary = locate_binary(self.folder / "home", environ={})
        self._command = [*child_command(binary), "--"]

    def run(self, layer: str, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """One Terraform command in the layer's folder; what it printed."""
        done = subprocess.run(
            [*self._command, *arguments],
            cwd=self._root(layer),
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        if done.returncode not in codes:
            raise UnexpectedEndError(
                f"terraform {' '.join(arguments)} in {layer} ended with {done.returncode}:\n"
                f"{done.stdout}{done.stderr}"
            )
        return done.stdout + done.stderr

    def plan(self, layer: str, name: str, values: Json) -> Json:
        """Plan the layer with the values against the state of that name; the plan as JSON."""
        self.run(layer, "plan", *self._options(layer, name, values), "-out", f"{name}.plan")
        return json.loads(self.run(layer, "show", "-json", f"{name}.plan"))

    def pending(self, layer: str, name: str, values: Json) -> str:
        """What a plan would still change, as Terraform prints it; empty when nothing."""
        options = self._options(layer, name, values)
        text = self.run(layer, "plan", "-detailed-exitcode", *options, codes=(0, 2))
        return "" if "No changes." in text else text.split("following actions:")[-1]

    def refusal(self, layer: str, command: str, name: str, values: Json) -> str:
        """The error with which a plan, apply or destroy ends, on one line."""
        approve = [] if command == "plan" else ["-auto-approve"]
        text = self.run(layer, command, *approve, *self._options(layer, name, values), codes=(1,))
        return " ".join(text.replace("│", " ").replace("╷", " ").replace("╵", " ").split())

    def apply(self, layer: str, name: str, values: Json) -> Json:
        """Apply the layer and return its outputs."""
        options = self._options(layer, name, values)
        self.run(layer, "apply", "-auto-approve", *options)
        state = json.loads((self._root(layer) / f"{name}.tfstate").read_text())
        return {key: output["value"] for key, output in state["outputs"].items()}

    def destroy(self, layer: str, name: str, values: Json) -> None:
        """Destroy the layer; nobody but the test has touched it, so nothing is read again."""
        options = self._options(layer, name, values)
        self.run(layer, "destroy", "-auto-approve", "-refresh=false", *options)

    def state(self, layer: str, name: str) -> str:
        """The state, as it is written."""
        return (self._root(layer) / f"{name}.tfstate").read_text()

    def _options(self, layer: str, name: str, values: Json) -> list[str]:
        (self._root(layer) / f"{name}.tfvars.json").write_text(json.dumps(values))
        return [
            "-input=false",
            "-no-color",
            f"-state={name}.tfstate",
            f"-var-file={name}.tfvars.json",
        ]

    def _root(self, layer: str) -> Path:
        root = self.folder / "layers" / layer
        if layer not in self._ready:
            shutil.copytree(layer_named(layer).root, root)
            self._ready.add(layer)
            self.run(layer, "init", "-input=false", "-no-color")
        return root

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return {
            **kept,
            **self.providers,
            "HOME": str(self.folder),
            "TF_CLI_CONFIG_FILE": str(self.folder / "terraform.rc"),
        }


def environment_values(name: str) -> Json:
    """The value of the variable ``environment``, as the platform gives it."""
    return json.loads(json.dumps(load_environment(name).as_variables()))

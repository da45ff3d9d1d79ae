"""A place to run real Terraform on the layers: a copy of the HCL, one simcloud, one set of values.

Every run works in the same copy, so that ``init`` is paid once; what differs between runs (values,
saved plan, state in a workspace) has a name of its own. Only tests use it: the platform's own way
to Terraform is ``crm_infra.terraform``.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from crm_infra.environments import load_environment
from crm_infra.layers import layer_named
from crm_infra.layers.catalog import INFRASTRUCTURE, MODULES
from crm_infra.simcloud.process.home import Home
from tests.infrastructure.terraform import TIMEOUT, Done, Json, Terraform, UnexpectedEndError

BUCKET = "workbench-states"
# Written to simcloud's storage once per command; a state on disk is written after every resource.
BACKEND = (
    'terraform {{\n  backend "gcs" {{\n    bucket = "{bucket}"\n    prefix = "{layer}"\n  }}\n}}\n'
)


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

    def ask(self, server: str, path: str, body: Any = None) -> Any:
        """Ask its control API or its storage."""
        access = json.loads((self.home / "sim" / "endpoint.json").read_text())[server]
        request = urllib.request.Request(
            access["url"] + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {access['token']}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return json.load(answer)

    def keep(self, snapshot: Path) -> None:
        """Copy everything that stands, states included."""
        with closing(sqlite3.connect(snapshot)) as kept:
            _duplicate(Home(self.home).database, kept)

    def restore(self, snapshot: Path) -> None:
        """Let stand what is in such a copy, of this or of another simcloud, and nothing else."""
        with closing(sqlite3.connect(Home(self.home).database)) as live:
            _duplicate(snapshot, live)

    def resources(self, **of: str) -> list[Json]:
        """What exists, in short."""
        return self.ask("control", f"/v1/resources?{urlencode(of)}")


def _duplicate(source: Path, target: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(source)) as read:
        read.backup(target)


@dataclass(frozen=True)
class Applied:
    """What an apply has planned and given."""

    changes: tuple[Json, ...]
    outputs: Json

    @classmethod
    def of(cls, done: Done) -> "Applied":
        """From what ``apply -json`` printed."""
        given = done.said("outputs")[-1]["outputs"]
        return cls(
            tuple(message["change"] for message in done.said("planned_change")),
            {key: output["value"] for key, output in given.items()},
        )


@dataclass
class Workbench:
    """Terraform with its providers attached to one simcloud."""

    folder: Path
    simcloud: Simcloud
    _ready: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        shutil.copytree(MODULES, self.folder / "modules")
        self.terraform = Terraform(self.folder, self.simcloud.start())
        self.simcloud.ask("storage", "/storage/v1/b?project=simcloud", {"name": BUCKET})

    def close(self) -> None:
        """End Terraform and the simcloud."""
        self.terraform.close()
        self.simcloud.stop()

    def run(self, layer: str, *arguments: str, codes: tuple[int, ...] = (0,)) -> Done:
        """One Terraform command in the layer's folder; what it printed."""
        done = self.terraform.run(self.root(layer), *arguments)
        if done.code not in codes:
            raise UnexpectedEndError(
                f"terraform {' '.join(arguments)} in {layer} ended with {done.code}:\n"
                f"{done.words if done.messages else done.out + done.err}"
            )
        return done

    def plan(self, layer: str, name: str, values: Json, *, refresh: bool = True) -> Json:
        """Plan the layer with the values against the state of that name; the plan as JSON."""
        options = [*self._options(layer, name, values), f"-refresh={str(refresh).lower()}"]
        self.run(layer, "plan", *options, "-json", "-lock=false", f"-out={name}.plan")
        return json.loads(self.run(layer, "show", "-json", f"{name}.plan").out)

    def pending(self, layer: str, name: str, values: Json) -> str:
        """What a plan would still change, as Terraform prints it; empty when nothing."""
        options = self._options(layer, name, values)
        done = self.run(layer, "plan", "-detailed-exitcode", "-lock=false", *options, codes=(0, 2))
        return "" if done.code == 0 else done.out.split("following actions:")[-1]

    def refusal(self, layer: str, command: str, name: str, values: Json) -> str:
        """The errors with which a plan, apply or destroy ends, on one line."""
        approve = [] if command == "plan" else ["-auto-approve", "-refresh=false"]
        options = self._options(layer, name, values)
        return self.run(layer, command, "-json", *approve, *options, codes=(1,)).words

    def apply(self, layer: str, name: str, values: Json, *, refresh: bool = True) -> Applied:
        """Apply the layer."""
        options = [*self._options(layer, name, values), f"-refresh={str(refresh).lower()}"]
        return Applied.of(self.run(layer, "apply", "-json", "-auto-approve", *options))

    def carry_out(self, layer: str, name: str) -> Json:
        """Apply what ``plan`` has planned and return the layer's outputs."""
        self._select(layer, name)
        done = self.run(layer, "apply", "-json", "-input=false", "-no-color", f"{name}.plan")
        return Applied.of(done).outputs

    def destroy(self, layer: str, name: str, values: Json) -> None:
        """Destroy the layer; nobody but the test has touched it, so nothing is read again."""
        options = self._options(layer, name, values)
        self.run(layer, "destroy", "-auto-approve", "-refresh=false", *options)

    def state(self, layer: str, name: str) -> Json:
        """The state, from the bucket that it is written to."""
        held = quote(f"{layer}/{name}.tfstate", safe="")
        return self.simcloud.ask("storage", f"/storage/v1/b/{BUCKET}/o/{held}?alt=media")

    def root(self, layer: str) -> Path:
        """The layer's copy, ready for commands."""
        root = self.folder / "layers" / layer
        if layer not in self._ready:
            shutil.copytree(layer_named(layer).root, root)
            (root / "backend.tf").write_text(BACKEND.format(bucket=BUCKET, layer=layer))
            self._ready.add(layer)
            self.run(layer, "init", "-input=false", "-no-color")
        return root

    def _options(self, layer: str, name: str, values: Json) -> list[str]:
        self._select(layer, name)
        (self.root(layer) / f"{name}.tfvars.json").write_text(json.dumps(values))
        return ["-input=false", "-no-color", f"-var-file={name}.tfvars.json"]

    def _select(self, layer: str, name: str) -> None:
        """What ``terraform workspace select`` does, without a command of its own."""
        (self.root(layer) / ".terraform" / "environment").write_text(name)


def environment_values(name: str) -> Json:
    """The value of the variable ``environment``, as the platform gives it."""
    return json.loads(_environment(name))


@cache
def _environment(name: str) -> str:
    return json.dumps(load_environment(name).as_variables())

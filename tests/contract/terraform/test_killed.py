"""Whoever is killed, and whenever: the next run finishes, and nothing is lost without a word.

Real Terraform, real simcloud and a real ``kill -9``. What must hold afterwards: every object in
the cloud is in the state, and everything that was wanted stands.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_infra.environments import Environment
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.target import SimTarget
from tests.contract.terraform.conftest import REPOSITORY, Sim
from tests.fakes.layers import WrittenLayer, written_layer

SUBNETS = 14
HCL = f"""
terraform {{
  required_providers {{
    google = {{ source = "hashicorp/google" }}
  }}
}}

provider "google" {{
  project = var.environment.project.id
  region  = "us-central1"
}}

resource "google_project_service" "compute" {{
  service = "compute.googleapis.com"
}}

resource "google_compute_network" "main" {{
  name                    = "main"
  auto_create_subnetworks = false
  depends_on              = [google_project_service.compute]
}}

resource "google_compute_subnetwork" "this" {{
  for_each      = toset([for index in range({SUBNETS}) : tostring(index)])
  name          = "subnet-${{each.key}}"
  network       = google_compute_network.main.id
  ip_cidr_range = "10.50.${{each.key}}.0/24"
}}

output "network" {{
  value = google_compute_network.main.id
}}
"""
RESOURCES = SUBNETS + 2
MOMENTS = (0, 3, 13)  # creations that have ended by then
PATIENCE = 120


class Scene:
    """A layer whose creations take a moment, and the run that is going to be disturbed."""

    def __init__(self, sim: Sim, folder: Path) -> None:
        self.sim = sim
        self.layer: WrittenLayer = written_layer(folder / "infrastructure", "network", HCL)
        self._command = [
            sys.executable,
            str(REPOSITORY / "tests" / "fakes" / "victim.py"),
            str(sim.home),
            str(self.layer.root),
            self.layer.name,
        ]

    def begin(self) -> "subprocess.Popen[str]":
        self.sim("start")
        self.sim("fault", "add", "latency", "--ms", "200", "--call", "create")
        return subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def again(self) -> str:
        """The next run; it must succeed."""
        done = subprocess.run(
            self._command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run_folder(self) -> Path:
        return next(iter(self.sim.home.glob("runs/sim/dev/network/*")))

    def finished(self) -> int:
        events = self.sim.home.glob("runs/sim/dev/network/*/steps/apply.out")
        return sum(file.read_text(errors="replace").count('"apply_complete"') for file in events)

    def kill(self, who: str, run: "subprocess.Popen[str]") -> None:
        """``kill -9`` of one, or of all at once, as when the power fails."""
        pids: dict[str, Callable[[], int]] = {
            "run": lambda: run.pid,
            "terraform": lambda: _field(self.run_folder() / "run.json", "child", "pid"),
            "simcloud": lambda: _field(self.sim.home / "sim" / "endpoint.json", "pid"),
        }
        for pid in pids.values() if who == "everything" else [pids[who]]:
            until(lambda pid=pid: _struck(pid()))

    def cloud(self) -> set[str]:
        return {item["id"] for item in json.loads(self.sim("resources", "--json"))}

    def known(self, dev: Environment) -> set[str]:
        with LayerGateway(SimTarget(self.sim.home), self.sim.home) as gateway:
            document = gateway.state(self.layer, dev).check().document
        assert document
        return {
            instance["attributes"]["id"]
            for resource in document.raw["resources"]
            for instance in resource["instances"]
        }


def _struck(pid: int) -> bool:
    """Whether there was somebody to be killed; the next child is written down only when it runs."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _field(file: Path, *keys: str) -> int:
    value = json.loads(file.read_text())
    for key in keys:
        value = value[key]
    return value


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("who", "moment"),
    [
        *((who, moment) for who in ("run", "terraform", "simcloud") for moment in MOMENTS),
        ("everything", MOMENTS[1]),
    ],
)
def test_the_next_run_finishes_and_nothing_is_lost(
    sim: Sim, tmp_path: Path, dev: Environment, who: str, moment: int
) -> None:
    scene = Scene(sim, tmp_path)
    run = scene.begin()
    until(lambda: any(sim.home.glob("runs/sim/dev/network/*/steps/apply.out")))
    until(lambda: scene.finished() >= moment or run.poll() is not None)
    assert run.poll() is None, run.communicate()[0]
    scene.kill(who, run)
    said = run.communicate(timeout=PATIENCE)[0]
    killed = who in {"run", "everything"}
    assert run.returncode == (-signal.SIGKILL if killed else 1), said

    next_said = scene.again()
    assert f"RESOURCES {RESOURCES}" in next_said
    assert scene.cloud() == scene.known(dev)
    quiet = scene.again()
    assert "RESOURCES" in quiet
    assert "NOTICE" not in quiet


def test_a_lock_that_a_killed_plan_left_is_removed_and_reported(
    sim: Sim, tmp_path: Path, dev: Environment
) -> None:
    scene = Scene(sim, tmp_path)
    scene.begin().communicate(timeout=PATIENCE)
    sim("fault", "add", "latency", "--ms", "1500", "--call", "read")
    run = scene.begin()
    with LayerGateway(SimTarget(sim.home), sim.home) as gateway:
        until(lambda: gateway.state(scene.layer, dev).holder() is not None)
        scene.kill("terraform", run)
        assert "Terraform was killed by signal 9" in run.communicate(timeout=PATIENCE)[0]
        sim("fault", "clear")
        assert "removed a dead lock" in scene.again()
        assert gateway.state(scene.layer, dev).holder() is None

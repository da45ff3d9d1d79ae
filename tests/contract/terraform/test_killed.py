"""Whoever is killed, and whenever: the next run finishes, and nothing is lost without a word.

Real Terraform, real simcloud and a real ``kill -9``. What must hold afterwards: every object in
the cloud is in the state, and everything that was wanted stands.
"""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from crm_infra.environments import Environment
from crm_infra.simcloud.process.identity import Identity, identity_of
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.target import SimTarget
from tests.fakes.layers import WrittenLayer, written_layer
from tests.fakes.sim_process import Sim, running
from tests.fakes.victim import PATIENCE, Victim, run_once

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


KEPT = ("cache", "sim")
Found = TypeVar("Found")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sim]:
    with running(tmp_path_factory.mktemp("killed") / "home") as sim:
        yield sim


@pytest.fixture
def scene(home: Sim, tmp_path: Path) -> Iterator["Scene"]:
    """An empty cloud, and a home in which nothing has run yet."""
    home.ask("start")
    home.ask("reset", "--yes")
    for left in home.home.iterdir():
        if left.name not in KEPT:
            shutil.rmtree(left)
    scene = Scene(home, tmp_path)
    yield scene
    for victim in scene.victims:
        victim.close()


class Scene:
    """A layer whose creations take a moment, and the run that is going to be disturbed."""

    def __init__(self, sim: Sim, folder: Path) -> None:
        self.sim, self._folder = sim, folder
        self.layer: WrittenLayer = written_layer(folder / "infrastructure", "network", HCL)
        self.victims: list[Victim] = []

    def begin(self) -> Victim:
        latency = ("fault", "add", "latency", "--call", "create")
        self.sim.ask(*latency, "--ms", "200")
        # The last creation takes so long that whoever is to be killed is still at work.
        self.sim.ask(*latency, "--ms", "3000", "--at", str(RESOURCES))
        said = self._folder / f"said-{len(self.victims)}.txt"
        self.victims.append(Victim(self.sim.home, self.layer, said))
        return self.victims[-1]

    def again(self) -> tuple[int, list[str]]:
        """The next run, which must succeed: how many resources stand, and what was noticed."""
        notices: list[str] = []
        applied = run_once(self.sim.home, self.layer, notices.append)
        return applied.resources, notices

    def run_folder(self) -> Path:
        return next(iter(self.sim.home.glob("runs/sim/dev/network/*")))

    def finished(self) -> int:
        events = self.sim.home.glob("runs/sim/dev/network/*/steps/apply.out")
        return sum(file.read_text(errors="replace").count('"apply_complete"') for file in events)

    def kill(self, who: str, run: Victim) -> None:
        """``kill -9`` of one, or of all at once, as when the power fails."""
        pids: dict[str, Callable[[], int]] = {
            "run": lambda: run.pid,
            "terraform": lambda: _field(self.run_folder() / "run.json", "child", "pid"),
            "simcloud": lambda: _field(self.sim.home / "sim" / "endpoint.json", "pid"),
        }
        chosen = pids.values() if who == "everything" else [pids[who]]
        struck = [until(lambda pid=pid: _struck(pid())) for pid in chosen]
        # Whoever is dying may still take a connection, and the next run would wait for its answer.
        until(lambda: not any(process.alive() for process in struck))

    def cloud(self) -> set[str]:
        return {item["id"] for item in self.sim.ask("resources")}

    def known(self, dev: Environment) -> set[str]:
        with LayerGateway(SimTarget(self.sim.home), self.sim.home) as gateway:
            document = gateway.state(self.layer, dev).check().document
        assert document
        return {
            instance["attributes"]["id"]
            for resource in document.raw["resources"]
            for instance in resource["instances"]
        }


def _struck(pid: int) -> Identity | None:
    """Who was killed, if there was somebody: the next child is written down only when it runs."""
    process = identity_of(pid)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return process
    return None


def _field(file: Path, *keys: str) -> int:
    value = json.loads(file.read_text())
    for key in keys:
        value = value[key]
    return value


def until(condition: Callable[[], Found | None]) -> Found:
    """What the condition finds, as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)
    return found


@pytest.mark.parametrize(
    ("who", "moment"),
    [
        *((who, moment) for who in ("run", "terraform", "simcloud") for moment in MOMENTS),
        ("everything", MOMENTS[1]),
    ],
)
def test_the_next_run_finishes_and_nothing_is_lost(
    scene: Scene, dev: Environment, who: str, moment: int
) -> None:
    home = scene.sim.home
    run = scene.begin()
    until(lambda: any(home.glob("runs/sim/dev/network/*/steps/apply.out")) or run.ended())
    until(lambda: scene.finished() >= moment or run.ended())
    assert not run.ended(), run.said()
    scene.kill(who, run)
    killed = who in {"run", "everything"}
    assert run.wait() == (-signal.SIGKILL if killed else 1), run.said()

    assert scene.again()[0] == RESOURCES
    assert scene.cloud() == scene.known(dev)
    assert scene.again() == (RESOURCES, [])


def test_a_lock_that_a_killed_plan_left_is_removed_and_reported(
    scene: Scene, dev: Environment
) -> None:
    assert scene.begin().wait() == 0
    scene.sim.ask("fault", "add", "latency", "--ms", "1500", "--call", "read")
    run = scene.begin()
    with LayerGateway(SimTarget(scene.sim.home), scene.sim.home) as gateway:
        until(lambda: gateway.state(scene.layer, dev).holder() is not None)
        scene.kill("terraform", run)
        assert run.wait() == 1
        assert "Terraform was killed by signal 9" in run.said()
        scene.sim.ask("fault", "clear")
        assert "removed a dead lock" in " ".join(scene.again()[1])
        assert gateway.state(scene.layer, dev).holder() is None

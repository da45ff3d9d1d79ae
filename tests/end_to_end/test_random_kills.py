"""Ten kills over one apply, at moments that a seeded die decides: nothing is ever lost.

Whoever is killed (the run, its Terraform, simcloud, Dagster's daemon), after each kill this holds:
the state is the one that was there, grown; nothing that stood is gone; and whatever stands without
being in the state is adopted by the next plan. The moments are counted in resources and not in
seconds, and simcloud holds back what comes after them, so that no machine is too slow for them.
"""

import json
import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crm_infra.environments import Environment, load_environment
from crm_infra.errors import UnavailableError
from crm_infra.layers import Layer, layer_named
from crm_infra.orchestration.webserver import LocalDagster, local_dagster
from crm_infra.terraform.control import ask
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.target import SimTarget
from tests.end_to_end.conftest import Person
from tests.end_to_end.warm import Running
from tests.end_to_end.watching import Asked, part_of, wait_until

PACE = "10"
"""Virtual seconds per real second: something is also under way in the cloud when somebody dies."""
SEED = int(os.environ.get("CRM_SEED", "20261124"))
VICTIMS = ("run",) * 3 + ("terraform",) * 3 + ("simcloud",) * 3 + ("daemon",)
HELD = ("sim", "fault", "add", "hang", "--call", "create", "--type", "google_*")
LOST = ("requests", "answers") * 5
MOST_RESOURCES = 6
"""Before a kill, so that ten kills fit into one apply of the foundation."""


@dataclass(frozen=True)
class Kill:
    """Who is killed, after how many more resources stand, and what is on its way then.

    Lost ``requests`` never reach the cloud; of lost ``answers`` the cloud has done what was asked.
    """

    whom: str
    after: int
    lost: str


def kills() -> list[Kill]:
    """Ten kills, in an order and at moments that the seed decides."""
    die = random.Random(SEED)
    victims, lost = die.sample(VICTIMS, 10), die.sample(LOST, 10)
    return [
        Kill(whom, die.randint(1, MOST_RESOURCES), what)
        for whom, what in zip(victims, lost, strict=True)
    ]


@dataclass
class Witness:
    """What has been seen of cloud and state so far; none of it may get lost."""

    person: Person
    layer: Layer = field(default_factory=lambda: layer_named("foundation"))
    environment: Environment = field(default_factory=lambda: load_environment("dev"))
    lineage: str = ""
    serial: int = 0
    recorded: dict[str, str] = field(default_factory=dict[str, str])
    stood: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def __post_init__(self) -> None:
        self.target = SimTarget(self.person.home)
        self.goal = self._gate = 0

    def lets_pass(self, creations: int, lost: str) -> None:
        """Let so many creations pass, and what was held before; all that follow are held."""
        self.goal = self.count() + creations
        after = ("--after",) if lost == "answers" else ()
        added = self.person.succeeds(*HELD, "--at", str(creations + 1), *after, "--json").json()
        if self._gate:
            self.person.succeeds("sim", "fault", "clear", str(self._gate))
        self._gate = added["number"]

    def reached(self) -> bool:
        """Whether they have passed, and another creation is held."""
        try:
            held = any(one["hits"] for one in ask(self.target, "/v1/faults"))
            return held and self.count() >= self.goal
        except UnavailableError:
            return False

    def standing(self) -> set[tuple[str, str]]:
        """Type and id of everything that the cloud has."""
        return {(one["type"], one["id"]) for one in ask(self.target, "/v1/resources")}

    def count(self) -> int:
        """How many there are, for asking often."""
        return ask(self.target, "/v1/status")["resources"]

    def at_rest(self) -> bool:
        """Whether the cloud has finished what a killed Terraform had begun."""
        recent = ask(self.target, "/v1/operations", newest="", limit=60)
        return all(one["outcome"] != "running" for one in recent)

    def finds_nothing_lost(self) -> None:
        """Compare with what was seen before, and remember it."""
        wait_until(self.at_rest, "the cloud to come to rest")
        with LayerGateway(self.target, self.person.home) as gateway:
            document = gateway.standing(self.layer, self.environment).document
        assert document, "the state is gone"
        assert self.lineage in ("", document.lineage)
        assert document.serial >= self.serial
        assert set(self.recorded) <= set(document.managed)
        stands = self.standing()
        assert self.stood <= stands
        self.lineage, self.serial = document.lineage, document.serial
        self.recorded, self.stood = dict(document.managed), stands

    def sees_it_planned_by_the_run(self) -> None:
        """The plan that is being carried out knows, from the state or by import, all that stood."""
        self._knows_all(self.person.home / "runs")

    def sees_it_planned_by_another(self) -> None:
        """The same, of a plan that nobody carries out."""
        with LayerGateway(self.target, self.person.home) as gateway:
            self._knows_all(gateway.plan(self.layer, self.environment, {}).workdir)

    def _knows_all(self, folder: Path) -> None:
        shown = max(folder.rglob("show-*.out"), key=lambda path: path.stat().st_mtime_ns)
        planned = json.loads(shown.read_bytes())["resource_changes"]
        known = Counter(one["type"] for one in planned if one["change"]["before"] is not None)
        lost = Counter(type_ for type_, _ in self.stood) - known
        assert not lost, f"in the cloud, in no state and not adopted: {lost}"


def terraform_of(person: Person) -> int:
    """The Terraform child that works for this home."""
    found = subprocess.run(
        ["pgrep", "-f", f"child.py .*{person.home}"], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


def simcloud_of(person: Person) -> int:
    return json.loads((person.home / "sim" / "endpoint.json").read_text())["pid"]


@contextmanager
def provisioning(person: Person) -> Iterator[Running]:
    """A run at the terminal; it has ended when the block has."""
    run = person.start("provision", "dev", "--layer", "foundation")
    try:
        yield run
    finally:
        run.communicate(timeout=240)


def progresses(witness: Witness, run: Running | None = None) -> None:
    """Wait until what may pass has passed; the run must not end before."""

    def reached() -> bool:
        assert run is None or run.poll() is None, f"the run ended before: {run.communicate()}"
        return witness.reached()

    wait_until(reached, f"{witness.goal} resources and one that is held")


def killed_at_the_terminal(witness: Witness, kill: Kill) -> None:
    """A Terraform whose run was killed goes on by itself, until it is killed as well."""
    with provisioning(witness.person) as run:
        progresses(witness, run)
        witness.sees_it_planned_by_the_run()
        if kill.whom == "run":
            run.kill()
            witness.lets_pass(1, "requests")
            progresses(witness)
        whom = simcloud_of if kill.whom == "simcloud" else terraform_of
        os.kill(whom(witness.person), signal.SIGKILL)
    assert run.returncode != 0


def daemon_killed(witness: Witness, kill: Kill, dagster: LocalDagster) -> None:
    """The run of the UI goes on without the daemon; the whole of it is stopped with the UI."""
    asked = Asked(dagster.url)
    run = asked.launches("provision", "dev", layers=["foundation"])
    progresses(witness)
    witness.sees_it_planned_by_the_run()
    os.kill(part_of(dagster, "daemon"), signal.SIGKILL)
    witness.lets_pass(1, "requests")
    progresses(witness)
    assert asked.status(run) == "STARTED"
    os.kill(terraform_of(witness.person), signal.SIGKILL)
    assert asked.follows(run) == "FAILURE"


def strike(witness: Witness, kill: Kill) -> None:
    witness.lets_pass(kill.after, kill.lost)
    if kill.whom == "daemon":
        with local_dagster(witness.person.home) as dagster:
            daemon_killed(witness, kill, dagster)
    else:
        killed_at_the_terminal(witness, kill)


@pytest.mark.parametrize("seed", [SEED])
def test_ten_kills_over_one_apply_lose_nothing(person: Person, seed: int) -> None:
    person.succeeds("sim", "start", "--pace", PACE)
    witness = Witness(person)
    for number, kill in enumerate(kills(), 1):
        print(f"seed {seed}, kill {number}: {kill}")
        strike(witness, kill)
        witness.finds_nothing_lost()

    witness.sees_it_planned_by_another()
    person.succeeds("sim", "fault", "clear")
    person.succeeds("sim", "pace", "0")
    person.succeeds("provision", "dev", "--layer", "foundation")
    witness.finds_nothing_lost()
    assert not Counter(type_ for type_, _ in witness.stood) - Counter(witness.recorded.values())
    assert person.types("plan", "dev", "--layer", "foundation").code == 0

"""Stopping a run in the middle: how there is a middle, and what is then left for the next run.

simcloud holds every key ring back, and no key is begun before its ring stands: on a machine of any
speed an apply waits there to be stopped.
"""

import re

import yaml

from tests.end_to_end.conftest import ROOT, Person
from tests.end_to_end.warm import Running
from tests.end_to_end.watching import Asked

HELD = ("latency", "--ms", "600000", "--call", "create", "--type", "google_kms_key_ring")
"""For longer than any test lasts, or until Terraform asks its provider to stop."""
FOUNDATION = yaml.safe_load((ROOT / "tests/infrastructure/foundation/dev.yaml").read_text())
TOTAL = sum(FOUNDATION["expect"]["counts"].values())
"""Resources of foundation in dev."""
COUNTED = re.compile(r"stopped \(cancelled\) after (\d+) of (\d+) changes; the state is saved")


def holds_back(person: Person) -> Person:
    """No key ring is finished from now on."""
    person.succeeds("sim", "fault", "add", *HELD)
    return person


def holds_nothing_back(person: Person) -> None:
    person.succeeds("sim", "fault", "clear")


def reach_the_middle(run: Running, resources: int = 30) -> None:
    """Come back when that many resources are finished."""
    assert run.stdout is not None
    seen = 0
    while seen < resources:
        line = run.stdout.readline()
        assert line, f"the run ended after {seen} resources: {run.communicate()}"
        seen += ": create " in line


def counted(text: str) -> tuple[int, int]:
    found = COUNTED.search(text)
    assert found, text
    done, total = int(found[1]), int(found[2])
    assert 0 < done < total, "it was stopped in the middle"
    return done, total


def in_state(person: Person, environment: str = "dev") -> int:
    made = "state", "show", environment, "--layer", "foundation", "--json"
    return len(person.succeeds(*made).json()["resources"])


def would_continue(person: Person, total: int, standing: int) -> None:
    """The next run would make exactly what the state of the stopped one does not have."""
    plan = person.types("plan", "dev", "--layer", "foundation", "--json").json()
    assert plan["layers"][0]["actions"] == {"create": total - standing}


def continues(person: Person, total: int, standing: int) -> None:
    """The next run makes exactly that."""
    holds_nothing_back(person)
    rest = person.succeeds("provision", "dev", "--layer", "foundation", "--json").json()
    (layer,) = rest["layers"]
    assert layer["resources"] == total
    assert layer["actions"] == {"create": total - standing}


def begun(asked: Asked, environment: str) -> str:
    """A run of the UI that is in the middle of its apply."""
    run = asked.launches("provision", environment, layers=["foundation", "network"])
    asked.prints(run, lambda text: text.count(": create ") >= 30, "30 resources of the run")
    return run

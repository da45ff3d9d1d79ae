"""kill -9 of the run, of Terraform or of simcloud, as the person at the terminal meets it.

All three at three moments each are in ``contract/terraform/test_killed.py``. After each: the next
run finishes, and nothing in the cloud is missing from the state without being reported. simcloud is
paced, so that there is a middle to be killed in.
"""

import json
import os
import signal
import subprocess
from collections import Counter

import pytest

from tests.end_to_end.conftest import Person

PACE = "40"
"""Virtual seconds per real second: an apply of foundation then takes a few seconds."""
MOMENTS = {"run": 3, "terraform": 60, "simcloud": 120}
"""How many resources are finished when the kill of it comes."""


def terraform_of(person: Person) -> int:
    """The Terraform child that works for this home."""
    found = subprocess.run(
        ["pgrep", "-f", f"child.py .*{person.home}"], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


def simcloud_of(person: Person) -> int:
    return json.loads((person.home / "sim" / "endpoint.json").read_text())["pid"]


def run_until(person: Person, finished: int) -> "subprocess.Popen[str]":
    """Start to provision, and come back when that many resources are finished."""
    run = person.start("provision", "dev", "--layer", "foundation")
    assert run.stdout is not None
    seen = 0
    for line in run.stdout:
        seen += ": create " in line
        if seen >= finished:
            return run
    raise AssertionError(f"the run ended after {seen} resources: {run.communicate()}")


def kill(person: Person, whom: str, run: "subprocess.Popen[str]") -> None:
    pid = {
        "run": lambda: run.pid,
        "terraform": lambda: terraform_of(person),
        "simcloud": lambda: simcloud_of(person),
    }[whom]()
    os.kill(pid, signal.SIGKILL)
    run.communicate(timeout=240)


def in_cloud(person: Person) -> Counter[str]:
    listed = person.succeeds("sim", "resources", "--json").json()
    return Counter(item["type"] for item in listed)


def in_state(person: Person) -> Counter[str]:
    shown = person.succeeds("state", "show", "dev", "--layer", "foundation", "--json").json()
    return Counter(shown["resources"].values())


@pytest.mark.parametrize("whom", list(MOMENTS))
def test_the_next_run_finishes_what_a_kill_interrupted(person: Person, whom: str) -> None:
    person.succeeds("sim", "start", "--pace", PACE)
    run = run_until(person, MOMENTS[whom])
    kill(person, whom, run)

    finished = person.types("provision", "dev", "--layer", "foundation")
    assert finished.code == 0, finished.out + finished.err
    unexplained = in_cloud(person) - in_state(person)
    assert not unexplained, f"in the cloud, not in the state: {unexplained}\n{finished.out}"
    assert person.types("plan", "dev", "--layer", "foundation").code == 0

"""Stopping a run, from wherever: Terraform finishes what is in flight, and the next run continues.

simcloud holds every key ring back, and no key is begun before its ring stands: on a machine of any
speed an apply has a middle, in which it waits to be stopped.
"""

import os
import re
import signal
from collections.abc import Iterator

import pytest
import yaml

from crm_infra.orchestration.webserver import local_dagster
from tests.end_to_end.conftest import ROOT, Person, somebody
from tests.end_to_end.test_ui import opened
from tests.end_to_end.warm import Running
from tests.end_to_end.watching import Asked, wait_until

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


@pytest.fixture
def held(person: Person) -> Person:
    return holds_back(person)


@pytest.fixture(scope="module")
def operator() -> Iterator[Person]:
    """Somebody in front of the UI; each test takes another environment."""
    with somebody() as person:
        yield holds_back(person)


@pytest.fixture(scope="module")
def asked(operator: Person) -> Iterator[Asked]:
    with local_dagster(operator.home) as dagster:
        yield Asked(dagster.url)


def begun(asked: Asked, environment: str) -> str:
    """A run of the UI that is in the middle of its apply."""
    run = asked.launches("provision", environment, layers=["foundation", "network"])
    asked.prints(run, lambda text: text.count(": create ") >= 30, "30 resources of the run")
    return run


def test_one_interrupt_stops_in_order_and_a_second_changes_nothing(held: Person) -> None:
    run = held.start("provision", "dev")
    reach_the_middle(run)
    run.send_signal(signal.SIGINT)
    assert run.stderr is not None
    assert "Terraform finishes what is in flight" in run.stderr.readline()
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=120)

    assert run.returncode == 5
    done, total = counted(out)
    assert re.search(r"foundation +stopped", out)
    assert re.search(r"network +not reached", out)
    assert in_state(held) == done
    continues(held, total, done)


def test_ending_the_ui_cancels_its_runs_in_order_and_not_a_simcloud_that_ran_before(
    held: Person,
) -> None:
    with opened(held, "--port", "0") as (ui, url):
        begun(Asked(url), "dev")
    assert ui.returncode == 0
    assert held.types("sim", "status").code == 0
    assert 0 < in_state(held) < TOTAL
    would_continue(held, TOTAL, in_state(held))


def test_terminate_in_the_ui_cancels_the_run_which_says_what_is_left(
    asked: Asked, operator: Person
) -> None:
    run = begun(asked, "dev")
    asked.terminates(run)
    assert asked.follows(run) == "CANCELED"
    done, total = counted(asked.messages(run))
    (ending,) = [one for one in asked.events(run) if one["__typename"] == "RunCanceledEvent"]
    assert counted(ending["error"]["message"]) == (done, total)
    assert "Not begun: network" in ending["error"]["message"]
    assert ending["error"]["stack"] == []
    assert all(not failure["error"]["stack"] for failure in asked.step_failures(run))
    assert in_state(operator) == done
    would_continue(operator, total, done)


def test_a_run_marked_as_cancelled_by_force_still_stops_in_order(
    asked: Asked, operator: Person
) -> None:
    run = begun(asked, "staging")
    asked.terminates(run, policy="MARK_AS_CANCELED_IMMEDIATELY")
    wait_until(lambda: COUNTED.search(asked.messages(run)), "the run to say what it had done")
    done, _ = counted(asked.messages(run))
    assert in_state(operator, "staging") == done


def test_a_worker_that_was_killed_is_noticed(asked: Asked) -> None:
    run = begun(asked, "uat")
    os.kill(asked.process_of(run), signal.SIGKILL)
    assert asked.follows(run) == "FAILURE"


def test_terminate_in_the_ui_reaches_a_run_in_somebody_s_terminal(
    asked: Asked, operator: Person
) -> None:
    terminal = operator.start("provision", "prod", "--layer", "foundation")
    reach_the_middle(terminal)
    (run,) = asked.under_way("prod")
    asked.terminates(run)
    out, _ = terminal.communicate(timeout=120)
    assert terminal.returncode == 5
    counted(out)
    assert asked.status(run) == "CANCELED"


def test_a_run_that_died_elsewhere_does_not_keep_its_environment_from_the_next(
    asked: Asked, operator: Person
) -> None:
    terminal = operator.start("provision", "prod", "--layer", "foundation")
    reach_the_middle(terminal, resources=1)
    (died,) = asked.under_way("prod")
    terminal.kill()
    terminal.communicate(timeout=60)
    holds_nothing_back(operator)

    following = asked.launches("provision", "prod", layers=["foundation"])
    assert asked.follows(died) == "FAILURE"
    assert "Run it again: the next plan shows what is left" in asked.messages(died)
    assert asked.follows(following) == "SUCCESS"

"""How runs end that do not succeed, in the UI and at the terminal: refused, stopped or killed.

When one is stopped Terraform finishes what is in flight, and the next run continues; how an apply
is held in its middle is in ``stopping``.
"""

import os
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from crm_infra.orchestration.webserver import local_dagster
from tests.end_to_end.conftest import Person, somebody
from tests.end_to_end.stopping import (
    COUNTED,
    begun,
    continues,
    counted,
    holds_back,
    holds_nothing_back,
    in_state,
    reach_the_middle,
    would_continue,
)
from tests.end_to_end.watching import Asked, wait_until


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


def said_of(failure: dict[str, Any]) -> dict[str, str]:
    entries = failure["failureMetadata"]["metadataEntries"]
    return {entry["label"]: entry["text"] for entry in entries}


def test_a_key_that_is_no_environment_is_refused_inside_the_asset(asked: Asked) -> None:
    asked.adds_partition("moon")
    run = asked.launches("provision", "moon", layers=["foundation"])
    assert asked.follows(run) == "FAILURE"
    (failure,) = asked.step_failures(run)
    assert "moon" in failure["error"]["message"]
    assert failure["error"]["className"] == "InputError"
    assert failure["error"]["stack"] == []
    assert said_of(failure)["kind"] == "InputError"
    assert "dev" in said_of(failure)["what to do"]


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


def test_a_refusal_of_the_cloud_names_resource_file_line_and_what_to_do(
    asked: Asked, operator: Person
) -> None:
    holds_nothing_back(operator)
    refuse = ("--type", "google_kms_crypto_key", "--call", "create", "--code", "403")
    operator.succeeds("sim", "fault", "add", "error", *refuse, "--message", "Permission denied")
    run = asked.launches("provision", "dev", layers=["foundation"])
    assert asked.follows(run) == "FAILURE"
    (failure,) = asked.step_failures(run)
    message = failure["error"]["message"]
    assert failure["error"]["stack"] == [], failure["error"]["cause"]
    assert "apply of foundation in dev failed" in message
    assert re.search(r"google_kms_crypto_key\.\S+, \S+\.tf:\d+", message), message
    assert "Permission denied" in message
    assert "run it again" in said_of(failure)["what to do"]

"""A run whose process is gone is ended with what to do next; any other is left alone."""

import json
import subprocess
import sys
from dataclasses import asdict, replace

import dagster as dg
import pytest

from crm_infra.orchestration.liveness import report_dead_runs
from crm_infra.orchestration.tags import PROCESS_TAG
from crm_infra.state.holder import ProcessIdentity, identify, this_process
from sensors.dead_runs import dead_runs


@dg.job
def provision() -> None:
    pass


def killed_process() -> ProcessIdentity:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    identity = identify(child.pid)
    child.kill()
    child.communicate()
    return identity


def run_of(
    instance: dg.DagsterInstance,
    process: ProcessIdentity | None,
    status: dg.DagsterRunStatus = dg.DagsterRunStatus.STARTED,
) -> str:
    tags = {PROCESS_TAG: json.dumps(asdict(process))} if process else {}
    return instance.create_run_for_job(provision, tags=tags, status=status).run_id


def messages(instance: dg.DagsterInstance, run: str) -> str:
    return "\n".join(entry.message for entry in instance.all_logs(run))


def status(instance: dg.DagsterInstance, run: str) -> str:
    found = instance.get_run_by_id(run)
    assert found
    return found.status.value


def test_a_run_whose_process_was_killed_fails_and_says_what_to_do(
    instance: dg.DagsterInstance,
) -> None:
    process = killed_process()
    run = run_of(instance, process)
    assert report_dead_runs(instance) == [run]
    assert status(instance, run) == "FAILURE"
    said = messages(instance, run)
    assert f"process {process.pid}" in said
    assert "Run it again" in said


def test_a_run_that_died_while_it_was_being_cancelled_is_cancelled(
    instance: dg.DagsterInstance,
) -> None:
    run = run_of(instance, killed_process(), dg.DagsterRunStatus.CANCELING)
    assert report_dead_runs(instance) == [run]
    assert status(instance, run) == "CANCELED"


@pytest.mark.parametrize("whose", ["living", "another machine's", "nobody's"])
def test_a_run_of_which_death_is_not_proven_is_left_alone(
    instance: dg.DagsterInstance, whose: str
) -> None:
    process = {
        "living": this_process(),
        "another machine's": replace(killed_process(), host="elsewhere"),
        "nobody's": None,
    }[whose]
    run = run_of(instance, process)
    assert report_dead_runs(instance) == []
    assert status(instance, run) == "STARTED"


def test_the_sensor_says_whom_it_ended(instance: dg.DagsterInstance) -> None:
    run = run_of(instance, killed_process())
    with dg.build_sensor_context(instance=instance) as context:
        first, second = dead_runs(context), dead_runs(context)
    assert run in first.skip_message
    assert "living process" in second.skip_message

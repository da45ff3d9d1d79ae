"""Run folders: the record of a run, and what is kept of it."""

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_infra.clock import ManualClock
from crm_infra.state.holder import Life, Phase
from crm_infra.terraform.runs import KEPT_FAILURES, Runs, unsettled
from tests.fakes.states import ADDRESS


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path / "runs" / "sim")


def test_a_run_has_a_private_folder_and_a_record(runs: Runs, clock: ManualClock) -> None:
    run = runs.begin(ADDRESS, clock)
    assert stat.S_IMODE(run.path.stat().st_mode) == 0o700
    record = run.record()
    assert record
    assert (record.environment, record.layer, record.phase) == ("dev", "network", Phase.PLANNING)
    assert record.life() is Life.ALIVE
    assert runs.all(ADDRESS) == [run]


def test_two_runs_never_share_a_folder(runs: Runs, clock: ManualClock) -> None:
    assert runs.begin(ADDRESS, clock) != runs.begin(ADDRESS, clock)


def test_how_far_it_came_and_its_child_are_noted(runs: Runs, clock: ManualClock) -> None:
    run = runs.begin(ADDRESS, clock)
    run.born(os.getpid())
    run.move(Phase.APPLYING, clock)
    record = run.record()
    assert record
    assert record.child
    assert (record.child.pid, record.phase) == (os.getpid(), Phase.APPLYING)
    assert [found for found, _ in unsettled(runs.all(ADDRESS))] == [run]
    run.move(Phase.SETTLED, clock)
    assert unsettled(runs.all(ADDRESS)) == []


def test_what_it_carried_out_is_the_last_plan_that_it_showed(
    runs: Runs, clock: ManualClock
) -> None:
    run = runs.begin(ADDRESS, clock)
    assert run.planned() == {}
    run.steps.mkdir()
    for number in (1, 2):
        shown = run.steps / f"show-{number}.out"
        shown.write_text(f'{{"number": {number}}}')
        os.utime(shown, (number, number))
    assert runs.named(ADDRESS, run.path.name).planned() == {"number": 2}
    (run.steps / "show-2.out").write_text('{"number": ')
    assert run.planned() == {}, "it was cut off"


def test_its_last_sign_of_life_is_what_a_child_wrote(runs: Runs, clock: ManualClock) -> None:
    run = runs.begin(ADDRESS, clock)
    assert run.last_sign() == 0.0
    run.steps.mkdir()
    (run.steps / "init.out").touch()
    run.events.touch()
    os.utime(run.events, (1000, 1000))
    os.utime(run.steps / "init.out", (500, 500))
    assert run.last_sign() == 1000


def test_only_settled_runs_are_pruned_and_the_newest_are_kept(
    runs: Runs, clock: ManualClock
) -> None:
    for _ in range(KEPT_FAILURES + 3):
        runs.begin(ADDRESS, clock).move(Phase.SETTLED, clock)
        clock.sleep(1)
    failed = runs.begin(ADDRESS, replace(clock, elapsed=0.0))
    runs.prune(ADDRESS)
    left = runs.all(ADDRESS)
    assert failed in left
    assert len(left) == KEPT_FAILURES + 1


def test_a_folder_without_a_record_is_no_run_to_look_at(runs: Runs, clock: ManualClock) -> None:
    run = runs.begin(ADDRESS, clock)
    (run.path / "run.json").write_text("{")
    assert unsettled(runs.all(ADDRESS)) == []

"""What a child's output means for stopping it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_infra.clock import ManualClock
from crm_infra.terraform.steps import Step
from crm_infra.terraform.supervisor import Patience
from crm_infra.terraform.watch import OutputWatch

STEP = Step("apply", (), Patience(), durable=True)


class Scene:
    """A child's output file, a clock, and whether the target answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock(datetime(2026, 1, 2, tzinfo=UTC))
        self.target_answers = True
        self.heard: list[tuple[str, str]] = []
        self.watch = OutputWatch(
            folder,
            [STEP, Step("show", (), Patience(), followed=False)],
            lambda step, line: self.heard.append((step, line)),
            self.clock,
            lambda: self.target_answers,
        )

    def says(self, line: str) -> None:
        with (self.folder / "apply.out").open("a") as file:
            file.write(line + "\n")
        self.watch.tick()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_it_hears_once_it_has_said_a_word(scene: Scene) -> None:
    scene.watch.tick()
    assert not scene.watch.hears()
    scene.says('{"type":"version"}')
    assert scene.watch.hears()
    assert scene.heard == [("apply", '{"type":"version"}')]


def test_only_followed_steps_are_read(scene: Scene) -> None:
    (scene.folder / "show.out").write_text("a plan of ten megabytes\n")
    scene.watch.tick()
    scene.watch.finish()
    assert scene.heard == []


def test_it_is_harmless_until_a_provider_acts(scene: Scene) -> None:
    assert scene.watch.harmless()
    scene.says('{"@message":"x: Creating...","type":"apply_start"}')
    assert not scene.watch.harmless()


def test_it_is_expendable_once_it_only_frees_its_lock(scene: Scene) -> None:
    scene.says('{"@message":"x","type":"apply_start"}')
    assert not scene.watch.expendable()
    scene.says('{"@message":"Releasing state lock.","type":"state_lock_release"}')
    assert scene.watch.expendable()


def test_silence_alone_is_no_stall(scene: Scene) -> None:
    scene.clock.sleep(3600)
    assert scene.watch.stalled() == ""


def test_silence_before_a_target_that_is_gone_is_a_stall(scene: Scene) -> None:
    scene.target_answers = False
    scene.clock.sleep(5)
    assert scene.watch.stalled() == ""
    scene.clock.sleep(6)
    assert scene.watch.stalled() == "the target does not answer"


def test_whoever_still_talks_is_not_stalled(scene: Scene) -> None:
    scene.target_answers = False
    scene.clock.sleep(9)
    scene.says("still here")
    scene.clock.sleep(9)
    assert scene.watch.stalled() == ""


def test_a_stop_is_written_down_for_a_child_of_several_steps(scene: Scene) -> None:
    scene.watch.prepare_stop()
    assert (scene.folder / "stop").exists()

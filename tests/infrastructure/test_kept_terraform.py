"""The Terraform that is kept running ends before it can open no file any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infrastructure import terraform
from tests.infrastructure.terraform import Terraform


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Terraform]:
    kept = Terraform(tmp_path, {})
    yield kept
    kept.close()


def answers(kept: Terraform, folder: Path) -> None:
    done = kept.run(folder, "version")
    assert done.code == 0
    assert done.out.startswith("Terraform v")


def test_one_process_runs_command_after_command(kept: Terraform, tmp_path: Path) -> None:
    pid = kept.pid
    for _ in range(2):
        answers(kept, tmp_path)
    assert kept.pid == pid


def test_another_takes_its_place_when_it_holds_many_files(
    kept: Terraform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = kept.pid
    monkeypatch.setattr(terraform, "MOST_OPEN", 2)
    answers(kept, tmp_path)
    assert kept.pid != pid

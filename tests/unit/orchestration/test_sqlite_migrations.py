"""Dagster's migrations: read once, and told as Alembic tells them."""

from pathlib import Path

import dagster as dg
import pytest
from alembic.script import ScriptDirectory
from dagster._core.storage import sql

from crm_infra.orchestration.instance import open_instance
from crm_infra.orchestration.sqlite_migrations import Migrations, read_once


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files of migrations that Alembic reads from now on, in a process that has read them."""
    read_once()
    config = sql.get_alembic_config(dg.__file__)
    Migrations.from_config(config).as_revision_number("head")
    files: list[Path] = []
    load = ScriptDirectory._load_revisions

    def noted(self: ScriptDirectory):
        for script in load(self):
            files.append(Path(script.path))
            yield script

    monkeypatch.setattr(ScriptDirectory, "_load_revisions", noted)
    return files


def test_the_newest_is_the_one_that_alembic_finds(read: list[Path]) -> None:
    config = sql.get_alembic_config(dg.__file__)
    newest = ScriptDirectory.from_config(config).get_current_head()
    assert len(read) > 50, "Alembic itself reads them all"
    assert newest
    assert Migrations.from_config(config).get_current_head() == newest


def test_an_instance_and_the_file_of_a_run_are_of_the_newest_and_none_is_read_for_it(
    tmp_path: Path, read: list[Path]
) -> None:
    with open_instance(tmp_path) as instance:
        for run in ("one", "two"):
            assert instance.event_log_storage.get_logs_for_run(run) == []
        versions = [
            instance.run_storage.alembic_version(),
            instance.event_log_storage.alembic_version(),
            instance.schedule_storage.alembic_version(),
        ]
        instance.upgrade()
    assert read == []
    newest = Migrations.from_config(sql.get_alembic_config(dg.__file__)).get_current_head()
    assert versions == [(newest, newest)] * 3

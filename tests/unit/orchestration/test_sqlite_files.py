"""Dagster's SQLite files: what is kept open, and that what is written is kept."""

import sqlite3
from pathlib import Path

import dagster as dg

from crm_infra.orchestration.instance import open_instance
from crm_infra.orchestration.sqlite_files import KEPT, OpenFiles, hurry


def _write_ahead(path: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE things (name TEXT)")
    connection.close()
    return path


def _add(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("INSERT INTO things VALUES ('one')")
    connection.close()


def test_a_file_that_is_kept_does_not_lose_its_log_when_others_close_it(tmp_path: Path) -> None:
    path = _write_ahead(tmp_path / "a.db")
    files = OpenFiles()
    files.keep(str(path))
    _add(path)
    assert path.with_name("a.db-wal").stat().st_size > 0
    files.close()
    assert not path.with_name("a.db-wal").exists()


def test_what_is_written_is_seen_by_others_at_once(tmp_path: Path) -> None:
    path = _write_ahead(tmp_path / "a.db")
    files = OpenFiles()
    files.keep(str(path))
    _add(path)
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM things").fetchall() == [("one",)]
    other.close()
    files.close()


def test_only_the_files_used_last_are_held(tmp_path: Path) -> None:
    files = OpenFiles()
    paths = [str(_write_ahead(tmp_path / f"{number}.db")) for number in range(KEPT + 2)]
    for path in paths:
        files.keep(path)
    assert files.paths() == paths[2:]
    files.keep(paths[2])
    assert files.paths()[-1] == paths[2]
    files.close()
    assert files.paths() == []


def test_an_instance_holds_its_files_and_keeps_what_it_was_told(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        instance.add_dynamic_partitions("environments", ["dev"])
        held = [path for path in hurry().paths() if path.startswith(str(tmp_path.resolve()))]
    assert held
    hurry().close()
    with open_instance(tmp_path) as again:
        assert list(again.get_dynamic_partitions("environments")) == ["dev"]
    assert isinstance(again, dg.DagsterInstance)
    hurry().close()

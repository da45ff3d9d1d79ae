"""Dagster's SQLite files: what is kept open, and that what is written is kept."""

import sqlite3
from pathlib import Path

import dagster as dg
from sqlalchemy import text

from crm_infra.orchestration.instance import open_instance
from crm_infra.orchestration.sqlite_files import KEPT, Engines, hurry


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def _add(engines: Engines, path: Path) -> None:
    """As Dagster does it: an engine for the statement, and its end."""
    engine = engines.engine(_url(path))
    with engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE IF NOT EXISTS things (name TEXT)"))
        connection.execute(text("INSERT INTO things VALUES ('one')"))
    engine.dispose()


def test_a_file_stays_open_until_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    engines = Engines()
    _add(engines, path)
    assert path.with_name("a.db-wal").stat().st_size > 0, "closing would have written it back"
    engines.close()
    assert not path.with_name("a.db-wal").exists()


def test_an_engine_and_its_connection_serve_one_statement_after_the_other(tmp_path: Path) -> None:
    engines = Engines()
    url = _url(tmp_path / "a.db")
    connections: set[int] = set()
    for _ in range(3):
        engine = engines.engine(url)
        with engine.connect() as connection:
            connections.add(id(connection.connection.dbapi_connection))
        engine.dispose()
    assert len(connections) == 1
    engines.close()


def test_two_may_be_at_work_in_one_file(tmp_path: Path) -> None:
    engines = Engines()
    path = tmp_path / "a.db"
    _add(engines, path)
    with engines.engine(_url(path)).connect() as one, engines.engine(_url(path)).connect() as two:
        assert one.execute(text("SELECT name FROM things")).all() == [("one",)]
        assert two.execute(text("SELECT name FROM things")).all() == [("one",)]
    engines.close()


def test_what_is_written_is_seen_by_others_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    engines = Engines()
    _add(engines, path)
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM things").fetchall() == [("one",)]
    other.close()
    engines.close()


def test_only_the_files_used_last_are_held(tmp_path: Path) -> None:
    engines = Engines()
    urls = [_url(tmp_path / f"{number}.db") for number in range(KEPT + 2)]
    for url in urls:
        engines.engine(url)
    assert engines.urls() == urls[2:]
    engines.engine(urls[2])
    assert engines.urls()[-1] == urls[2]
    engines.close()
    assert engines.urls() == []


def test_an_instance_holds_its_files_and_keeps_what_it_was_told(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        instance.add_dynamic_partitions("environments", ["dev"])
        held = [url for url in hurry().urls() if str(tmp_path.resolve()) in url]
    assert held
    hurry().close()
    with open_instance(tmp_path) as again:
        assert list(again.get_dynamic_partitions("environments")) == ["dev"]
    assert isinstance(again, dg.DagsterInstance)
    hurry().close()

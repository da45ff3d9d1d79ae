"""Instances are opened as the product opens them, in a home that a test has for itself."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from crm_infra.orchestration.instance import open_instance
from crm_infra.orchestration.sqlite_migrations import read_now, read_once

read_once()
read_now()


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("DAGSTER_HOME", "")
    with open_instance(tmp_path) as held:
        yield held

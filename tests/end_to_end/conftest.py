"""The product as a person uses it: each command in a process and a home of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.warm import Running, typed
from tests.fakes.executables import make_known

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from crm_infra.cli import main; main()"]
PATIENCE = 240


@dataclass(frozen=True)
class Ended:
    """One command line that has ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Person:
    """Types commands, and cleans up behind them."""

    home: Path
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT), "CRM_HOME": str(self.home), **self.extra}

    def start(self, *arguments: str, cwd: Path | None = None, answer: str = "") -> Running:
        """Type a command and do not wait for its end."""
        return typed(arguments, self.environment(), cwd, answer)

    def starts_cold(self, *arguments: str) -> "subprocess.Popen[str]":
        """The same, by a new interpreter."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def types(self, *arguments: str, cwd: Path | None = None, answer: str = "") -> Ended:
        command = self.start(*arguments, cwd=cwd, answer=answer)
        out, err = command.communicate(PATIENCE)
        return Ended(command.wait(), out, err)

    def succeeds(self, *arguments: str, cwd: Path | None = None) -> Ended:
        ended = self.types(*arguments, cwd=cwd)
        assert ended.code == 0, f"{arguments}: {ended.code}\n{ended.out}\n{ended.err}"
        return ended


@contextmanager
def somebody() -> Iterator[Person]:
    # Short, because Unix sockets live below it.
    home = Path(tempfile.mkdtemp(prefix="crm-"))
    make_known(home, None)
    someone = Person(home)
    try:
        yield someone
    finally:
        someone.types("sim", "stop")
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def person() -> Iterator[Person]:
    with somebody() as someone:
        yield someone

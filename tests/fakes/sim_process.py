"""One simcloud in a home of its own, driven by its commands as a person would drive it.

A command that is only a means runs in this process, the same code as ``python -m`` runs: starting
a Python costs more than most of what it is asked.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from crm_infra.simcloud.commands.group import sim as commands
from crm_infra.simcloud.process.identity import identity_of

REPOSITORY = Path(__file__).parents[2]
SECONDS = 60


class Sim:
    """The `sim` commands of one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "sim"
        self.environment: dict[str, str] = {}

    def begin(self, *arguments: str, **given: Any) -> subprocess.Popen[str]:
        """A command in a process of its own, as from a shell."""
        return subprocess.Popen(
            [sys.executable, "-m", "crm_infra.simcloud", *arguments],
            env={"PATH": os.environ["PATH"], "CRM_HOME": str(self.home), **self.environment},
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **given,
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same, to its end."""
        with self.begin(*arguments) as child:
            out, err = child.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(arguments, child.returncode, out, err)

    def typed(self, *arguments: str) -> Any:
        """What a command in a process of its own answers as JSON; it must succeed."""
        return _answer(self.run(*arguments, "--json"))

    def tell(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command within this process."""
        done = CliRunner().invoke(
            commands, arguments, env={"CRM_HOME": str(self.home)}, prog_name="crm-infra sim"
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    def ask(self, *arguments: str) -> Any:
        """What a command within this process answers as JSON; it must succeed."""
        return _answer(self.tell(*arguments, "--json"))

    def endpoint(self) -> dict[str, Any]:
        return json.loads((self.folder / "endpoint.json").read_text())

    def kill(self) -> int:
        pid = self.endpoint()["pid"]
        ended = identity_of(pid)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not ended.alive())
        return pid


def _answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def running(home: Path, *arguments: str) -> Iterator[Sim]:
    """A simcloud that was started, and is ended."""
    sim = Sim(home)
    sim.ask("start", *arguments)
    try:
        yield sim
    finally:
        sim.ask("stop")


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something holds; looking often costs less than sleeping long."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"the condition was not reached within {seconds} s"
        time.sleep(0.01)

"""One simcloud in a home of its own, driven by its commands as a person would drive it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
        with self.begin(*arguments) as child:
            out, err = child.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(arguments, child.returncode, out, err)

    def ask(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def endpoint(self) -> dict[str, Any]:
        return json.loads((self.folder / "endpoint.json").read_text())

    def kill(self) -> int:
        pid = self.endpoint()["pid"]
        ended = identity_of(pid)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not ended.alive())
        return pid


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something holds; looking often costs less than sleeping long."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"the condition was not reached within {seconds} s"
        time.sleep(0.01)

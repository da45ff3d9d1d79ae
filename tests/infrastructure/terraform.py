"""The embedded Terraform, kept running: a command then costs what it does, not its start.

Only tests use it: the platform starts one process per operation, which it can kill.
"""

import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from crm_infra.terraform.binary import CHILD, locate_binary

Json = dict[str, Any]
TIMEOUT = 180
STEADY = Path(__file__).with_name("steady.py")
MOST_OPEN = 2000
"""Files of one process; it may open 4,096 on the smallest of usual machines."""
# Memory for time, as the platform does; the limit keeps several workers on a small machine, whose
# other processors have work of their own: idle threads of this Terraform would only interrupt it.
COLLECTOR = {"GOGC": "800", "GOMEMLIMIT": "700MiB", "GOMAXPROCS": "1"}


def files_open(pid: int) -> int:
    """How many files a process holds open; 0 where the system does not say, as on macOS."""
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0


class UnexpectedEndError(AssertionError):
    """Terraform ended with a code that the test did not expect."""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """Everything that was printed, on one line and without the frame around errors."""
        text = self.out + self.err
        if self.messages:
            text = " ".join(map(_diagnosed, self.said("diagnostic")))
        return " ".join(text.replace("│", " ").replace("╷", " ").replace("╵", " ").split())

    @cached_property
    def messages(self) -> list[Json]:
        """What a command with ``-json`` printed; nothing for another one."""
        return [json.loads(line) for line in self.out.splitlines() if line.startswith('{"@level"')]

    def said(self, kind: str) -> list[Json]:
        """The messages of a kind, in order."""
        return [message for message in self.messages if message["type"] == kind]


def _diagnosed(message: Json) -> str:
    """A diagnostic as it reads on a terminal: where, at which line, and why."""
    found = message["diagnostic"]
    snippet = found.get("snippet") or {}
    parts = (found["summary"], found.get("address"), snippet.get("code"), found.get("detail"))
    return " ".join(part for part in parts if part)


class Terraform:
    """A process that runs one command after the other.

    Terraform is made for one command: each leaves connections to providers behind, and for each of
    them another file is opened every second, and closed only when garbage is collected. A process
    that rests for a minute can have no file left to open; before that another one takes its place.

    Args:
        folder: Where it keeps what commands print; it is its home as well.
        providers: What tells it which simcloud to use.
    """

    def __init__(self, folder: Path, providers: Mapping[str, str]) -> None:
        self._folder, self._numbers = folder, count(1)
        (folder / "terraform.rc").write_text("disable_checkpoint = true\n")
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        self._environment = {
            **kept,
            **providers,
            **COLLECTOR,
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(folder / "terraform.rc"),
            "TF_IN_AUTOMATION": "1",
        }
        self._process = self._begin()

    @property
    def pid(self) -> int:
        """The process that will run the next command, unless another one takes its place."""
        return self._process.pid

    def _begin(self) -> "subprocess.Popen[str]":
        library = locate_binary(self._folder / "cache", environ={}).path
        return subprocess.Popen(
            [sys.executable, "-I", "-S", str(STEADY), str(CHILD), str(library)],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, root: Path, *arguments: str) -> Done:
        """Run a command in the folder of a root module."""
        if files_open(self.pid) > MOST_OPEN:
            self.close()
            self._process = self._begin()
        number = next(self._numbers)
        out, err = (self._folder / f"{number}.{kind}" for kind in ("out", "err"))
        command = {
            "arguments": [f"-chdir={root}", *arguments],
            "out": str(out),
            "err": str(err),
        }
        code = self._answer(json.dumps(command), arguments)
        done = Done(code, out.read_text(), err.read_text())
        out.unlink()
        err.unlink()
        return done

    def _answer(self, line: str, arguments: tuple[str, ...]) -> int:
        given, said = self._process.stdin, self._process.stdout
        assert given is not None
        assert said is not None
        given.write(line + "\n")
        given.flush()
        ready, _, _ = select.select([said], [], [], TIMEOUT)
        answer = said.readline() if ready else ""
        if not answer:
            self._process.kill()
            how = "died" if ready else f"took more than {TIMEOUT} s"
            raise UnexpectedEndError(f"terraform {' '.join(arguments)} {how}")
        return int(answer)

    def close(self) -> None:
        """End it."""
        if self._process.stdin:
            with suppress(BrokenPipeError):  # it has died already, and whoever waited was told
                self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

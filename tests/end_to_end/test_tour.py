"""``docs/tour.md``, walked as it is written: every command in order, every line that it shows.

The document is the test's only script. In a ``console`` block a line that begins with ``$`` is a
command; the lines up to the next one must be found in what it prints, with ``…`` for anything
and white space of any width. A command succeeds unless ``# exit code N`` ends its line.

The first command of each kind, and what runs in the background, starts from cold; the others are
forks of a process that has imported them, see ``warm``.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.end_to_end import warm_call
from tests.end_to_end.conftest import PATIENCE, ROOT, Person
from tests.end_to_end.warm import server

TOUR = ROOT / "docs" / "tour.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"\bcrm-infra (\w+)")
_CODE = re.compile(r"# exit code (\d+)$")
WAYS_TO_BREAK = 7


@dataclass
class Step:
    """One command of the document, and what the document promises."""

    command: str
    code: int
    shown: list[str] = field(default_factory=list)

    def missing(self, output: str) -> list[str]:
        """The shown lines that the output does not have."""
        printed = _squeezed(output)
        return [line for line in self.shown if not _pattern(line).search(printed)]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".*?".join(re.escape(_squeezed(part)) for part in line.split("…")))


def steps_of(document: str) -> Iterator[Step]:
    for block in _BLOCK.findall(document):
        step = None
        for line in block.splitlines():
            if line.startswith("$ "):
                if step:
                    yield step
                code = _CODE.search(line)
                step = Step(line[2:], int(code[1]) if code else 0)
            elif step and line.strip():
                step.shown.append(line)
        if step:
            yield step


class Terminal:
    """A shell that stays, so that variables, jobs and ``$!`` go from one command to the next."""

    def __init__(self, shell: "subprocess.Popen[str]", output: Path, warm: Path) -> None:
        self._shell = shell
        self._output = output
        self._warm = warm
        self._typed: set[str] = set()

    def types(self, command: str) -> tuple[int, str]:
        assert self._shell.stdin
        assert self._shell.stdout
        if self._is_new(command) or command.endswith("&"):
            begun = command
        else:
            begun = _COMMAND.sub(lambda found: f"{self._warm} {found[1]}", command)
        self._shell.stdin.write(f"{{ {begun}\n}} </dev/null >{self._output} 2>&1\necho $?\n")
        self._shell.stdin.flush()
        code = self._shell.stdout.readline()
        assert code, f"the shell ended at: {command}"
        return int(code), self._output.read_text()

    def _is_new(self, command: str) -> bool:
        """Whether it has a kind of command that has not been typed yet."""
        kinds = set(_COMMAND.findall(command))
        new = kinds - self._typed
        self._typed |= kinds
        return bool(new)


@pytest.fixture
def terminal(person: Person, tmp_path: Path) -> Iterator[Terminal]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    asked = server().fileno()
    warm = tmp_path / "crm-infra"
    warm.write_text(f'#!/bin/sh\nexec {sys.executable} -IS {warm_call.__file__} {asked} "$@"\n')
    warm.chmod(0o700)
    # Job control, as in a terminal: without it a job in the background does not hear Ctrl-C.
    shell = subprocess.Popen(
        ["bash", "-m"],
        cwd=ROOT,
        env={**person.environment(), "PATH": path, "COLUMNS": "100"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        pass_fds=[asked],
    )
    try:
        yield Terminal(shell, tmp_path / "output", warm)
    finally:
        shell.communicate("exit\n", timeout=PATIENCE)


def test_every_step_of_the_tour_is_as_described(terminal: Terminal) -> None:
    steps = list(steps_of(TOUR.read_text()))
    assert sum("fault add" in step.command for step in steps) >= WAYS_TO_BREAK
    for step in steps:
        code, output = terminal.types(step.command)
        assert code == step.code, f"$ {step.command}\n{output}"
        missing = step.missing(output)
        assert not missing, f"$ {step.command}\n{output}\nnot found: {missing}"

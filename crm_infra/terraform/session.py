"""Running Terraform commands as child processes, one after the other, each into its own files.

A session belongs to one run folder. The embedded Terraform runs all steps in one child; a named
executable runs one child per step. Add here what every child gets; which commands there are belongs
to ``cli``, how a child is waited for to ``supervisor``.
"""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_infra.clock import Clock
from crm_infra.state.records import private_folder
from crm_infra.terraform.binary import Binary, child_command
from crm_infra.terraform.steps import Step
from crm_infra.terraform.supervisor import Patience, Stop, Supervisor
from crm_infra.terraform.watch import Follow, OutputWatch

SUCCESS = frozenset({0, 2})
UMASK = 0o077
# The default collects so often that it costs a fifth of a plan; a layer is small enough for this.
COLLECTOR = "400"
KEPT_VARIABLES = ("LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")

Born = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class StepResult:
    """How a step ended; ``code`` is None when it did not start, negative when it was killed."""

    step: Step
    code: int | None
    out: Path
    err: Path

    @property
    def succeeded(self) -> bool:
        """Whether Terraform says that it did what it was asked."""
        return self.code in SUCCESS

    def error_text(self) -> str:
        """What was written to standard error."""
        return self.err.read_bytes().decode(errors="replace") if self.err.exists() else ""


@dataclass(frozen=True)
class Session:
    """Children with one binary, working folder, environment and run folder.

    ``answers`` says whether the target is there; asked only when a child has long been silent.
    """

    binary: Binary
    cwd: Path
    folder: Path
    environment: Mapping[str, str]
    clock: Clock
    answers: Callable[[], bool] = lambda: True

    def run(
        self, steps: Sequence[Step], supervisor: Supervisor, follow: Follow, born: Born
    ) -> list[StepResult]:
        """Run the steps until one fails or is stopped; ``supervisor.stop`` says why it was.

        Args:
            steps: What to run.
            supervisor: Waits for the children.
            follow: Called with the step's name and each line that it prints.
            born: Called with the process id of each child as soon as it lives.
        """
        private_folder(self.folder)
        if self.binary.embedded:
            self._run_together(steps, supervisor, follow, born)
        else:
            self._run_one_by_one(steps, supervisor, follow, born)
        return [self._result(step) for step in steps]

    def _run_together(
        self, steps: Sequence[Step], supervisor: Supervisor, follow: Follow, born: Born
    ) -> None:
        for step in steps:
            lines = b"".join(argument.encode() + b"\0" for argument in step.arguments)
            self._file(step, "args").write_bytes(lines)
        command = [*child_command(self.binary), str(self.folder), *(step.name for step in steps)]
        own = self.folder / f"{steps[-1].name}.child"
        with own.open("ab") as output:
            process = self._start(command, output.fileno(), output.fileno())
        code = self._supervise(process, steps, supervisor, follow, born)
        for step in steps:
            if self._file(step, "out").exists() and not self._file(step, "code").exists():
                self._file(step, "code").write_text(str(code))

    def _run_one_by_one(
        self, steps: Sequence[Step], supervisor: Supervisor, follow: Follow, born: Born
    ) -> None:
        for step in steps:
            command = [str(self.binary.path), *step.arguments]
            with (
                self._file(step, "out").open("ab") as out,
                self._file(step, "err").open("ab") as err,
            ):
                process = self._start(command, out.fileno(), err.fileno())
            code = self._supervise(process, [step], supervisor, follow, born)
            self._file(step, "code").write_text(str(code))
            if code not in SUCCESS or supervisor.stop:
                return

    def _start(self, command: list[str], out: int, err: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            command,
            cwd=self.cwd,
            env=child_variables(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            umask=UMASK,
        )

    def _supervise(
        self,
        process: "subprocess.Popen[bytes]",
        steps: Sequence[Step],
        supervisor: Supervisor,
        follow: Follow,
        born: Born,
    ) -> int:
        watch = OutputWatch(self.folder, steps, follow, self.clock, self.answers)
        try:
            born(process.pid)
        except BaseException as cause:  # noqa: BLE001 - the child lives: it must be waited for
            supervisor.stop = Stop("interrupted", cause)
        code = supervisor.wait(process, _together(steps), watch)
        watch.finish()
        return code

    def _result(self, step: Step) -> StepResult:
        path = self._file(step, "code")
        code = int(path.read_text()) if path.exists() else None
        return StepResult(step, code, self._file(step, "out"), self._file(step, "err"))

    def _file(self, step: Step, kind: str) -> Path:
        return self.folder / f"{step.name}.{kind}"


def child_variables(own: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a child: an allow-list, and no ``TF_`` variable but our own.

    An inherited ``TF_CLI_ARGS_apply=-destroy`` turns an apply into a destroy.
    """
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "GOGC": COLLECTOR, **own}


def _together(steps: Sequence[Step]) -> Patience:
    """One child for all: the sum of the deadlines, and the most careful way to stop."""
    deadlines = [step.patience.deadline for step in steps]
    graces = [step.patience.grace for step in steps]
    return Patience(
        deadline=None if None in deadlines else sum(d for d in deadlines if d is not None),
        grace=None if None in graces else min(g for g in graces if g is not None),
    )

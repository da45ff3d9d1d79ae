"""python-terraform with a ``cmd`` of our own: its command lines, our child processes.

The library builds command lines and gives every Terraform command a method; how it runs them loses
resources (pipes, inherited variables, values on the command line). One object serves one run. Add
here an option that every run of a command needs; order and meaning belong to ``gateway``.
"""

from collections.abc import Sequence
from functools import partial
from threading import Event as Flag
from typing import Any

from python_terraform import IsFlagged, Terraform

from crm_infra.errors import TerraformError
from crm_infra.terraform.session import Born, Session, StepResult
from crm_infra.terraform.steps import Step
from crm_infra.terraform.supervisor import Patience, Supervisor
from crm_infra.terraform.watch import Follow
from crm_infra.terraform.workspace import BACKEND_VALUES

LOCK_TIMEOUT = "60s"
PLAN_FILE = "plan.out"
HURRIED = 10.0
PATIENCE = {
    "init": Patience(deadline=600, grace=HURRIED),
    "plan": Patience(deadline=1800, grace=HURRIED),
    "apply": Patience(deadline=4 * 3600),
}
OTHERWISE = Patience(deadline=300, grace=HURRIED)


class TerraformCli(Terraform):
    """The commands of one run, in one working folder."""

    def __init__(self, session: Session, cancel: Flag | None = None) -> None:
        self._session = session
        self._cancel = cancel or Flag()
        self._count = 0
        library: Any = Terraform
        library.__init__(
            self, working_dir=str(session.cwd), terraform_bin_path=str(session.binary.path)
        )

    def __getattr__(self, item: str) -> Any:
        """A mistyped method is an error; the library would run it as a command."""
        if item == "output_cmd":  # the library's own ``output`` calls this one
            return partial(self.cmd, "output")
        raise AttributeError(f"{type(self).__name__} has no {item!r}")

    def read_state_file(self, file_path: str | None = None) -> None:
        """Never: reading a local state from Python drops its lock, and ours is remote."""
        del file_path

    def destroy(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: what is destroyed must be planned first."""
        del args, kwargs
        raise TerraformError("destroy without a saved plan is not offered; plan with destroy=True")

    def cmd(self, cmd: str, *args: str, **kwargs: Any) -> tuple[int, str, str]:
        """Run one command and wait; the exit code, standard output and standard error."""
        self._count += 1
        step = self.step(f"cmd-{self._count}", cmd, *args, **kwargs)
        supervisor = Supervisor(self._session.clock, self._cancel)
        (result,) = self.run([step], supervisor, lambda _name, _line: None, lambda _pid: None)
        if supervisor.stop and supervisor.stop.cause:
            raise supervisor.stop.cause
        out = result.out.read_bytes().decode(errors="replace") if result.out.exists() else ""
        return (1 if result.code is None else result.code), out, result.error_text()

    def run(
        self, steps: Sequence[Step], supervisor: Supervisor, follow: Follow, born: Born
    ) -> list[StepResult]:
        """Run several commands in as few children as possible."""
        return self._session.run(steps, supervisor, follow, born)

    def step(self, name: str, cmd: str, *args: str, **options: Any) -> Step:
        """A command line, not run yet; only scalars and lists may be options."""
        if any(isinstance(value, dict) for value in options.values()):
            raise TerraformError(f"an option of `{cmd}` is a mapping, which would reach argv")
        untyped: Any = self
        words: list[str] = untyped.generate_cmd_string(cmd, *args, **options)[1:]
        return Step(name, tuple(words), PATIENCE.get(words[0], OTHERWISE))

    def init_step(self) -> Step:
        """Prepare the working folder for the backend that the tree describes."""
        return self.step("init", "init", json=IsFlagged, input=False, backend_config=BACKEND_VALUES)

    def plan_step(self, *, destroy: bool, refresh: bool, name: str = "plan") -> Step:
        """Plan into ``PLAN_FILE``."""
        options = self._writing() | {"out": PLAN_FILE, "detailed_exitcode": IsFlagged}
        if destroy:
            options["destroy"] = IsFlagged
        return self.step(name, "plan", **options, refresh=refresh)

    def show_step(self, name: str = "show") -> Step:
        """Print the saved plan as JSON."""
        step = self.step(name, "show", PLAN_FILE, json=IsFlagged, no_color=IsFlagged)
        return Step(step.name, step.arguments, step.patience, followed=False)

    def apply_step(self) -> Step:
        """Apply exactly the saved plan; its events are the journal of the run."""
        step = self.step("apply", "apply", PLAN_FILE, **self._writing())
        return Step(step.name, step.arguments, step.patience, durable=True)

    def _writing(self) -> dict[str, Any]:
        return {"json": IsFlagged, "input": False, "lock_timeout": LOCK_TIMEOUT}

    def _generate_default_options(self, input_options: dict[str, Any]) -> dict[str, Any]:
        """The library adds ``-var`` and ``-state``; values go through terraform.tfvars.json."""
        return {"input": False, "no_color": IsFlagged, **input_options}

"""Following a child by what it writes: what it says, and what that means for stopping it.

Add here what can be concluded about a living child from its output. Signals and deadlines belong to
``supervisor``.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from crm_infra.clock import Clock
from crm_infra.terraform.steps import Step
from crm_infra.terraform.tail import Tail

SILENT_SECONDS = 10.0
ASK_EVERY = 5.0
# Said when freeing the lock is slow; by then the state is in the bucket or in errored.tfstate.
_RELEASING = '"type":"state_lock_release"'
_ACTING = '"type":"apply_start"'

Follow = Callable[[str, str], None]


class OutputWatch:
    """Watches one child through the files of its steps."""

    def __init__(
        self,
        folder: Path,
        steps: Sequence[Step],
        follow: Follow,
        clock: Clock,
        answers: Callable[[], bool],
    ) -> None:
        self._folder = folder
        self._follow = follow
        self._clock = clock
        self._answers = answers
        self._acting = self._releasing = False
        self._heard = self._asked = clock.monotonic()
        self._tails = [
            Tail(folder / f"{step.name}.out", step.name, self._hear, durable=step.durable)
            for step in steps
            if step.followed
        ]

    def tick(self) -> None:
        """Hand on what is new."""
        for tail in self._tails:
            tail.read()

    def finish(self) -> None:
        """Hand on the rest."""
        for tail in self._tails:
            tail.finish()

    def prepare_stop(self) -> None:
        """A child of several steps does not begin another one."""
        (self._folder / "stop").touch()

    def hears(self) -> bool:
        """Terraform listens for signals before it says its first word."""
        return any(tail.started for tail in self._tails)

    def harmless(self) -> bool:
        """No provider has been asked to act."""
        return not self._acting

    def expendable(self) -> bool:
        """It only frees its lock any more."""
        return self._releasing

    def stalled(self) -> str:
        """Terraform asks a bucket that is gone again and again, without a word and without end."""
        now = self._clock.monotonic()
        if now - self._heard < SILENT_SECONDS or now - self._asked < ASK_EVERY:
            return ""
        self._asked = now
        return "" if self._answers() else "the target does not answer"

    def _hear(self, step: str, line: str) -> None:
        self._heard = self._clock.monotonic()
        self._acting = self._acting or _ACTING in line
        self._releasing = self._releasing or _RELEASING in line
        self._follow(step, line)

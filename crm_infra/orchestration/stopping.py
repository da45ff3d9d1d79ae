"""Stopping a run in order: who wants it stopped, how its steps hear of it, what is said at the end.

Three ways lead here: a signal to the run's process (Ctrl-C), *Terminate* in the UI, and a run that
was marked as cancelled by force. All of them let Terraform finish what is in flight. How a step
stops its Terraform is ``terraform.supervisor``'s.
"""

import sys
import time
from collections.abc import Iterable, Sequence
from threading import Event

import dagster as dg

from crm_infra.orchestration.tags import ATTACHED_TAG

WISH_SECONDS = 1.0
"""How often a run looks whether somebody wants it stopped; each look is a query."""
HEARD = "stopping: Terraform finishes what is in flight and saves the state …"

_cancellations: dict[str, Event] = {}


def cancellation(run_id: str) -> Event:
    """The event that is set when the run is asked to stop; the same for all its steps."""
    return _cancellations.setdefault(run_id, Event())


def share(run_id: str, cancel: Event) -> None:
    """Stop what that event stops when the run is asked to stop."""
    _cancellations[run_id] = cancel


def forget(run_id: str) -> None:
    """The run has ended."""
    _cancellations.pop(run_id, None)


class StopWish:
    """Somebody's wish that this run stops.

    Dagster signals a run that its own server started, but not one that somebody started in a
    terminal, and none that was marked as cancelled by force; those look at their status.
    """

    def __init__(self, instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
        self._instance = instance
        self._run_id = run.run_id
        self._unwanted = {dg.DagsterRunStatus.CANCELED}
        if ATTACHED_TAG in run.tags:
            self._unwanted.add(dg.DagsterRunStatus.CANCELING)
        self._due = time.monotonic() + WISH_SECONDS

    def uttered(self, *, interrupted: bool) -> bool:
        """Whether the run is to stop; ``interrupted`` when its process got a signal."""
        if interrupted:
            self._mark()
        elif not self._marked():
            return False
        print(HEARD, file=sys.stderr, flush=True)  # at once, or a person presses Ctrl-C again
        return True

    def _marked(self) -> bool:
        """Whether somebody has marked the run as unwanted; looks only so often."""
        if time.monotonic() < self._due:
            return False
        self._due = time.monotonic() + WISH_SECONDS
        run = self._instance.get_run_by_id(self._run_id)
        return run is not None and run.status in self._unwanted

    def _mark(self) -> None:
        """A run that a signal stopped was stopped on request; Dagster would call it a failure."""
        run = self._instance.get_run_by_id(self._run_id)
        if run is not None and run.status is dg.DagsterRunStatus.STARTED:
            self._instance.report_run_canceling(run, f"Interrupted; {HEARD}")


def ending(said: Sequence[str], not_begun: Iterable[str]) -> str:
    """What a stopped run says: what its steps had done, and which were not begun."""
    left = ", ".join(not_begun)
    parts = ["Stopped on request", *said, f"Not begun: {left}" if left else ""]
    return ". ".join(part.strip().rstrip(".") for part in parts if part) + "."

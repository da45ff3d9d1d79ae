"""Waiting for a child in such a way that no interruption can hurt an apply.

A stop (Ctrl-C, Dagster's terminate, a cancel event, our own deadline) becomes one SIGINT; then the
wait goes on, because a second signal makes Terraform forget what is in flight. Only a child that
has nothing to lose is pressed further. Add here how a child is waited for and stopped; what it runs
belongs to ``session``.
"""

import os
import select
import signal
import subprocess
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from crm_infra.clock import Clock

POLL_SECONDS = 0.05
HEAR_SECONDS = 3.0
EXPENDABLE_SECONDS = 5.0
HARMLESS_GRACE = 2.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a child may run and how it is pressed when it must stop.

    ``grace`` is the time between one signal and the next harder one; None means that there is no
    second signal, however long it takes.
    """

    deadline: float | None = None
    grace: float | None = None


@dataclass(slots=True)
class Stop:
    """Why the child was asked to stop."""

    reason: str
    cause: BaseException | None = None


class Watch(Protocol):
    """What whoever follows the child's output knows about it; nothing here may raise."""

    def tick(self) -> None:
        """Called often, to follow the output."""
        ...

    def prepare_stop(self) -> None:
        """Called once before the first signal."""
        ...

    def hears(self) -> bool:
        """Whether a signal would be heard: not before the child has said its first word."""
        ...

    def harmless(self) -> bool:
        """Whether nothing is in flight, so that a hard stop loses nothing."""
        ...

    def expendable(self) -> bool:
        """Whether the child has nothing left to do but to free its lock."""
        ...

    def stalled(self) -> str:
        """Why the child will never go on; empty while it may."""
        ...


class Supervisor:
    """Waits for one child at a time."""

    def __init__(self, clock: Clock, cancel: Event) -> None:
        self._clock = clock
        self._cancel = cancel
        self.stop: Stop | None = None

    def wait(self, process: "subprocess.Popen[bytes]", patience: Patience, watch: Watch) -> int:
        """Wait until the child has ended and return its exit code; see ``stop`` for why it had to.

        Args:
            process: The child.
            patience: How long, and how it is pressed.
            watch: Follows the child's output.
        """
        pressing = _Pressing(self._clock, patience, watch)
        begun = self._clock.monotonic()
        with _Ending(process) as ending:
            while True:
                try:
                    ended = ending.within(POLL_SECONDS)
                    watch.tick()
                    if ended:
                        return process.wait()
                    self._look(begun, patience, watch)
                    pressing.press(process, stopping=self.stop is not None)
                except BaseException as cause:  # noqa: BLE001 - the caller raises it afterwards
                    self.stop = self.stop or Stop("interrupted", cause)

    def _look(self, begun: float, patience: Patience, watch: Watch) -> None:
        if self.stop:
            return
        if self._cancel.is_set():
            self.stop = Stop("cancelled")
        elif patience.deadline and self._clock.monotonic() - begun > patience.deadline:
            self.stop = Stop(f"still running after {patience.deadline:.0f} s")
        elif why := watch.stalled():
            self.stop = Stop(why)


class _Pressing:
    """The signals that a child has been sent, and when the next one is due."""

    _LADDER = (signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGKILL)

    def __init__(self, clock: Clock, patience: Patience, watch: Watch) -> None:
        self._clock = clock
        self._patience = patience
        self._watch = watch
        self._asked: float | None = None
        self._done: float | None = None
        self._due = 0.0
        self._sent = 0

    def press(self, process: "subprocess.Popen[bytes]", *, stopping: bool) -> None:
        """Send the signal that is due, if any."""
        now = self._clock.monotonic()
        if self._done is None and self._watch.expendable():
            self._done = now
        if self._done is not None and now - self._done > EXPENDABLE_SECONDS:
            process.kill()  # freeing the lock of a bucket that is down takes for ever
        elif stopping and self._may_signal(now):
            process.send_signal(self._LADDER[self._sent])
            self._sent += 1
            self._due = now + (self._grace() or 0)

    def _may_signal(self, now: float) -> bool:
        if self._asked is None:
            self._asked = now
            self._watch.prepare_stop()
        if self._sent == 0:
            return self._watch.hears() or now - self._asked >= HEAR_SECONDS
        return self._sent < len(self._LADDER) and self._grace() is not None and now >= self._due

    def _grace(self) -> float | None:
        if self._patience.grace is None and self._watch.harmless():
            return HARMLESS_GRACE
        return self._patience.grace


class _Ending:
    """Tells at once when a child ends, where the system can; else at the next poll."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._descriptor = os.pidfd_open(process.pid) if hasattr(os, "pidfd_open") else None

    def within(self, seconds: float) -> bool:
        """Whether the child has ended; waits at most that long."""
        if self._descriptor is None:
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                return False
            return True
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def __enter__(self) -> "_Ending":
        return self

    def __exit__(self, *error: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

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
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from crm_infra.clock import Clock

POLL_SECONDS = 0.05
HEAR_SECONDS = 3.0
EXPENDABLE_SECONDS = 5.0


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


class Supervisor:
    """Waits for one child at a time."""

    def __init__(self, clock: Clock, cancel: Event) -> None:
        self._clock = clock
        self._cancel = cancel
        self.stop: Stop | None = None

    def wait(
        self,
        process: "subprocess.Popen[bytes]",
        patience: Patience,
        tick: Callable[[], None],
        before_signal: Callable[[], bool],
        expendable: Callable[[], bool] = lambda: False,
    ) -> int:
        """Wait until the child has ended and return its exit code.

        Args:
            process: The child.
            patience: How long, and how it is pressed.
            tick: Called often, to follow the child's output; must not raise.
            before_signal: Prepares for the stop; false as long as the child would not hear a
                signal yet.
            expendable: True once the child has nothing left to lose; it is then killed after a
                while, because freeing the lock of a bucket that is down takes for ever.
        """
        ladder = _Ladder(self._clock, patience, before_signal)
        begun = self._clock.monotonic()
        done_at: float | None = None
        with _Ending(process) as ending:
            while True:
                try:
                    ended = ending.within(POLL_SECONDS)
                    tick()
                    if ended:
                        return process.wait()
                    now = self._clock.monotonic()
                    done_at = done_at or (now if expendable() else None)
                    if done_at and now - done_at > EXPENDABLE_SECONDS:
                        process.kill()
                    self._look(begun, patience)
                    if self.stop:
                        ladder.press(process)
                except BaseException as cause:  # noqa: BLE001 - the caller raises it afterwards
                    self.stop = self.stop or Stop("interrupted", cause)

    def _look(self, begun: float, patience: Patience) -> None:
        if self.stop:
            return
        if self._cancel.is_set():
            self.stop = Stop("cancelled")
        elif patience.deadline and self._clock.monotonic() - begun > patience.deadline:
            self.stop = Stop(f"still running after {patience.deadline:.0f} s")


class _Ladder:
    """The signals that a child has been sent, and when the next one is due."""

    _STEPS = (signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGKILL)

    def __init__(self, clock: Clock, patience: Patience, ready: Callable[[], bool]) -> None:
        self._clock = clock
        self._patience = patience
        self._ready = ready
        self._asked: float | None = None
        self._due = 0.0
        self._sent = 0

    def press(self, process: "subprocess.Popen[bytes]") -> None:
        """Send the signal that is due, if any."""
        now = self._clock.monotonic()
        if self._asked is None:
            self._asked = now
        if self._sent == 0 and not self._ready() and now - self._asked < HEAR_SECONDS:
            return
        if self._sent and (self._patience.grace is None or now < self._due):
            return
        if self._sent < len(self._STEPS):
            process.send_signal(self._STEPS[self._sent])
            self._sent += 1
            self._due = now + (self._patience.grace or 0)


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

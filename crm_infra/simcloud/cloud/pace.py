"""Real time, spent only when asked: how long an operation keeps its caller waiting.

A pace of 60 means that sixty virtual seconds pass in one real second: a cluster that takes ten
minutes takes ten seconds. Without a pace nothing waits. Only waiting goes here; the virtual clock
is in ``operations``.
"""

import threading
import time

_SLICE_SECONDS = 0.1


class Pace:
    """How many virtual seconds pass in one real second; 0 means that no real time is spent."""

    def __init__(self, rate: float = 0.0) -> None:
        self.closing = threading.Event()
        self.rate = rate

    @property
    def rate(self) -> float:
        """Virtual seconds per real second."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        if not 0 <= rate < float("inf"):
            raise ValueError(
                f"pace is {rate}; it is a number of virtual seconds per real second, 0 or more."
                " Give 0 to spend no real time."
            )
        self._rate = rate

    def real_seconds(self, seconds: float) -> float:
        """Real seconds that so many virtual seconds take at the pace of this moment."""
        return max(seconds, 0.0) / self._rate if self._rate else 0.0

    def spend(self, seconds: float, stop: threading.Event) -> bool:
        """Let virtual seconds pass; False when ``stop`` or the end of simcloud cut it short.

        A pace that changes meanwhile counts from then on. Stopping is noticed within a tenth of a
        second.
        """
        passed, before = 0.0, time.monotonic()
        while passed < seconds and self._rate:
            if self.closing.is_set():
                return False
            if stop.wait(min(_SLICE_SECONDS, self.real_seconds(seconds - passed))):
                return False
            now = time.monotonic()
            passed += (now - before) * self._rate
            before = now
        return True

    def close(self) -> None:
        """Let everybody who waits go on at once: simcloud is about to end."""
        self.closing.set()

"""When somebody last used simcloud; only for ending when nobody does any more."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager


class Activity:
    """Remembers the last call, and how many are under way: a paced one may take minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._under_way = 0
        self._lock = threading.Lock()

    @contextmanager
    def call(self) -> Generator[None]:
        """A call is under way as long as the block lasts."""
        with self._lock:
            self._under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                self._last = self._clock()

    def idle(self) -> float:
        """Seconds since the last call ended; 0 while one is under way."""
        with self._lock:
            return 0.0 if self._under_way else self._clock() - self._last

"""When somebody last used simcloud; only for ending when nobody does any more."""

import time
from collections.abc import Callable


class Activity:
    """Remembers the last call."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()

    def touch(self) -> None:
        """There was a call just now."""
        self._last = self._clock()

    def idle(self) -> float:
        """Seconds since the last call."""
        return self._clock() - self._last

"""Time, injected: the wall clock for windows and expiry, the monotonic clock for deadlines.

Add here what every room needs to know about "now". Calendars, release windows and schedules are
policy and belong to the rooms that own them.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the platform may ask about time."""

    def now(self) -> datetime:
        """The wall clock, always in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards; only differences mean something."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait for that many seconds."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The wall clock, always in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since an arbitrary start."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block this thread."""
        time.sleep(seconds)


@dataclass
class ManualClock:
    """A clock that moves only when told to: for tests and for rehearsals."""

    at: datetime
    elapsed: float = field(default=0.0)

    def now(self) -> datetime:
        """The time that was set, plus what has been slept."""
        return self.at + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        """Seconds slept so far."""
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        """Move the clock on; never waits."""
        self.elapsed += seconds

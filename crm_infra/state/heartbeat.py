"""A sign of life beside the state, for runs on other machines that wait for the same lock.

Written every few seconds by a run that takes longer than a moment, removed when the run ends. Add
here what one machine must tell another; what a machine knows about itself belongs to ``holder``.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from types import TracebackType
from typing import Self

from crm_infra.errors import CrmInfraError
from crm_infra.state.address import StateAddress
from crm_infra.state.holder import who_am_i
from crm_infra.state.store import StateStore

EVERY_SECONDS = 15.0
FRESH_SECONDS = 60.0
LEAVE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sign of life that a run gave."""

    run: str
    who: str
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Whether the run was alive a moment ago."""
        return abs((now - self.at).total_seconds()) < FRESH_SECONDS

    def age(self, now: datetime) -> str:
        """How long ago that was."""
        return f"{max(0, int((now - self.at).total_seconds()))} s ago"


def read_heartbeat(store: StateStore, address: StateAddress) -> Heartbeat | None:
    """The last sign of life on a state, if there is a readable one."""
    blob = store.read(address.heartbeat)
    if blob is None:
        return None
    try:
        fields = json.loads(blob.content)
        return Heartbeat(fields["run"], fields["who"], datetime.fromisoformat(fields["at"]))
    except (ValueError, KeyError, TypeError):
        return None


class Pulse:
    """Gives signs of life while it is open; a run that is over in a moment gives none."""

    def __init__(
        self,
        store: StateStore,
        address: StateAddress,
        run: str,
        now: Callable[[], datetime],
        every: float = EVERY_SECONDS,
    ) -> None:
        self._store = store
        self._address = address
        self._run = run
        self._now = now
        self._every = every
        self._over = Event()
        self._generation = 0
        self._thread = Thread(target=self._beat, name=f"pulse-{run}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join(LEAVE_SECONDS)
        if self._generation:
            with suppress(CrmInfraError):  # it goes stale by itself
                self._store.delete(self._address.heartbeat, self._generation)

    def _beat(self) -> None:
        while not self._over.wait(self._every):
            fields = {"run": self._run, "who": who_am_i(), "at": self._now().isoformat()}
            with suppress(CrmInfraError):  # a bucket that is down must not end the run
                self._generation = self._store.write(
                    self._address.heartbeat, json.dumps(fields).encode()
                )

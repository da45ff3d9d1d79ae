"""One layer's state with everything that may be asked of it: what ``crm-infra state`` calls.

Add here an operation that a person may want on one state; each is a line that puts the modules of
this package together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_infra.clock import Clock
from crm_infra.errors import InputError
from crm_infra.state.address import StateAddress
from crm_infra.state.document import StateDocument
from crm_infra.state.guard import CheckedState, HighWater, HighWaterMarks, check_state, mark_of
from crm_infra.state.heartbeat import read_heartbeat
from crm_infra.state.holder import who_am_i
from crm_infra.state.lock import Holder, Witness, find_holder, read_lock, unlock
from crm_infra.state.outputs import StoredOutputs, read_outputs, store_outputs
from crm_infra.state.records import append_line
from crm_infra.state.restore import StateWriter
from crm_infra.state.store import StateStore
from crm_infra.state.versions import StateVersion, list_versions, show_version


@dataclass(frozen=True)
class LayerState:
    """The state of one layer in one environment, seen from this machine."""

    store: StateStore
    address: StateAddress
    marks: HighWaterMarks
    trail: Path
    clock: Clock
    resettable: bool
    witnesses: Callable[[], Sequence[Witness]]

    def check(self) -> CheckedState:
        """The state, when it is the one that the last apply left; see ``guard``."""
        return check_state(self.store, self.address, self.marks, resettable=self.resettable)

    def note(self, document: StateDocument, generation: int) -> None:
        """Raise the high-water mark to this state."""
        self.marks.write(self.address, mark_of(document, generation))

    def mark(self) -> HighWater | None:
        """The high-water mark of this machine."""
        return self.marks.read(self.address)

    def versions(self) -> list[StateVersion]:
        """Every version that is kept, newest first."""
        return list_versions(self.store, self.address)

    def show(self, generation: int) -> StateDocument:
        """One version."""
        return show_version(self.store, self.address, generation)

    def restore(self, generation: int) -> StateDocument:
        """Put an older version back; returns what is live now."""
        return self.writer.restore(self.address, generation, self.clock.now())

    @property
    def writer(self) -> StateWriter:
        """For writing a state from outside Terraform."""
        return StateWriter(self.store, self.marks, self.trail)

    def outputs(self) -> StoredOutputs | None:
        """The stored outputs, if any."""
        return read_outputs(self.store, self.address)

    def store_outputs(self, document: StateDocument) -> StoredOutputs:
        """Store the outputs of this state beside it."""
        return store_outputs(self.store, self.address, document)

    def holder(self) -> Holder | None:
        """Who holds the lock, as far as that can be told; None when it is free."""
        lock = read_lock(self.store, self.address)
        if lock is None:
            return None
        beat = read_heartbeat(self.store, self.address)
        return find_holder(lock, self.witnesses(), beat, self.clock.now())

    def unlock(self, *, expected: int | None = None, insist: bool = False) -> Holder:
        """Remove the lock of a holder that is dead; returns who it was.

        Raises:
            InputError: It is not locked, or not by the expected lock.
            StateError: The holder lives, or may live and nobody insists.
        """
        holder = self.holder()
        if holder is None:
            raise InputError(f"the state of {self.address} is not locked")
        now = self.clock.now()
        unlock(self.store, holder, expected=expected, insist=insist, now=now)
        record = {
            "at": now.isoformat(),
            "who": who_am_i(),
            "what": "unlock",
            "environment": self.address.environment,
            "layer": self.address.layer,
            "lock": holder.lock.id,
            "holder": holder.lock.who,
            "run": holder.run,
            "evidence": holder.evidence,
            "insisted": insist,
        }
        append_line(self.trail, record)
        return holder

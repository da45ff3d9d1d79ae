"""Writing a state from outside Terraform: an older version put back, or a late one pushed.

Both happen under the lock and against the generation that was looked at, leave the high-water mark
at what was written, and a line in the trail. Add here what writes a state; finding the version to
write belongs to ``versions`` and to ``crm_infra.terraform.recovery``.
"""

from datetime import datetime
from pathlib import Path

from crm_infra.errors import InputError, StateError
from crm_infra.state.address import StateAddress
from crm_infra.state.document import StateDocument, parse_state, with_serial
from crm_infra.state.guard import HighWaterMarks, mark_of
from crm_infra.state.holder import who_am_i
from crm_infra.state.lock import held_lock
from crm_infra.state.outputs import store_outputs
from crm_infra.state.records import append_line
from crm_infra.state.store import MUST_NOT_EXIST, Blob, StateStore
from crm_infra.state.versions import show_version


class StateWriter:
    """Writes states of one environment; ``trail`` is the file that says who wrote what."""

    def __init__(self, store: StateStore, marks: HighWaterMarks, trail: Path) -> None:
        self._store = store
        self._marks = marks
        self._trail = trail

    def restore(self, address: StateAddress, generation: int, now: datetime) -> StateDocument:
        """Put an older version back, under a serial that is newer than any seen.

        A plan that was made before it, and a Terraform that still runs, are refused by that serial.

        Raises:
            InputError: There is no such version, or it is another state's.
            StateError: It cannot be read, or the lock is held.
        """
        chosen = show_version(self._store, address, generation)
        mark = self._marks.read(address)
        if mark and chosen.lineage != mark.lineage:
            raise InputError(
                f"generation {generation} has lineage {chosen.lineage}, and {address} has"
                f" {mark.lineage}",
                hint="Restore a version of the same lineage",
            )
        with held_lock(self._store, address, "restore", now):
            live = self._store.read(address.state)
            serials = [chosen.serial, mark.serial if mark else 0, _serial(live)]
            content = with_serial(chosen, max(serials) + 1)
            return self._replace(address, live, content, f"restore of {generation}", now)

    def push(self, address: StateAddress, content: bytes, now: datetime) -> StateDocument:
        """Write the state that a run could not write itself, unless it had arrived after all.

        A server that dies between writing and answering leaves a Terraform that believes the write
        failed; the live state is then the late one already.

        Raises:
            StateError: It is not newer than the live one, or another state's; or the lock is held.
        """
        late = parse_state(content, "errored.tfstate")
        with held_lock(self._store, address, "push", now):
            live = self._store.read(address.state)
            if live:
                current = parse_state(live.content, address.state)
                if current.digest == late.digest:
                    why = "errored.tfstate had arrived"
                    return self._note(address, current, live.generation, why, now)
                if current.lineage != late.lineage or current.serial >= late.serial:
                    raise StateError(
                        f"errored.tfstate (serial {late.serial}) does not follow the state of"
                        f" {address} (serial {current.serial})",
                        hint="Compare the two by hand; see docs/state.md",
                    )
            return self._replace(address, live, content, "push of errored.tfstate", now)

    def _replace(
        self, address: StateAddress, live: Blob | None, content: bytes, why: str, now: datetime
    ) -> StateDocument:
        expected = live.generation if live else MUST_NOT_EXIST
        generation = self._store.write(address.state, content, expected)
        document = parse_state(content, address.state)
        return self._note(address, document, generation, why, now, replaced=expected)

    def _note(
        self,
        address: StateAddress,
        document: StateDocument,
        generation: int,
        why: str,
        now: datetime,
        *,
        replaced: int | None = None,
    ) -> StateDocument:
        self._marks.write(address, mark_of(document, generation))
        append_line(
            self._trail,
            {
                "at": now.isoformat(),
                "who": who_am_i(),
                "what": why,
                "environment": address.environment,
                "layer": address.layer,
                "serial": document.serial,
                "lineage": document.lineage,
                "generation": generation,
                "replaced": replaced,
            },
        )
        store_outputs(self._store, address, document)
        return document


def _serial(blob: Blob | None) -> int:
    """The live serial; 0 when what is there is broken, which may be why it is replaced."""
    if blob is None:
        return 0
    try:
        return parse_state(blob.content, "").serial
    except StateError:
        return 0

"""Is the state the one that the last apply left? The high-water mark, kept outside the state.

After every apply the lineage, serial, content digest and generation are noted on this machine;
before every plan the state is compared with the note. Add here what makes a state the wrong one.
Bringing the right one back belongs to ``versions``.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from crm_infra.errors import StateError
from crm_infra.state.address import StateAddress
from crm_infra.state.document import StateDocument, parse_state
from crm_infra.state.records import read_record, write_record
from crm_infra.state.store import Blob, StateStore
from crm_infra.state.versions import StateVersion, describe, list_versions


@dataclass(frozen=True, slots=True)
class HighWater:
    """What the last apply left."""

    lineage: str
    serial: int
    digest: str
    generation: int


class Standing(Enum):
    """How a state compares with the high-water mark, when it may be used."""

    NEW = "no state yet"
    SAME = "as the last apply left it"
    FIRST_SEEN = "this machine sees it for the first time"
    ADVANCED = "it has moved on since this machine's last apply"
    RESET = "the simulated cloud was thrown away"


@dataclass(frozen=True, slots=True)
class CheckedState:
    """A state that may be planned on; ``document`` is None when there is none yet."""

    standing: Standing
    document: StateDocument | None = None
    generation: int = 0


class HighWaterMarks:
    """The notes of one machine, one file per environment and layer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, address: StateAddress) -> Path:
        """Where the note for that state is."""
        return self._folder / address.environment / f"{address.layer}.json"

    def read(self, address: StateAddress) -> HighWater | None:
        """The note, or None when this machine has never applied that layer.

        Raises:
            StateError: There is a note that cannot be read.
        """
        path = self.path(address)
        record = read_record(path)
        if record is None:
            if path.exists():
                raise StateError(
                    f"the high-water mark {path} is not readable",
                    hint="Compare the state with its versions, then delete this file",
                )
            return None
        return HighWater(
            lineage=str(record["lineage"]),
            serial=int(record["serial"]),
            digest=str(record["digest"]),
            generation=int(record["generation"]),
        )

    def write(self, address: StateAddress, mark: HighWater) -> None:
        """Note what an apply left."""
        write_record(self.path(address), asdict(mark))

    def forget(self, environment: str) -> None:
        """Drop every note of an environment whose cloud was thrown away."""
        for path in (self._folder / environment).glob("*.json"):
            path.unlink()


def check_state(
    store: StateStore, address: StateAddress, marks: HighWaterMarks, *, resettable: bool
) -> CheckedState:
    """Compare the state with the high-water mark.

    Args:
        store: The environment's state bucket.
        address: Which state.
        marks: The notes of this machine.
        resettable: The cloud may be thrown away as a whole (simcloud): a missing bucket then
            means that it was, and the notes are dropped.

    Raises:
        StateError: It is missing, empty, truncated, older, of another lineage, or has other
            content under the same serial. The message lists the versions to go back to.
    """
    mark = marks.read(address)
    blob = store.read(address.state)
    if blob is None:
        return _without_state(store, address, marks, mark, resettable=resettable)
    document = _parsed(store, address, mark, blob)
    if mark is None:
        return CheckedState(Standing.FIRST_SEEN, document, blob.generation)
    wrong = _broken_rule(document, mark)
    if wrong:
        raise _refusal(store, address, mark, wrong)
    same = document.serial == mark.serial
    return CheckedState(Standing.SAME if same else Standing.ADVANCED, document, blob.generation)


def mark_of(document: StateDocument, generation: int) -> HighWater:
    """The note for a state that has just been left behind."""
    return HighWater(document.lineage, document.serial, document.digest, generation)


def _without_state(
    store: StateStore,
    address: StateAddress,
    marks: HighWaterMarks,
    mark: HighWater | None,
    *,
    resettable: bool,
) -> CheckedState:
    if mark is None:
        return CheckedState(Standing.NEW)
    if resettable and not store.exists():
        marks.forget(address.environment)
        return CheckedState(Standing.RESET)
    raise _refusal(store, address, mark, "it is missing")


def _parsed(
    store: StateStore, address: StateAddress, mark: HighWater | None, blob: Blob
) -> StateDocument:
    try:
        return parse_state(blob.content, address.state)
    except StateError as error:
        raise _refusal(store, address, mark, str(error)) from error


def _broken_rule(document: StateDocument, mark: HighWater) -> str:
    if document.lineage != mark.lineage:
        return f"its lineage is {document.lineage}, another state's"
    if document.serial < mark.serial:
        return f"its serial is {document.serial}, older than the last apply's"
    if document.serial == mark.serial and document.digest != mark.digest:
        return f"its content differs under the same serial {document.serial}"
    return ""


def _refusal(
    store: StateStore, address: StateAddress, mark: HighWater | None, wrong: str
) -> StateError:
    expected = f"serial {mark.serial} of lineage {mark.lineage}" if mark else "a readable state"
    return StateError(
        f"the state of {address} is refused: {wrong}; expected {expected}. Nothing was planned",
        hint=_way_out(address, list_versions(store, address), mark),
    )


def _way_out(
    address: StateAddress, versions: Sequence[StateVersion], mark: HighWater | None
) -> str:
    usable = [
        version
        for version in versions
        if version.serial is not None and (mark is None or version.lineage == mark.lineage)
    ]
    if not usable:
        return "No version of it can be restored; see docs/state.md, 'Nothing to restore'"
    listed = "; ".join(describe(version) for version in usable[:5])
    command = f"crm-infra state restore {address.environment} --layer {address.layer}"
    return f"Restore one with `{command} --generation N`: {listed}"

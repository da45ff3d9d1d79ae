"""Writing a state from outside Terraform: restoring a version, pushing one that came late."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_infra.errors import InputError, StateError
from crm_infra.state.document import parse_state
from crm_infra.state.guard import HighWaterMarks, Standing, check_state, mark_of
from crm_infra.state.lock import held_lock
from crm_infra.state.outputs import read_outputs
from crm_infra.state.restore import StateWriter
from crm_infra.state.versions import list_versions, show_version
from tests.fakes.state_store import MemoryStateStore
from tests.fakes.states import ADDRESS, state_bytes

NOW = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


class Place:
    """A bucket with serials 4 and 5, the latter applied last, and the writer under test."""

    def __init__(self, folder: Path) -> None:
        self.store = MemoryStateStore(created=True)
        self.marks = HighWaterMarks(folder / "marks")
        self.trail = folder / "state.jsonl"
        self.writer = StateWriter(self.store, self.marks, self.trail)
        self.old = self.store.write(ADDRESS.state, state_bytes(4, outputs={"vpc": "old"}))
        live = state_bytes(5, networks=("vpc",))
        generation = self.store.write(ADDRESS.state, live)
        self.marks.write(ADDRESS, mark_of(parse_state(live, "s"), generation))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_restored_state_is_the_next_serial_and_the_new_mark(place: Place) -> None:
    document = place.writer.restore(ADDRESS, place.old, NOW)
    assert (document.serial, document.managed) == (6, {})
    checked = check_state(place.store, ADDRESS, place.marks, resettable=False)
    assert checked.standing is Standing.SAME
    outputs = read_outputs(place.store, ADDRESS)
    assert outputs
    assert outputs.come_from(document)


@pytest.mark.parametrize("broken", [b"", b"{", None], ids=["empty", "truncated", "missing"])
def test_a_broken_state_can_be_replaced(place: Place, broken: bytes | None) -> None:
    if broken is None:
        live = place.store.read(ADDRESS.state)
        assert live
        place.store.delete(ADDRESS.state, live.generation)
    else:
        place.store.write(ADDRESS.state, broken)
    assert place.writer.restore(ADDRESS, place.old, NOW).serial == 6
    assert check_state(place.store, ADDRESS, place.marks, resettable=False).document


def test_restoring_leaves_a_line_in_the_trail(place: Place) -> None:
    place.writer.restore(ADDRESS, place.old, NOW)
    (line,) = map(json.loads, place.trail.read_text().splitlines())
    assert line["what"] == f"restore of {place.old}"
    assert (line["environment"], line["layer"], line["serial"]) == ("dev", "network", 6)


def test_nothing_is_restored_while_somebody_holds_the_lock(place: Place) -> None:
    before = list_versions(place.store, ADDRESS)
    with (
        held_lock(place.store, ADDRESS, "apply", NOW),
        pytest.raises(StateError, match="restore needs the lock"),
    ):
        place.writer.restore(ADDRESS, place.old, NOW)
    assert list_versions(place.store, ADDRESS) == before


def test_another_states_version_is_refused(place: Place) -> None:
    foreign = place.store.write(ADDRESS.state, state_bytes(9, lineage="another"))
    with pytest.raises(InputError, match="has lineage another"):
        place.writer.restore(ADDRESS, foreign, NOW)


def test_a_version_that_is_not_there_is_refused(place: Place) -> None:
    with pytest.raises(InputError, match="has no generation 5"):
        show_version(place.store, ADDRESS, 5)


def test_a_late_state_is_written_as_it_is(place: Place) -> None:
    document = place.writer.push(ADDRESS, state_bytes(7, networks=("vpc", "more")), NOW)
    assert document.serial == 7
    assert check_state(place.store, ADDRESS, place.marks, resettable=False).document == document


def test_a_late_state_that_had_arrived_is_noted_and_not_written_again(place: Place) -> None:
    arrived = state_bytes(6, networks=("vpc", "more"))
    generation = place.store.write(ADDRESS.state, arrived)
    assert place.writer.push(ADDRESS, arrived, NOW).serial == 6
    live = place.store.read(ADDRESS.state)
    assert live
    assert live.generation == generation
    checked = check_state(place.store, ADDRESS, place.marks, resettable=False)
    assert checked.standing is Standing.SAME
    outputs = read_outputs(place.store, ADDRESS)
    assert outputs
    assert outputs.come_from(parse_state(arrived, "s"))
    (line,) = map(json.loads, place.trail.read_text().splitlines())
    assert (line["what"], line["replaced"]) == ("errored.tfstate had arrived", None)


@pytest.mark.parametrize(
    "late", [state_bytes(5), state_bytes(3), state_bytes(8, lineage="another")]
)
def test_a_late_state_that_does_not_follow_the_live_one_is_refused(
    place: Place, late: bytes
) -> None:
    with pytest.raises(StateError, match="does not follow the state"):
        place.writer.push(ADDRESS, late, NOW)


def test_versions_are_listed_newest_first_with_what_is_in_them(place: Place) -> None:
    place.store.write(ADDRESS.state, b"broken")
    broken, live, old = list_versions(place.store, ADDRESS)
    assert (broken.live, broken.serial) == (True, None)
    assert (live.serial, live.resources, live.live) == (5, 1, False)
    assert (old.serial, old.resources) == (4, 0)


def test_a_bucket_that_is_not_there_has_no_versions() -> None:
    assert list_versions(MemoryStateStore(), ADDRESS) == []

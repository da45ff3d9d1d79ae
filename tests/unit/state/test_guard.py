"""A state that is not the one the last apply left is refused before anything is planned."""

from pathlib import Path

import pytest

from crm_infra.errors import StateError
from crm_infra.state.document import parse_state
from crm_infra.state.guard import CheckedState, HighWaterMarks, Standing, check_state, mark_of
from tests.fakes.state_store import MemoryStateStore
from tests.fakes.states import ADDRESS, LINEAGE, state_bytes


class Place:
    """A bucket and the marks of a machine that applied serial 5 last."""

    def __init__(self, folder: Path) -> None:
        self.store = MemoryStateStore(created=True)
        self.marks = HighWaterMarks(folder)
        self.put(state_bytes(4, networks=("old",)))
        generation = self.put(state_bytes(5, networks=("vpc",)))
        document = parse_state(state_bytes(5, networks=("vpc",)), "s")
        self.marks.write(ADDRESS, mark_of(document, generation))

    def put(self, content: bytes) -> int:
        return self.store.write(ADDRESS.state, content)

    def check(self, *, resettable: bool = False) -> CheckedState:
        return check_state(self.store, ADDRESS, self.marks, resettable=resettable)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "marks")


def test_the_state_that_the_last_apply_left_is_taken(place: Place) -> None:
    checked = place.check()
    assert checked.standing is Standing.SAME
    assert checked.document
    assert checked.document.serial == 5


def test_a_newer_state_of_the_same_lineage_is_taken_over(place: Place) -> None:
    place.put(state_bytes(8))
    assert place.check().standing is Standing.ADVANCED


def test_a_machine_that_never_applied_takes_the_state_as_it_is(
    place: Place, tmp_path: Path
) -> None:
    fresh = HighWaterMarks(tmp_path / "other")
    checked = check_state(place.store, ADDRESS, fresh, resettable=False)
    assert checked.standing is Standing.FIRST_SEEN


def test_no_state_and_no_mark_is_a_beginning(tmp_path: Path) -> None:
    store = MemoryStateStore(created=True)
    checked = check_state(store, ADDRESS, HighWaterMarks(tmp_path), resettable=False)
    assert checked == CheckedState(Standing.NEW)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (state_bytes(4, networks=("old",)), "its serial is 4, older"),
        (state_bytes(9, lineage="another"), "its lineage is another"),
        (state_bytes(5, networks=("other",)), "content differs under the same serial 5"),
        (b"", "is empty"),
        (state_bytes(6, networks=("vpc",))[:100], "truncated"),
    ],
    ids=["older serial", "other lineage", "same serial", "empty", "truncated"],
)
def test_a_wrong_state_is_refused_with_the_versions_to_go_back_to(
    place: Place, content: bytes, said: str
) -> None:
    good = place.store.versions(ADDRESS.state)[0].generation
    place.put(content)
    with pytest.raises(StateError, match=said) as caught:
        place.check()
    message = str(caught.value)
    assert "Nothing was planned" in message
    assert "crm-infra state restore dev --layer network" in message
    assert f"generation {good}" in message
    assert f"serial 5, 1 resources, lineage {LINEAGE}" in message


def test_versions_of_another_lineage_are_not_offered(place: Place) -> None:
    foreign = place.put(state_bytes(9, lineage="another"))
    with pytest.raises(StateError) as caught:
        place.check()
    assert str(foreign) not in str(caught.value)


def test_a_missing_state_that_was_there_is_refused(place: Place) -> None:
    live = place.store.read(ADDRESS.state)
    assert live
    place.store.delete(ADDRESS.state, live.generation)
    with pytest.raises(StateError, match=r"it is missing.*generation"):
        place.check(resettable=True)


def test_a_simulated_cloud_that_was_thrown_away_is_a_beginning(place: Place) -> None:
    place.store = MemoryStateStore()
    assert place.check(resettable=True).standing is Standing.RESET
    assert place.marks.read(ADDRESS) is None


def test_a_real_bucket_that_is_gone_is_never_a_beginning(place: Place) -> None:
    place.store = MemoryStateStore()
    with pytest.raises(StateError, match=r"it is missing.*No version of it can be restored"):
        place.check(resettable=False)


def test_a_mark_that_cannot_be_read_is_not_taken_for_none(place: Place) -> None:
    place.marks.path(ADDRESS).write_text("{")
    with pytest.raises(StateError, match="is not readable"):
        place.check()

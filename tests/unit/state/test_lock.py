"""A lock is taken only from a holder that is provably dead."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crm_infra.errors import InputError, StateError
from crm_infra.state.heartbeat import Heartbeat
from crm_infra.state.holder import Life, Phase, ProcessIdentity, RunRecord, this_process, who_am_i
from crm_infra.state.lock import Holder, Lock, Witness, find_holder, held_lock, read_lock, unlock
from crm_infra.state.store import MUST_NOT_EXIST, PreconditionError
from tests.fakes.state_store import MemoryStateStore
from tests.fakes.states import ADDRESS

NOW = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)
CREATED = NOW - timedelta(minutes=30)
DEAD = replace(this_process(), started="12")
ELSEWHERE = replace(this_process(), host="elsewhere")
LOCK = Lock(ADDRESS, 77, who_am_i(), "apply", CREATED, "1.15.5")


def _witness(
    process: ProcessIdentity,
    begun: timedelta = timedelta(minutes=-1),
    phase: Phase = Phase.APPLYING,
) -> Witness:
    record = RunRecord(
        "r1", "dev", "network", CREATED + begun, process, who=who_am_i(), phase=phase
    )
    return Witness(record, CREATED + timedelta(minutes=5))


def test_a_holder_that_lives_is_named_with_its_process() -> None:
    holder = find_holder(LOCK, [_witness(this_process())], None, NOW)
    assert holder.life is Life.ALIVE
    described = holder.describe(NOW)
    assert f"held by {who_am_i()} for 30 min for apply, run r1" in described
    assert f"process {this_process().pid}" in described


def test_a_run_of_ours_whose_processes_are_gone_is_dead() -> None:
    assert find_holder(LOCK, [_witness(DEAD)], None, NOW).life is Life.DEAD


def test_one_fitting_run_that_lives_keeps_the_lock() -> None:
    witnesses = [_witness(DEAD), _witness(this_process())]
    assert find_holder(LOCK, witnesses, None, NOW).life is Life.ALIVE


@pytest.mark.parametrize(
    "witness",
    [
        _witness(DEAD, begun=timedelta(minutes=10)),
        replace(_witness(DEAD), last_sign=CREATED - timedelta(minutes=10)),
        replace(
            _witness(DEAD), record=replace(_witness(DEAD).record, who="someone@another-machine")
        ),
        _witness(ELSEWHERE),
    ],
    ids=["began later", "silent long before", "another user", "on another host"],
)
def test_a_dead_run_that_does_not_fit_proves_nothing(witness: Witness) -> None:
    assert find_holder(LOCK, [witness], None, NOW).life is Life.UNKNOWN


def test_a_lock_without_any_record_is_unknown() -> None:
    assert find_holder(LOCK, [], None, NOW).life is Life.UNKNOWN


def test_a_young_lock_without_any_record_counts_as_held() -> None:
    young = replace(LOCK, created=NOW - timedelta(seconds=5))
    assert find_holder(young, [], None, NOW).life is Life.ALIVE


def test_a_fresh_heartbeat_from_elsewhere_keeps_the_lock() -> None:
    beat = Heartbeat("r9", "ci@runner", NOW - timedelta(seconds=20))
    holder = find_holder(LOCK, [], beat, NOW)
    assert holder.life is Life.ALIVE
    assert "ci@runner gave a sign of life 20 s ago" in holder.describe(NOW)


def test_a_heartbeat_that_stopped_proves_nothing() -> None:
    beat = Heartbeat("r9", "ci@runner", NOW - timedelta(minutes=20))
    assert find_holder(LOCK, [], beat, NOW).life is Life.UNKNOWN


class TestUnlocking:
    """Removing a lock object."""

    def _locked(self, life: Life) -> tuple[MemoryStateStore, Holder]:
        store = MemoryStateStore(created=True)
        generation = store.write(ADDRESS.lock, b"{}", MUST_NOT_EXIST)
        return store, Holder(replace(LOCK, id=generation), life, "r1", "evidence")

    def test_a_dead_holder_loses_it(self) -> None:
        store, holder = self._locked(Life.DEAD)
        unlock(store, holder, now=NOW)
        assert store.read(ADDRESS.lock) is None

    def test_a_live_holder_keeps_it_even_when_a_person_insists(self) -> None:
        store, holder = self._locked(Life.ALIVE)
        with pytest.raises(StateError, match="not taken from a holder that lives"):
            unlock(store, holder, insist=True, now=NOW)
        assert store.read(ADDRESS.lock)

    def test_an_unknown_holder_keeps_it_until_a_person_insists(self) -> None:
        store, holder = self._locked(Life.UNKNOWN)
        with pytest.raises(StateError, match="Make sure that the holder is dead"):
            unlock(store, holder, now=NOW)
        unlock(store, holder, insist=True, now=NOW)
        assert store.read(ADDRESS.lock) is None

    def test_another_lock_than_the_one_that_was_seen_stays(self) -> None:
        store, holder = self._locked(Life.DEAD)
        with pytest.raises(InputError, match=f"is {holder.lock.id}, not 5"):
            unlock(store, holder, expected=5, now=NOW)

    def test_a_lock_that_was_taken_again_meanwhile_stays(self) -> None:
        store, holder = self._locked(Life.DEAD)
        store.write(ADDRESS.lock, b"{}")
        with pytest.raises(PreconditionError):
            unlock(store, holder, now=NOW)
        assert store.read(ADDRESS.lock)


def test_a_lock_reads_as_terraform_wrote_it() -> None:
    store = MemoryStateStore(created=True)
    info = {
        "ID": "1795",
        "Operation": "OperationTypeApply",
        "Who": "root@vm",
        "Version": "1.15.5",
        "Created": "2026-01-02T11:30:00.123456789Z",
    }
    generation = store.write(ADDRESS.lock, json.dumps(info).encode())
    lock = read_lock(store, ADDRESS)
    assert lock
    assert (lock.id, lock.who, lock.operation) == (generation, "root@vm", "apply")
    assert lock.created == datetime(2026, 1, 2, 11, 30, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"Created": "yesterday"}'])
def test_a_lock_that_says_nothing_is_still_a_lock(content: bytes) -> None:
    store = MemoryStateStore(created=True)
    store.write(ADDRESS.lock, content)
    lock = read_lock(store, ADDRESS)
    assert lock
    assert lock.created is None
    assert find_holder(lock, [_witness(DEAD)], None, NOW).life is Life.UNKNOWN


def test_our_own_lock_excludes_a_second_one_and_is_freed() -> None:
    store = MemoryStateStore(created=True)
    with held_lock(store, ADDRESS, "restore", NOW):
        lock = read_lock(store, ADDRESS)
        assert lock
        assert lock.created == NOW
        with (
            pytest.raises(StateError, match="is locked, and push needs the lock"),
            held_lock(store, ADDRESS, "push", NOW),
        ):
            pass
    assert read_lock(store, ADDRESS) is None

"""A long run gives signs of life beside the state; a short one leaves no trace."""

import json
from datetime import UTC, datetime, timedelta

from crm_infra.errors import UnavailableError
from crm_infra.state.heartbeat import Pulse, read_heartbeat
from tests.fakes.state_store import MemoryStateStore
from tests.fakes.states import ADDRESS

NOW = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


def test_a_long_run_is_seen_while_it_lives_and_not_afterwards() -> None:
    store = MemoryStateStore(created=True)
    with Pulse(store, ADDRESS, "r1", lambda: NOW, every=0.001):
        while (beat := read_heartbeat(store, ADDRESS)) is None:
            pass
        assert (beat.run, beat.at) == ("r1", NOW)
    assert read_heartbeat(store, ADDRESS) is None


def test_a_short_run_writes_nothing() -> None:
    store = MemoryStateStore(created=True)
    with Pulse(store, ADDRESS, "r1", lambda: NOW):
        pass
    assert store.versions(ADDRESS.heartbeat) == []


def test_a_bucket_that_is_down_does_not_end_the_run() -> None:
    class DownStore(MemoryStateStore):
        tried = 0

        def write(self, name: str, content: bytes, if_generation: int | None = None) -> int:
            self.tried += 1
            raise UnavailableError("down")

    store = DownStore(created=True)
    with Pulse(store, ADDRESS, "r1", lambda: NOW, every=0.001):
        while store.tried < 2:
            pass


def test_only_a_recent_beat_is_fresh() -> None:
    store = MemoryStateStore(created=True)
    fields = {"run": "r1", "who": "ci@runner", "at": NOW.isoformat()}
    store.write(ADDRESS.heartbeat, json.dumps(fields).encode())
    beat = read_heartbeat(store, ADDRESS)
    assert beat
    assert beat.is_fresh(NOW + timedelta(seconds=59))
    assert not beat.is_fresh(NOW + timedelta(seconds=61))


def test_a_beat_that_cannot_be_read_is_none() -> None:
    store = MemoryStateStore(created=True)
    store.write(ADDRESS.heartbeat, b'{"run": "r1"}')
    assert read_heartbeat(store, ADDRESS) is None

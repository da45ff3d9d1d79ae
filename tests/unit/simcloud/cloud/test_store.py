"""The store: what is accepted is durable, atomic, and found by index."""

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.cloud.records import Claim, Reference, Resource, Target
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.values import UNKNOWN

NETWORK = Resource("network", "net", "google", "p", "global", "net", {"name": "net"})
SUBNET = Resource("subnet", "sub", "google", "p", "us-central1", "sub", {"name": "sub"})
IN_NETWORK = Target("network", "network", "net")


def create_twice(store, sequence="counter", **given):
    with store.change() as change:
        change.sequence(sequence)
        change.create(NETWORK, **given)
        change.create(NETWORK, **given)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "simcloud.db")
    yield store
    store.close()


def test_what_was_created_is_found_with_all_that_was_given(store):
    resource = replace(SUBNET, values={"a": [1, {"b": None}]}, hidden={"number": "42"})
    with store.change() as change:
        operation = change.create(resource)
    found = store.get("subnet", "sub")
    assert found == replace(resource, created=operation.number, updated=operation.number)


def test_a_block_that_raises_leaves_nothing_behind(store):
    with pytest.raises(sqlite3.IntegrityError):
        create_twice(store, aliases=["alias"], claims=[Claim("scope", 1, 2)])
    with store.view() as view:
        assert view.totals() == {}
        assert view.operations() == []
        assert view.resolve("network", "alias") is None
        assert view.claimed("scope", 0, 9) == []


def test_a_taken_id_is_refused(store):
    with store.change() as change:
        change.create(NETWORK)
    with pytest.raises(sqlite3.IntegrityError), store.change() as change:
        change.create(NETWORK)


def test_the_marker_for_unknown_values_cannot_be_stored(store):
    with pytest.raises(TypeError), store.change() as change:
        change.create(replace(NETWORK, values={"id": UNKNOWN}))
    assert store.get("network", "net") is None


def test_other_files_of_the_process_see_the_same_store(store):
    other = Store(store.database.path)
    with store.change() as change:
        change.create(NETWORK)
    assert other.get("network", "net") is not None
    other.close()
    assert store.get("network", "net") is not None


def test_only_its_owner_may_read_the_file(store):
    assert store.database.path.stat().st_mode & 0o777 == 0o600


def test_what_was_accepted_is_read_by_another_connection_at_once(store):
    with store.change() as change:
        change.create(NETWORK)
    connection = sqlite3.connect(store.database.path)
    assert connection.execute("SELECT COUNT(*) FROM resources").fetchone() == (1,)
    connection.close()


def test_a_write_inside_a_write_is_an_error_and_no_deadlock(store):
    with pytest.raises(RuntimeError, match="end the first"), store.change(), store.change():
        pass
    with store.change() as change:
        change.create(NETWORK)


def test_many_threads_that_write_at_once_lose_nothing(store):
    refused = []

    def work(worker: int) -> None:
        for step in range(25):
            try:
                with store.change() as change:
                    change.create(replace(SUBNET, id=f"{worker}-{step}"))
                    if step % 5 == 0:
                        change.create(replace(SUBNET, id=f"{worker}-{step}"))
            except sqlite3.IntegrityError as error:
                refused.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.view() as view:
        assert view.totals() == {"subnet": 8 * 20}
        assert len(view.operations()) == 8 * 20
    assert len(refused) == 8 * 5


def test_a_view_does_not_change_while_others_write(store):
    with store.view() as view:
        assert view.totals() == {}
        with store.change() as change:
            change.create(NETWORK)
        assert view.totals() == {}
    assert store.get("network", "net") is not None


def test_references_are_found_from_both_ends(store):
    with store.change() as change:
        change.create(NETWORK)
        change.create(SUBNET, targets=[IN_NETWORK])
        expected = [Reference("subnet", "sub", "network", "network", "net")]
        assert change.referrers("network", "net") == expected
        assert change.references("subnet", "sub") == expected


def test_an_update_replaces_what_it_names_and_leaves_the_rest(store):
    with store.change() as change:
        change.create(NETWORK)
        change.create(SUBNET, targets=[IN_NETWORK], aliases=["old"], claims=[Claim("net", 1, 5)])
        change.update(replace(SUBNET, values={"name": "new"}), aliases=["new"])
        assert change.resolve("subnet", "old") is None
        assert change.resolve("subnet", "new") == "sub"
        assert change.referrers("network", "net")
        assert change.claims("subnet", "sub")
        change.update(SUBNET, targets=[], claims=[Claim("net", 7, 8)])
        assert not change.referrers("network", "net")
        assert not change.claimed("net", 1, 5)


def test_a_deleted_resource_takes_its_references_aliases_and_claims_along(store):
    with store.change() as change:
        change.create(NETWORK)
        change.create(SUBNET, targets=[IN_NETWORK], aliases=["a"], claims=[Claim("net", 1, 5)])
        change.delete(SUBNET)
    with store.view() as view:
        assert not view.exists("subnet", "sub")
        assert view.referrers("network", "net") == []
        assert view.resolve("subnet", "a") is None
        assert view.claimed("net", 0, 9) == []


def test_find_narrows_by_everything_given(store):
    with store.change() as change:
        for place in ("us-central1", "us-east1"):
            for name in ("a", "b"):
                change.create(replace(SUBNET, id=f"{place}/{name}", location=place, name=name))
        change.create(NETWORK)
    with store.view() as view:
        assert [r.id for r in view.find("subnet", location="us-east1")] == [
            "us-east1/a",
            "us-east1/b",
        ]
        assert [r.id for r in view.find("subnet", name="b", location="us-central1")] == [
            "us-central1/b"
        ]
        assert [r.id for r in view.find("subnet", after="us-central1/b", limit=1)] == ["us-east1/a"]
        assert len(view.find(project="p")) == 5
        assert view.count(["subnet", "network"], project="p") == 5
        assert view.count(["subnet"], location="us-east1") == 2


def test_a_sequence_never_gives_a_number_twice(store):
    with store.change() as change:
        first = [change.sequence("a"), change.sequence("a"), change.sequence("b")]
    with pytest.raises(sqlite3.IntegrityError):
        create_twice(store, sequence="a")
    with store.change() as change:
        assert [*first, change.sequence("a")] == [1, 2, 1, 3]


def test_reset_empties_the_tables_of_every_room(store):
    store.database.ensure("storage", 1, "CREATE TABLE buckets (name TEXT)")
    with store.database.write() as connection:
        connection.execute("INSERT INTO buckets VALUES ('b')")
    with store.change() as change:
        change.create(NETWORK)
    store.reset()
    with store.database.read() as connection:
        assert connection.execute("SELECT COUNT(*) FROM buckets").fetchone() == (0,)
    with store.view() as view:
        assert view.totals() == {}
        assert view.operations() == []


def test_a_file_of_another_version_is_refused_with_the_way_out(store):
    with pytest.raises(sqlite3.DatabaseError, match="Move the file away"):
        store.database.ensure("store", 99, "")


ranges = st.tuples(st.integers(0, 300), st.integers(0, 40))


@given(taken=st.lists(ranges, max_size=12), asked=ranges)
def test_claimed_finds_exactly_the_overlapping_ranges(tmp_path_factory, taken, asked):
    path: Path = tmp_path_factory.mktemp("claims") / "simcloud.db"
    store = Store(path)
    claims = [Claim("net", first, first + size, str(n)) for n, (first, size) in enumerate(taken)]
    first, last = asked[0], asked[0] + asked[1]
    with store.change() as change:
        change.put(SUBNET, claims=[*claims, Claim("other", 0, 2**128 - 1)])
        found = {holder.claim for holder in change.claimed("net", first, last)}
    assert found == {c for c in claims if c.first <= last and first <= c.last}
    store.close()

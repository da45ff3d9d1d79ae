"""The virtual clock: when operations begin and end, and what a pace or a kill does to them."""

import threading
import time
from dataclasses import replace

import pytest

from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.cloud.pace import Pace
from crm_infra.simcloud.cloud.records import Resource, Target
from crm_infra.simcloud.cloud.store import Store

NETWORK = Resource("network", "net", "google", "p")
SUBNET = Resource("subnet", "sub", "google", "p")
CLUSTER = Resource("cluster", "c", "google", "p")
TO_NETWORK = Target("network", "network", "net")
TO_SUBNET = Target("subnetwork", "subnet", "sub")


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "simcloud.db")
    yield store
    store.close()


@pytest.fixture
def run():
    return Context()


def test_an_operation_begins_when_what_it_refers_to_exists(store, run):
    with store.change() as change:
        network = change.create(NETWORK, seconds=10, context=run)
        subnet = change.create(SUBNET, targets=[TO_NETWORK], seconds=20, context=run)
        cluster = change.create(CLUSTER, targets=[TO_NETWORK, TO_SUBNET], seconds=600, context=run)
    assert [(o.begins, o.ends) for o in (network, subnet, cluster)] == [
        (0, 10),
        (10, 30),
        (30, 630),
    ]


def test_what_does_not_refer_to_each_other_runs_side_by_side(store, run):
    with store.change() as change:
        first = change.create(NETWORK, seconds=10, context=run)
        second = change.create(replace(NETWORK, id="other"), seconds=30, context=run)
        assert change.virtual_now() == 30
    assert first.begins == second.begins == 0


def test_a_resource_is_changed_after_its_last_operation(store, run):
    with store.change() as change:
        change.create(NETWORK, seconds=10, context=run)
        update = change.update(NETWORK, seconds=5, context=run)
        delete = change.delete(NETWORK, seconds=5, context=run)
        again = change.create(NETWORK, seconds=10, context=run)
    assert [update.begins, delete.begins, again.begins] == [10, 15, 20]


def test_a_deletion_waits_until_nothing_refers_to_it(store, run):
    with store.change() as change:
        change.create(NETWORK, seconds=10, context=run)
        change.create(SUBNET, targets=[TO_NETWORK], seconds=20, context=run)
        gone = change.delete(SUBNET, seconds=50, context=run)
        network = change.delete(NETWORK, seconds=10, context=run)
    assert gone.ends == 80
    assert network.begins == 80


def test_a_deletion_waits_for_an_update_that_let_go(store, run):
    with store.change() as change:
        change.create(NETWORK, seconds=10, context=run)
        change.create(SUBNET, targets=[TO_NETWORK], seconds=20, context=run)
        change.update(SUBNET, targets=[], seconds=7, context=run)
        assert change.delete(NETWORK, context=run).begins == 37


def test_providers_that_work_together_are_one_run(store):
    google, atlas = Context(), Context()
    with store.change() as change:
        change.create(NETWORK, seconds=100, context=google)
        assert change.create(CLUSTER, seconds=10, context=atlas).begins == 0


def test_a_later_run_begins_where_the_last_one_ended(store):
    with store.change() as change:
        change.create(NETWORK, seconds=100, context=Context())
        assert change.create(CLUSTER, seconds=10, context=Context()).begins == 100


def test_a_refusal_is_logged_and_takes_no_time(store, run):
    with store.change() as change:
        change.create(NETWORK, seconds=10, context=run)
    store.refuse("create", SUBNET, "googleapi: Error 409: no")
    with store.view() as view:
        refused = view.operations()[-1]
        assert (refused.outcome, refused.message) == ("refused", "googleapi: Error 409: no")
        assert view.virtual_now() == 10


def test_without_a_pace_nothing_waits(store, run):
    with store.change() as change:
        operation = change.create(NETWORK, seconds=1e6, context=run)
    assert operation.outcome == "done"
    store.settle(operation)
    assert store.get("network", "net").stage == "ready"


def test_a_pace_spends_its_share_of_real_time(tmp_path, run):
    store = Store(tmp_path / "paced.db", Pace(100))
    with store.change() as change:
        operation = change.create(NETWORK, seconds=20, context=run)
    before = time.monotonic()
    store.settle(operation, run.stop)
    assert time.monotonic() - before >= 0.2
    with store.view() as view:
        done = view.operations()[0]
    assert done.outcome == "done"
    assert done.ended - done.began >= 0.2
    store.close()


def test_a_resource_is_creating_while_its_pace_lasts_and_stop_ends_it_early(tmp_path, run):
    store = Store(tmp_path / "paced.db", Pace(1))
    with store.change() as change:
        operation = change.create(NETWORK, seconds=3600, context=run)
    worker = threading.Thread(target=store.settle, args=(operation, run.stop))
    worker.start()
    assert store.get("network", "net").stage == "creating"
    run.stop.set()
    worker.join(5)
    assert not worker.is_alive()
    assert store.get("network", "net").stage == "ready"
    store.close()


def test_a_faster_pace_counts_at_once(tmp_path, run):
    store = Store(tmp_path / "paced.db", Pace(0.001))
    with store.change() as change:
        operation = change.create(NETWORK, seconds=10, context=run)
    worker = threading.Thread(target=store.settle, args=(operation, run.stop))
    worker.start()
    store.pace.rate = 1e9
    worker.join(5)
    assert not worker.is_alive()
    store.close()


@pytest.mark.parametrize("rate", [-1, float("nan"), float("inf")])
def test_a_pace_must_be_a_number_of_seconds(rate):
    with pytest.raises(ValueError, match="virtual seconds per real second"):
        Pace(rate)


def test_a_deleted_resource_stays_until_its_pace_is_over(tmp_path, run):
    store = Store(tmp_path / "paced.db", Pace(1))
    with store.change() as change:
        change.create(NETWORK, context=run)
        change.create(SUBNET, targets=[TO_NETWORK], context=run)
        operation = change.delete(SUBNET, seconds=3600, context=run)
    with store.view() as view:
        assert view.get("subnet", "sub").stage == "deleting"
        assert view.referrers("network", "net")
    run.stop.set()
    store.settle(operation, run.stop)
    with store.view() as view:
        assert not view.exists("subnet", "sub")
        assert not view.referrers("network", "net")
    store.close()


def test_what_a_killed_process_had_accepted_is_finished_at_the_next_start(tmp_path, run):
    path = tmp_path / "paced.db"
    killed = Store(path, Pace(1))
    with killed.change() as change:
        change.put(SUBNET)
        change.create(NETWORK, seconds=3600, context=run)
        change.delete(SUBNET, seconds=3600, context=run)
    killed.close()
    store = Store(path)
    assert store.recover() == 2
    assert store.recover() == 0
    assert store.get("network", "net").stage == "ready"
    assert store.get("subnet", "sub") is None
    with store.view() as view:
        assert {o.outcome for o in view.operations()} == {"done"}
    store.close()

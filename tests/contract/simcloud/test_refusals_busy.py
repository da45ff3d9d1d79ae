"""Clusters and instances take their time: what is told meanwhile, and what is refused."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crm_infra.simcloud.cloud import busy
from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.cloud.hand import Hand
from tests.fakes.cloud_account import Account, Values

CLUSTER = "google_container_cluster"
POOL = "google_container_node_pool"
REDIS = "google_redis_instance"
IN_THE_WAY = re.compile(
    r"googleapi: Error 400: Operation operation-\d{13}-[0-9a-f]{8} is currently (?P<what>.+) crm\."
    r" Please wait and try again once it is done\., failedPrecondition"
)
CRM: Values = {
    "name": "crm",
    "location": "us-central1",
    "network": "vpc",
    "initial_node_count": 1,
    "private_cluster_config": {
        "enable_private_nodes": True,
        "master_ipv4_cidr_block": "172.16.0.0/28",
    },
}
CACHE: Values = {"name": "cache", "memory_size_gb": 1, "authorized_network": "vpc"}


class Work:
    """A call that is under way in another thread until time may pass."""

    def __init__(self, account: Account, call: Callable[[], Any]) -> None:
        self._account = account
        account.store.pace.rate = 0.001
        self._thread = threading.Thread(target=call)
        before = self._number()
        self._thread.start()
        end = time.monotonic() + 20
        while self._number() == before:
            assert time.monotonic() < end, "the call was not accepted within 20 s"
            time.sleep(0.005)

    def _number(self) -> int:
        with self._account.store.view() as view:
            return view.last_operation()

    def finish(self) -> None:
        self._account.store.pace.rate = 1e9
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def work(account: Account) -> Iterator[Callable[[Callable[[], Any]], Work]]:
    begun: list[Work] = []

    def begin(call: Callable[[], Any]) -> Work:
        begun.append(Work(account, call))
        return begun[-1]

    yield begin
    for each in begun:
        each.finish()


def network(account: Account) -> None:
    account.create("compute_network", name="vpc", auto_create_subnetworks=False)


def pool(account: Account, name: str = "one") -> Values:
    return account.create(POOL, name=name, cluster="crm", location="us-central1", node_count=1)


def state(account: Account, type_: str, id_: str) -> str:
    with account.store.view() as view:
        found = view.get(type_, id_)
        assert found is not None
        return busy.state_of(found, view.running())


def in_the_way(refusal: str) -> str:
    seen = IN_THE_WAY.fullmatch(refusal)
    assert seen, refusal
    return seen["what"]


def test_a_cluster_that_is_being_made_has_no_endpoint_yet(account: Account, work: Any) -> None:
    network(account)
    id_ = "projects/crm-dev/locations/us-central1/clusters/crm"
    making = work(lambda: account.create(CLUSTER, **CRM))
    found = account.import_(CLUSTER, id_)
    assert found is not None
    assert found["endpoint"] == ""
    assert found["private_cluster_config"][0]["private_endpoint"] == ""
    assert state(account, CLUSTER, id_) == "PROVISIONING"
    refusal = account.refused(POOL, name="one", cluster="crm", location="us-central1")
    assert in_the_way(refusal) == "creating cluster"
    making.finish()
    found = account.import_(CLUSTER, id_)
    assert found is not None
    assert found["private_cluster_config"][0]["private_endpoint"] == "172.16.0.2"
    assert state(account, CLUSTER, id_) == "RUNNING"


def test_a_cluster_that_changes_is_not_changed_again(account: Account, work: Any) -> None:
    network(account)
    made = account.create(CLUSTER, **CRM)
    one = pool(account)
    work(lambda: account.update(CLUSTER, made, **CRM, enable_l4_ilb_subsetting=True))
    assert state(account, CLUSTER, made["id"]) == "RECONCILING"
    again = {**CRM, "resource_labels": {"a": "b"}}
    assert in_the_way(account.refused_update(CLUSTER, made, **again)) == "upgrading cluster"
    assert in_the_way(account.refused_delete(POOL, one)) == "upgrading cluster"
    assert account.refresh(CLUSTER, made) is not None


def test_pools_are_made_side_by_side_and_their_cluster_waits(account: Account, work: Any) -> None:
    network(account)
    made = account.create(CLUSTER, **CRM)
    work(lambda: pool(account))
    work(lambda: pool(account, "two"))
    assert state(account, POOL, f"{made['id']}/nodePools/two") == "PROVISIONING"
    assert state(account, CLUSTER, made["id"]) == "RECONCILING"
    refusal = account.refused_delete(CLUSTER, made)
    assert in_the_way(refusal) == "creating a node pool for cluster"


def test_an_instance_that_grows_is_not_changed_again(account: Account, work: Any) -> None:
    network(account)
    made = account.create(REDIS, **CACHE)
    work(lambda: account.update(REDIS, made, **{**CACHE, "memory_size_gb": 2}))
    assert state(account, REDIS, made["id"]) == "UPDATING"
    assert account.refused_update(REDIS, made, **{**CACHE, "memory_size_gb": 3}) == (
        "googleapi: Error 409: unable to queue the operation, aborted"
    )


def test_nor_is_it_changed_by_hand(account: Account, work: Any) -> None:
    network(account)
    made = account.create(REDIS, **CACHE)
    working = work(lambda: account.update(REDIS, made, **{**CACHE, "memory_size_gb": 2}))
    with pytest.raises(ValueError, match="unable to queue the operation"):
        Hand(account.store).set(REDIS, made["id"], "display_name", "by hand")
    working.finish()
    Hand(account.store).set(REDIS, made["id"], "display_name", "by hand")


def test_without_a_pace_nothing_is_in_the_way(account: Account) -> None:
    network(account)
    made = account.create(CLUSTER, **CRM)
    one = pool(account)
    account.delete(POOL, one)
    account.delete(CLUSTER, made)


def test_time_passes_as_in_the_real_cloud(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clusters side by side, a cluster's pools side by side, pools after their cluster."""
    network(account)
    monkeypatch.setattr(Account, "context", account.context)
    for name, place in (("crm", "us-central1"), ("dr", "us-east1")):
        config = {**CRM, "name": name, "location": place}
        config["private_cluster_config"] = {"enable_private_nodes": True}
        account.create(CLUSTER, **config)
        for each in ("one", "two"):
            account.create(POOL, name=each, cluster=name, location=place, node_count=1)
    with account.store.view() as view:
        found = {o.id.rpartition("/")[2] + o.id.split("/")[3]: o for o in view.operations()}
    cluster, other = found["crmus-central1"], found["drus-east1"]
    one, two = found["oneus-central1"], found["twous-central1"]
    assert cluster.begins == other.begins
    assert one.begins == two.begins == cluster.ends
    assert one.ends > one.begins


def test_nothing_begins_before_its_api_is_on(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Account, "context", account.context)
    account.create("project_service", service="compute.googleapis.com")
    network(account)
    with account.store.view() as view:
        service, made = view.operations()
    assert service.ends == made.begins == 20


def test_a_refusal_is_raised_as_such(account: Account, work: Any) -> None:
    network(account)
    made = account.create(CLUSTER, **CRM)
    work(lambda: account.update(CLUSTER, made, **CRM, resource_labels={"a": "b"}))
    with account.store.view() as view:
        found = busy.refusal(CLUSTER, made["id"], view.running())
        assert isinstance(found, Refusal)
        assert busy.refusal(CLUSTER, made["id"] + "-2", view.running()) is None

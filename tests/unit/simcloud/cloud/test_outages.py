"""A lost region: what stood there does not answer, what is global or lies in two regions does."""

import threading

import pytest

from crm_infra.simcloud.cloud import outages
from crm_infra.simcloud.cloud.calls import Context, Refusal
from crm_infra.simcloud.cloud.faults import Faults, Rule
from crm_infra.simcloud.cloud.faulty import FaultyCloud, StorageGate
from crm_infra.simcloud.cloud.hand import Hand
from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.cloud.records import Resource
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.cloud.strikes import Strikes
from crm_infra.simcloud.cloud.whereabouts import InStore, bucket_of
from crm_infra.simcloud.cloud.world import StoreWorld
from crm_infra.simcloud.storage.registry import BucketRegistry

LOST = "googleapi: Error 503: The service is currently unavailable in us-central1"
NAT = Resource("google_compute_router_nat", "p/us-central1/r/nat", location="us-central1")
CONTEXT = Context("p", "us-central1", "us-central1-a")


class Echo:
    """A cloud that answers every call."""

    def __getattr__(self, name):
        return lambda *_: {"answered": name}


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "simcloud.db")
    with store.change() as change:
        change.put(NAT)
    registry = BucketRegistry.open(tmp_path / "simcloud.db")
    registry.create_bucket("near", "p", "us-central1", {})
    registry.create_bucket("both", "p", "NAM4", {})
    yield store
    registry.close()
    store.close()


@pytest.fixture
def faults(store):
    return Faults(store.database, Hand(store), lambda: 1000.0)


@pytest.fixture
def cloud(store, faults):
    strikes = Strikes(faults, threading.Event())
    return FaultyCloud(Echo(), faults, strikes, whereabouts=InStore(store))


def answers(cloud, type_="google_redis_instance", **values):
    try:
        return cloud.create("google", type_, values, CONTEXT) == {"answered": "create"}
    except Refusal as refusal:
        return not str(refusal).startswith(LOST)


@pytest.mark.parametrize(
    ("values", "there"),
    [
        ({"region": "us-central1"}, True),
        ({"region": None}, True),
        ({"location": "us-central1"}, True),
        ({"zone": "us-central1-c"}, True),
        ({"bucket": "near"}, True),
        ({"location": "US-CENTRAL1"}, True),
        ({"region": "us-east1"}, False),
        ({"zone": "us-east1-b"}, False),
        ({"bucket": "both"}, False),
        ({"location": "NAM4"}, False),
        ({"location": "global"}, False),
        ({}, False),
    ],
)
def test_what_is_asked_for_in_a_lost_region_is_refused(cloud, faults, values, there):
    assert answers(cloud, **values)
    faults.add(Rule("outage", location="us-central1"))
    assert answers(cloud, **values) is not there
    faults.clear()
    assert answers(cloud, **values)


def test_what_stands_there_does_not_answer_whatever_its_id_looks_like(cloud, faults):
    faults.add(Rule("outage", location="us-central1"))
    for call in (
        lambda: cloud.read("google", NAT.type, NAT.id, CONTEXT),
        lambda: cloud.update("google", NAT.type, NAT.id, {}, {}, CONTEXT),
        lambda: cloud.delete("google", NAT.type, NAT.id, {}, CONTEXT),
        lambda: cloud.read(
            "google", "google_container_cluster", "projects/p/locations/us-central1/c/x", CONTEXT
        ),
    ):
        with pytest.raises(Refusal, match="Error 503: The service is currently unavailable"):
            call()


def test_a_lost_zone_leaves_its_region(cloud, faults):
    faults.add(Rule("outage", location="us-central1-a"))
    assert answers(cloud, region="us-central1")
    assert answers(cloud, zone="us-central1-b")
    assert not answers(cloud, zone="us-central1-a")


def test_other_clouds_are_not_tied_to_a_region_of_google(cloud, faults):
    faults.add(Rule("outage", location="us-central1"))
    assert answers(cloud, "mongodbatlas_privatelink_endpoint", region="us-central1")


def test_buckets_of_two_regions_keep_answering(store, faults):
    gate = StorageGate(faults, Strikes(faults, threading.Event()), whereabouts=InStore(store))
    near, both = "/storage/v1/b/near/o/x", "/upload/storage/v1/b/both/o"
    assert gate.before("GET", near) is None
    faults.add(Rule("outage", location="us-central1"))
    assert gate.before("GET", near) == (503, outages.words("us-central1"))
    assert gate.before("POST", both) is None
    assert gate.before("GET", "/storage/v1/b") is None


@pytest.mark.parametrize(
    ("path", "bucket"),
    [
        ("/storage/v1/b/state/o/dev%2Fx", "state"),
        ("/upload/storage/v1/b/state/o", "state"),
        ("/download/storage/v1/b/state/o/x", "state"),
        ("/state/dev/x", "state"),
        ("/storage/v1/b", ""),
        ("/batch/storage/v1", ""),
    ],
)
def test_a_request_says_its_bucket(path, bucket):
    assert bucket_of(path) == bucket


def test_services_may_ask_what_is_lost(store, faults):
    faults.add(Rule("outage", location="us-central1"))
    faults.add(Rule("outage", location="us-east1", expires=1.0))
    faults.add(Rule("error", location="us-west1"))
    with store.view() as view:
        assert outages.lost(view.connection, lambda: 999.0) == ["us-central1"]
        assert outages.lost(view.connection, lambda: 0.5) == ["us-central1", "us-east1"]
        world = StoreWorld(view, Ledger(view.connection), lambda: None)
        assert world.outages() == ["us-central1"]

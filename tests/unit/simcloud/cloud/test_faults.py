"""Faults: off by default, hit exactly the calls they were meant for, and end as they should."""

import threading
import time
from dataclasses import replace

import pytest

from crm_infra.simcloud.cloud.calls import Context, Refusal
from crm_infra.simcloud.cloud.faults import Call, Faults, Rule
from crm_infra.simcloud.cloud.faulty import FaultyCloud, StorageGate
from crm_infra.simcloud.cloud.hand import Hand
from crm_infra.simcloud.cloud.records import Claim, Resource, Target
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.cloud.strikes import Strikes

NETWORK = Resource(
    "network",
    "net",
    "google",
    "p",
    "global",
    "net",
    {"name": "net", "labels": {"a": "1"}, "l": [1]},
)


class Wall:
    """A wall clock that is set by hand."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


class Echo:
    """A cloud that answers every call and counts them."""

    def __init__(self):
        self.calls = 0

    def __getattr__(self, name):
        def answer(*_):
            self.calls += 1
            return {"answered": name}

        return answer


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "simcloud.db")
    with store.change() as change:
        change.put(NETWORK)
    yield store
    store.close()


@pytest.fixture
def faults(store, wall):
    return Faults(store.database, Hand(store), wall)


@pytest.fixture
def died():
    return []


@pytest.fixture
def cloud(faults, died):
    return FaultyCloud(Echo(), faults, Strikes(faults, threading.Event(), lambda: died.append(1)))


def create(cloud, type_="network", context=None, **values):
    return cloud.create("google", type_, values, context or Context(region="us-central1"))


def test_nothing_goes_wrong_unless_asked(cloud, faults):
    assert create(cloud) == {"answered": "create"}
    assert faults.listed() == []


def test_an_error_hits_the_kth_call_and_as_many_as_asked(cloud, faults):
    faults.add(Rule("error", type="network", call="create", at=2, times=2, code=429))
    outcomes = []
    for _ in range(4):
        try:
            create(cloud)
            create(cloud, "subnet")
            cloud.read("google", "network", "net", Context())
            outcomes.append("ok")
        except Refusal as refusal:
            outcomes.append(str(refusal))
    assert outcomes[0] == outcomes[3] == "ok"
    assert outcomes[1] == outcomes[2]
    assert outcomes[1].startswith("googleapi: Error 429: Quota exceeded")
    assert outcomes[1].endswith(", rateLimitExceeded")
    [fault] = faults.listed()
    assert (fault.seen, fault.hits, fault.spent()) == (3, 2, True)


def test_an_error_says_what_it_was_told_to_say(cloud, faults):
    faults.add(
        Rule("error", code=403, message="Quota 'NETWORKS' exceeded.", reason="quotaExceeded")
    )
    with pytest.raises(Refusal) as caught:
        create(cloud)
    assert str(caught.value) == "googleapi: Error 403: Quota 'NETWORKS' exceeded., quotaExceeded"


def test_a_fault_of_a_region_hits_only_what_stands_there(cloud, faults):
    faults.add(Rule("error", location="us-east1*", code=503))
    context = Context(region="us-east1", zone="us-east1-b")
    create(cloud, zone="us-central1-a")
    create(cloud, region="us-central1")
    create(cloud, context=context)
    cloud.read("google", "network", "projects/p/global/networks/n", context)
    for place in ({"zone": "us-east1-b"}, {"region": "us-east1"}, {"region": None}, {"zone": None}):
        with pytest.raises(Refusal):
            create(cloud, context=context, **place)
    for id_ in ("projects/p/zones/us-east1-b/disks/d", "projects/p/regions/us-east1/subnetworks/s"):
        with pytest.raises(Refusal):
            cloud.read("google", "network", id_, Context())


def test_only_the_answer_is_lost_when_the_fault_comes_after(store, faults):
    echo = Echo()
    cloud = FaultyCloud(echo, faults, Strikes(faults, threading.Event()))
    faults.add(Rule("error", code=500, after=True))
    with pytest.raises(Refusal):
        create(cloud)
    assert echo.calls == 1


def test_latency_holds_a_call_back_and_stop_lets_it_go(cloud, faults):
    faults.add(Rule("latency", milliseconds=150))
    before = time.monotonic()
    create(cloud)
    assert time.monotonic() - before >= 0.15
    faults.clear()
    faults.add(Rule("latency", milliseconds=60_000))
    context = Context()
    context.stop.set()
    before = time.monotonic()
    create(cloud, context=context)
    assert time.monotonic() - before < 5


def test_a_call_whose_caller_is_gone_while_it_is_held_back_is_never_made(faults, died):
    echo = Echo()
    cloud = FaultyCloud(echo, faults, Strikes(faults, threading.Event(), lambda: died.append(1)))
    faults.add(Rule("latency", milliseconds=60_000))
    context = Context()
    context.gone.set()
    context.stop.set()
    with pytest.raises(Refusal, match="never sent"):
        create(cloud, context=context)
    assert echo.calls == 0


def hung(cloud, context):
    ended = []

    def call() -> None:
        try:
            ended.append(create(cloud, context=context))
        except Refusal as refusal:
            ended.append(refusal.code)

    worker = threading.Thread(target=call)
    worker.start()
    return worker, ended


def until(condition):
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "the condition was not reached within 5 s"
        time.sleep(0.005)


@pytest.mark.parametrize("effect", ["latency", "hang"])
def test_a_call_that_waits_goes_on_when_its_fault_is_cleared(cloud, faults, effect):
    faults.add(Rule(effect, milliseconds=600_000))
    worker, ended = hung(cloud, Context())
    until(lambda: faults.listed()[0].hits == 1)
    faults.clear()
    worker.join(5)
    assert len(ended) == 1
    assert ended != [499]


def test_a_hung_call_ends_when_its_provider_is_stopped(cloud, faults):
    context = Context()
    fault = faults.add(Rule("hang"))
    worker, ended = hung(cloud, context)
    until(lambda: faults.listed()[0].hits == 1)
    assert faults.on(fault.number)
    context.stop.set()
    worker.join(5)
    assert ended == [499]


def test_a_stubborn_hung_call_ends_only_with_its_fault(cloud, faults):
    context = Context()
    context.stop.set()
    faults.add(Rule("hang", stubborn=True))
    worker, ended = hung(cloud, context)
    until(lambda: faults.listed()[0].hits == 1)
    assert worker.is_alive()
    faults.clear()
    worker.join(5)
    assert ended == [{"answered": "create"}]


def test_the_process_dies_on_the_kth_call_and_the_count_was_kept(cloud, faults, died, store):
    faults.add(Rule("die", at=2, times=1))
    create(cloud)
    create(cloud)
    assert died == [1]
    [again] = Faults(store.database, Hand(store)).listed()
    assert again.spent()


def test_a_fault_ends_when_its_time_is_over(cloud, faults, wall):
    faults.add(Rule("error", expires=1060))
    with pytest.raises(Refusal):
        create(cloud)
    wall.at = 1061
    create(cloud)
    assert faults.listed() == []


def test_faults_outlive_the_process(faults, store):
    rule = Rule("latency", type="google_*", milliseconds=5, expires=None)
    faults.add(rule)
    assert [f.rule for f in Faults(store.database, Hand(store)).listed()] == [rule]


def test_one_fault_is_cleared_or_all(faults):
    first = faults.add(Rule("hang"))
    faults.add(Rule("hang"))
    faults.add(Rule("hang"))
    assert faults.clear(first.number) == 1
    assert faults.clear(first.number) == 0
    assert faults.clear() == 2


def test_storage_is_down_or_refuses_what_matches(faults):
    gate = StorageGate(faults, Strikes(faults, threading.Event()))
    assert gate.before("GET", "/storage/v1/b/x/o/y") is None
    faults.add(Rule("error", "storage", call="POST", id="*/default.tflock", code=412))
    assert gate.before("POST", "/upload/storage/v1/b/x/o/default.tflock")[0] == 412
    assert gate.before("GET", "/storage/v1/b/x/o/default.tflock") is None
    faults.clear()
    faults.add(Rule("error", "storage"))
    assert gate.before("GET", "/anything")[0] == 503


def test_faults_of_storage_do_not_hit_providers(cloud, faults):
    faults.add(Rule("error", "storage"))
    assert create(cloud) == {"answered": "create"}
    assert faults.count(Call("provider", "create", "network")) == []


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("name", "by hand", {"name": "by hand", "labels": {"a": "1"}, "l": [1]}),
        ("labels.b", "2", {"name": "net", "labels": {"a": "1", "b": "2"}, "l": [1]}),
        ("l[0]", 7, {"name": "net", "labels": {"a": "1"}, "l": [7]}),
    ],
)
def test_a_change_by_hand_happens_at_once_and_goes_back(faults, store, attribute, value, expected):
    fault = faults.add(Rule("change", type="network", id="net", attribute=attribute, value=value))
    assert store.get("network", "net").values == expected
    faults.clear(fault.number)
    assert store.get("network", "net").values == NETWORK.values


def test_a_change_by_hand_that_terraform_put_right_stays_as_it_is(faults, store):
    faults.add(Rule("change", type="network", id="net", attribute="name", value="hand"))
    with store.change() as change:
        change.update(replace(change.get("network", "net"), values={"name": "terraform"}))
    faults.clear()
    assert store.get("network", "net").values == {"name": "terraform"}


def test_a_removed_resource_comes_back_with_everything(faults, store, wall):
    subnet = Resource("subnet", "sub", "google", "p", values={"x": 1})
    with store.change() as change:
        change.create(
            subnet,
            targets=[Target("network", "network", "net")],
            aliases=["link"],
            claims=[Claim("net", 1, 2)],
        )
    faults.add(Rule("remove", type="subnet", id="sub", expires=1010))
    assert store.get("subnet", "sub") is None
    wall.at = 1011
    faults.expire()
    with store.view() as view:
        assert view.get("subnet", "sub").values == {"x": 1}
        assert view.resolve("subnet", "link") == "sub"
        assert view.referrers("network", "net")
        assert view.claimed("net", 1, 1)


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (Rule("remove", type="network", id="none"), "does not exist"),
        (Rule("change", type="network", id="net", attribute="colour", value=1), "not among"),
        (Rule("change", type="network", id="net", attribute="l[4]", value=1), "leads nowhere"),
        (Rule("change", type="network", id="net", attribute="", value=1), "not among"),
    ],
)
def test_a_hand_can_only_touch_what_is_there(faults, rule, complaint):
    with pytest.raises(ValueError, match=complaint):
        faults.add(rule)
    assert faults.listed() == []

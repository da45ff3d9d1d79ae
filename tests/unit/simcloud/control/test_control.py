"""The control API over real HTTP: nobody without the token, and every question answered."""

import http.client
import json
import threading
from urllib.parse import urlsplit

import pytest

from crm_infra.simcloud.cloud.faults import Faults
from crm_infra.simcloud.cloud.hand import Hand
from crm_infra.simcloud.cloud.records import Resource, Target
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.control.client import ControlError, request
from crm_infra.simcloud.control.operator import Operator
from crm_infra.simcloud.control.server import ControlServer

NETWORK = Resource("network", "p/net", "google", "p", "global", "net", {"name": "net"})
SUBNET = Resource("subnet", "p/sub", "google", "p", "r", "sub", {"name": "sub"})


@pytest.fixture
def stop():
    return threading.Event()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "simcloud.db")
    with store.change() as change:
        change.create(NETWORK, seconds=10)
        change.create(SUBNET, targets=[Target("network", "network", "p/net")], seconds=20)
    store.refuse("create", NETWORK, "no")
    yield store
    store.close()


@pytest.fixture
def url(store, stop):
    operator = Operator(store, Faults(store.database, Hand(store)), {"pid": 7}, stop)
    server = ControlServer(operator, "secret")
    yield server.start()
    server.stop()


@pytest.fixture
def ask(url):
    return lambda method, path, body=None: request(url, "secret", method, path, body)


def test_it_listens_on_loopback_only(url):
    assert urlsplit(url).hostname == "127.0.0.1"


@pytest.mark.parametrize("token", ["", "Secret", "secret2", "sécret"])
def test_nobody_is_answered_without_the_token(url, token):
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    for method, path in (("GET", "/v1/status"), ("POST", "/v1/stop"), ("GET", "/")):
        bearer = f"Bearer {token}".encode()
        connection.request(method, path, headers={"Authorization": bearer})
        answer = connection.getresponse()
        assert answer.status == 401
        assert b"endpoint.json" in answer.read()
    connection.close()


def test_status_counts(ask):
    said = ask("GET", "/v1/status")
    assert said["simulated"] is True
    assert said["pid"] == 7
    assert said["resources_by_type"] == {"network": 1, "subnet": 1}
    assert said["operations_by_outcome"] == {"done": 2, "refused": 1}
    assert said["virtual_seconds"] == 30


def test_resources_are_listed_and_shown(ask):
    assert [r["id"] for r in ask("GET", "/v1/resources")] == ["p/net", "p/sub"]
    assert [r["id"] for r in ask("GET", "/v1/resources?type=subnet")] == ["p/sub"]
    assert ask("GET", "/v1/resources?project=q") == []
    for text in ("p/sub", "sub"):
        [whole] = ask("GET", f"/v1/resources?id={text}")
        assert whole["values"] == {"name": "sub"}
        assert whole["references"] == [{"attribute": "network", "type": "network", "id": "p/net"}]


def test_operations_are_listed_from_either_end(ask):
    assert [o["number"] for o in ask("GET", "/v1/operations?after=1&limit=1")] == [2]
    assert [o["number"] for o in ask("GET", "/v1/operations?newest&limit=2")] == [2, 3]
    assert ask("GET", "/v1/operations?after=2")[0]["message"] == "no"


def test_faults_are_added_listed_and_cleared(ask):
    added = ask("POST", "/v1/faults", {"effect": "latency", "milliseconds": 5, "seconds": 60})
    assert 0 < added["seconds_left"] <= 60
    assert ask("GET", "/v1/faults")[0]["milliseconds"] == 5
    assert ask("DELETE", f"/v1/faults?number={added['number']}") == {"cleared": 1}
    assert ask("GET", "/v1/faults") == []


def test_a_hand_changes_and_removes(ask, store):
    change = {"type": "network", "id": "p/net", "attribute": "name", "value": "hand"}
    assert ask("PATCH", "/v1/resources", change)["before"] == "net"
    assert store.get("network", "p/net").values == {"name": "hand"}
    ask("DELETE", "/v1/resources", {"type": "network", "id": "p/net"})
    assert store.get("network", "p/net") is None
    assert ask("GET", "/v1/operations?newest&limit=1")[0]["caller"] == "by hand"


def test_reset_forgets_everything_faults_included(ask):
    ask("POST", "/v1/faults", {"effect": "hang"})
    assert ask("POST", "/v1/reset") == {"removed": 2}
    said = ask("GET", "/v1/status")
    assert (said["resources"], said["operations"], said["faults"]) == (0, 0, 0)


def test_the_pace_is_changed_while_it_runs(ask, store):
    assert ask("POST", "/v1/pace", {"rate": 60}) == {"pace": 60}
    assert store.pace.rate == 60


def test_stop_is_answered_before_it_happens(ask, stop):
    assert ask("POST", "/v1/stop") == {"stopping": True, "pid": 7}
    assert stop.wait(5)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "complaint"),
    [
        ("GET", "/v2", None, 404, "known: .*/v1/faults"),
        ("POST", "/v1/faults", {"effect": "magic"}, 400, "Effects: latency"),
        ("POST", "/v1/faults", {"effect": "hang", "colour": 1}, 400, "unknown colour"),
        ("POST", "/v1/faults", [1], 400, "JSON object"),
        ("POST", "/v1/faults", {"effect": "remove", "type": "x", "id": "y"}, 400, "not exist"),
        ("DELETE", "/v1/faults?number=9", None, 404, "number 9"),
        ("DELETE", "/v1/faults?number=x", None, 400, "whole number"),
        ("POST", "/v1/pace", {"rate": -1}, 400, "0 or more"),
        ("PATCH", "/v1/resources", {"type": "network"}, 400, "attribute"),
        ("GET", "/v1/resources?limit=x", None, 400, "whole number"),
    ],
)
def test_a_wrong_question_is_refused_with_the_way_out(ask, method, path, body, status, complaint):
    with pytest.raises(ControlError, match=complaint) as caught:
        ask(method, path, body)
    assert caught.value.status == status


def test_a_body_that_is_too_long_is_not_read(url):
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    headers = {"Authorization": "Bearer secret", "Content-Length": str(10**9)}
    connection.request("POST", "/v1/faults", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 400
    assert "are read" in json.loads(answer.read())["error"]
    connection.close()


def test_nobody_there_is_said_as_such():
    with pytest.raises(ControlError, match="does not answer") as caught:
        request("http://127.0.0.1:9", "t", "GET", "/v1/ping")
    assert caught.value.status == 0


def test_outages_are_told_apart_from_other_faults(ask):
    assert ask("GET", "/v1/outages") == {"locations": [], "outages": []}
    ask("POST", "/v1/faults", {"effect": "error", "location": "us-west1"})
    added = ask("POST", "/v1/faults", {"effect": "outage", "location": "us-central1"})
    ask("POST", "/v1/faults", {"effect": "outage", "location": "us-east1-b", "seconds": 60})
    said = ask("GET", "/v1/outages")
    assert said["locations"] == ask("GET", "/v1/status")["outages"] == ["us-central1", "us-east1-b"]
    assert said["outages"][0] == {
        "number": added["number"],
        "location": "us-central1",
        "hits": 0,
        "seconds_left": None,
    }
    ask("DELETE", f"/v1/faults?number={added['number']}")
    assert ask("GET", "/v1/outages")["locations"] == ["us-east1-b"]


@pytest.mark.parametrize("place", ["", "*", "mars", "us-central1*", "us-central1-z"])
def test_only_places_that_exist_are_lost(ask, place):
    with pytest.raises(ControlError, match="cannot be") as caught:
        ask("POST", "/v1/faults", {"effect": "outage", "location": place})
    assert caught.value.status == 400

import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
import requests

from crm_infra.simcloud.storage.registry import BucketRegistry
from crm_infra.simcloud.storage.server import StorageServer
from tests.fakes.limits import no_file_left

KNOWN = {"Authorization": "Bearer t"}


class Gate:
    """A fault that holds every call until it is opened."""

    def __init__(self):
        self.reached, self.open = threading.Event(), threading.Event()

    def before(self, method, path):
        self.reached.set()
        self.open.wait(10)


@pytest.fixture
def database(tmp_path):
    registry = BucketRegistry.open(tmp_path / "sim.db")
    registry.create_bucket("bucket", "p", "US", {})
    registry.close()
    return tmp_path / "sim.db"


def upload(url, name="a"):
    target = f"{url}/upload/storage/v1/b/bucket/o?uploadType=media&name={name}"
    return requests.post(target, data=b"x", headers=KNOWN, timeout=10)


def test_what_was_stored_is_there_after_a_restart_on_the_same_port(database):
    server = StorageServer(database, "t")
    url = server.start()
    generation = upload(url).json()["generation"]
    server.stop()
    again = StorageServer(database, "t", port=urlsplit(url).port)
    assert again.start() == url
    seen = requests.get(f"{url}/storage/v1/b/bucket/o/a", headers=KNOWN, timeout=10)
    assert seen.json()["generation"] == generation
    again.stop()


def test_it_listens_on_loopback_only(database):
    server = StorageServer(database, "t")
    assert server.start().startswith("http://127.0.0.1:")
    server.stop()


def test_whoever_comes_while_no_file_is_left_is_answered_once_there_is_one(database):
    server = StorageServer(database, "t")
    address = urlsplit(server.start())
    # Whoever waits for a connection has a file for the first one already.
    with socket.socket() as first, socket.socket() as second:
        with no_file_left():
            for connection in (first, second):
                connection.connect((address.hostname, address.port))
                connection.sendall(b"GET /storage/v1/b/bucket HTTP/1.1\r\nHost: x\r\n\r\n")
            second.settimeout(0.2)
            with pytest.raises(TimeoutError):
                second.recv(200)
        for connection in (first, second):
            connection.settimeout(10)
            assert connection.recv(200).startswith(b"HTTP/1.1 401 ")
    server.stop()


def test_stopping_does_not_wait_for_connections_that_rest(database):
    server = StorageServer(database, "t")
    address = urlsplit(server.start())
    with socket.create_connection((address.hostname, address.port)) as idle:
        idle.sendall(b"GET /storage/v1/b HTTP/1.1\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 401 ")
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 2
        assert idle.recv(1) == b""


def test_stopping_lets_a_running_call_end(database):
    gate = Gate()
    server = StorageServer(database, "t", gate)
    url = server.start()
    answers = []
    caller = threading.Thread(target=lambda: answers.append(upload(url)))
    caller.start()
    assert gate.reached.wait(10)
    stopping = threading.Thread(target=server.stop)
    stopping.start()
    gate.open.set()
    stopping.join(10)
    caller.join(10)
    assert [answer.status_code for answer in answers] == [200]


def test_after_stopping_nobody_answers(database):
    server = StorageServer(database, "t")
    url = server.start()
    server.stop()
    with pytest.raises(requests.ConnectionError):
        upload(url)

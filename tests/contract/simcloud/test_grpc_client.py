"""Our side of gRPC, called by the usual client library as a client of another author."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest

from crm_infra.simcloud.provider.http2.messages import Failure, Procedure, Status
from crm_infra.simcloud.provider.http2.session import Session
from crm_infra.simcloud.provider.listener import Listener

DEADLINE = 30.0
WORDS = "ungültig: 50 %\nof all"


def refuse(_: bytes) -> bytes:
    raise Failure(Status.UNKNOWN, WORDS)


class Served:
    """A listener with a few procedures, and a client's channel to it."""

    def __init__(self, folder: Path) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self._threads = ThreadPoolExecutor(16)
        self._listener = Listener(folder / "s", self._serve)
        self._listener.start()
        self.channel = grpc.insecure_channel(
            f"unix:{folder / 's'}",
            options=[(f"grpc.max_{way}_message_length", -1) for way in ("send", "receive")],
        )

    def _serve(self, connection: socket.socket) -> None:
        procedures = {
            "/s/Echo": Procedure(lambda data: data, waits=False),
            "/s/Later": Procedure(lambda data: data, waits=True),
            "/s/Blow": Procedure(lambda data: bytes(int(data)), waits=False),
            "/s/Refuse": Procedure(refuse, waits=False),
            "/s/Wait": Procedure(self._wait, waits=True),
        }
        Session(connection, procedures, self._threads.submit).run()

    def _wait(self, data: bytes) -> bytes:
        self.begun.set()
        assert self.go_on.wait(DEADLINE)
        return data

    def method(self, name: str) -> Any:
        return self.channel.unary_unary(f"/s/{name}")

    def close(self) -> None:
        self.go_on.set()
        self.channel.close()
        self._listener.stop()
        self._threads.shutdown()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.close()


@pytest.mark.parametrize("name", ["Echo", "Later"])
@pytest.mark.parametrize("size", [0, 1, 16_379, 65_536, 8_000_000])
def test_messages_of_any_size_go_both_ways(served: Served, name: str, size: int) -> None:
    message = (bytes(range(251)) * (size // 251 + 1))[:size]
    assert served.method(name)(message, timeout=DEADLINE) == message


@pytest.mark.parametrize("name", ["Echo", "Later"])
def test_many_calls_at_once_get_each_their_own_reply(served: Served, name: str) -> None:
    method = served.method(name)
    messages = [b"%d" % n * (n % 50 * 100) for n in range(500)]
    calls = [method.future(message, timeout=DEADLINE) for message in messages]
    assert [call.result() for call in calls] == messages


def test_large_replies_share_the_windows(served: Served) -> None:
    sizes = [3_000_000, 5, 1_000_000, 70_000, 2_000_000]
    calls = [served.method("Blow").future(b"%d" % size, timeout=DEADLINE) for size in sizes]
    assert [len(call.result()) for call in calls] == sizes


def test_a_failure_arrives_with_status_and_words(served: Served) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        served.method("Refuse")(b"", timeout=DEADLINE)
    assert failed.value.code() == grpc.StatusCode.UNKNOWN
    assert failed.value.details() == WORDS


def test_what_there_is_not_is_unimplemented(served: Served) -> None:
    stream = served.channel.stream_stream("/plugin.GRPCBroker/StartStream")
    with pytest.raises(grpc.RpcError) as failed:
        next(stream(iter([b""]), timeout=DEADLINE))
    assert failed.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert served.method("Echo")(b"on", timeout=DEADLINE) == b"on"


def test_a_call_that_waits_lets_others_pass_and_can_be_cancelled(served: Served) -> None:
    waiting = served.method("Wait").future(b"", timeout=DEADLINE)
    assert served.begun.wait(DEADLINE)
    assert served.method("Echo")(b"meanwhile", timeout=DEADLINE) == b"meanwhile"
    assert waiting.cancel()
    assert served.method("Later")(b"after", timeout=DEADLINE) == b"after"

"""One connection, frame by frame: what no well-behaved client sends, and what it may rely on.

Calls as a real client makes them are in ``tests/contract/simcloud/test_grpc_client.py``.
"""

import socket
import threading
from collections.abc import Callable, Iterator

import hpack
import pytest

from crm_infra.simcloud.provider.http2 import frames
from crm_infra.simcloud.provider.http2.frames import Frame, Splitter, frame
from crm_infra.simcloud.provider.http2.messages import Procedure, unwrapped, wrapped
from crm_infra.simcloud.provider.http2.session import Session

DEADLINE = 10.0
END = frames.END_STREAM | frames.END_HEADERS


class Client:
    """Speaks raw frames with a session."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(DEADLINE)
        procedures = {
            "/echo": Procedure(lambda data: data, waits=False),
            "/slow": Procedure(self._slow, waits=True),
        }
        self._encoder = hpack.Encoder()
        self._splitter = Splitter(2**24)
        self._received: list[Frame] = []
        self._thread = threading.Thread(target=self._run, args=(theirs, procedures))
        self._thread.start()

    def _run(self, theirs: socket.socket, procedures: dict[str, Procedure]) -> None:
        with theirs:
            Session(theirs, procedures, _in_a_thread).run()

    def _slow(self, data: bytes) -> bytes:
        self.begun.set()
        assert self.go_on.wait(DEADLINE)
        return data

    def close(self) -> None:
        self.go_on.set()
        self.socket.close()
        self._thread.join(DEADLINE)
        assert not self._thread.is_alive()

    def send(self, *sent: bytes) -> None:
        self.socket.sendall(b"".join(sent))

    def begins(self) -> None:
        self.send(frames.PREFACE, frames.settings({}))

    def block(self, path: str) -> bytes:
        return self._encoder.encode([(":method", "POST"), (":path", path), ("te", "trailers")])

    def headers(self, stream: int, path: str, flags: int = frames.END_HEADERS) -> bytes:
        return frame(frames.HEADERS, flags, stream, self.block(path))

    def call(self, stream: int, path: str, message: bytes = b"abc") -> bytes:
        body = frame(frames.DATA, frames.END_STREAM, stream, wrapped(message))
        return self.headers(stream, path) + body

    def until(self, wanted: Callable[[Frame], object]) -> Frame:
        """The next frame of that kind; what comes before it is kept apart."""
        while True:
            while self._received:
                if wanted(found := self._received.pop(0)):
                    return found
            chunk = self.socket.recv(65_536)
            assert chunk, "the connection was closed"
            self._received += self._splitter.feed(chunk)

    def answer(self, stream: int) -> bytes:
        body = self.until(lambda one: (one.kind, one.stream) == (frames.DATA, stream)).payload
        self.until(lambda one: one.stream == stream and one.flags & frames.END_STREAM)
        return unwrapped(body)

    def told_off(self) -> int:
        """The code with which the connection is given up; nothing comes after it."""
        farewell = self.until(lambda one: one.kind == frames.GOAWAY)
        assert self.socket.recv(1) == b""
        return int.from_bytes(farewell.payload[4:], "big")


def _in_a_thread(call: Callable[[], None]) -> None:
    threading.Thread(target=call, daemon=True).start()


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


def test_its_settings_come_first_and_ours_are_acknowledged(client: Client) -> None:
    client.begins()
    assert client.until(lambda one: True).kind == frames.SETTINGS
    assert client.until(lambda one: one.kind == frames.SETTINGS).flags == frames.ACK


def test_a_message_may_come_in_pieces_with_padding_and_an_empty_end(client: Client) -> None:
    body = wrapped(b"abc")
    client.begins()
    client.send(
        client.headers(1, "/echo"),
        frame(frames.DATA, 0, 1, body[:3]),
        frame(frames.DATA, frames.PADDED, 1, b"\2" + body[3:] + bytes(2)),
        frame(frames.DATA, frames.END_STREAM, 1),
    )
    assert client.answer(1) == b"abc"


def test_headers_may_come_in_pieces_and_with_a_priority(client: Client) -> None:
    block = client.block("/echo")
    client.begins()
    client.send(
        frame(frames.HEADERS, frames.HAS_PRIORITY, 1, bytes(5) + block[:4]),
        frame(frames.CONTINUATION, 0, 1, block[4:6]),
        frame(frames.CONTINUATION, frames.END_HEADERS, 1, block[6:]),
        frame(frames.DATA, frames.END_STREAM, 1, wrapped(b"abc")),
    )
    assert client.answer(1) == b"abc"


def test_a_ping_comes_back(client: Client) -> None:
    client.begins()
    client.send(frame(frames.PING, 0, 0, b"12345678"), frame(frames.PING, frames.ACK, 0, bytes(8)))
    pong = client.until(lambda one: one.kind == frames.PING)
    assert (pong.flags, pong.payload) == (frames.ACK, b"12345678")


def test_what_it_does_not_know_it_ignores(client: Client) -> None:
    client.begins()
    client.send(
        frame(frames.PRIORITY, 0, 1, bytes(5)),
        frame(0xEE, 0, 7, b"?"),
        frame(frames.SETTINGS, frames.ACK, 0),
        frame(frames.DATA, 0, 9, b"of no call"),
        client.call(11, "/echo"),
    )
    assert client.answer(11) == b"abc"


def test_a_path_that_is_none_is_refused_before_the_message_is_there(client: Client) -> None:
    client.begins()
    client.send(client.headers(1, "/none"))
    refused = client.until(lambda one: one.stream == 1)
    assert refused.flags == END
    fields = dict(hpack.Decoder().decode(refused.payload))
    assert (fields["grpc-status"], fields["grpc-message"]) == ("12", "there is no /none")
    client.send(frame(frames.DATA, frames.END_STREAM, 1, wrapped(b"late")), client.call(3, "/echo"))
    assert client.answer(3) == b"abc"


def test_a_slow_call_keeps_no_other_waiting(client: Client) -> None:
    client.begins()
    client.send(client.call(1, "/slow"), client.call(3, "/echo"))
    assert client.answer(3) == b"abc"
    client.go_on.set()
    assert client.answer(1) == b"abc"


def test_a_call_that_was_cancelled_is_not_answered(client: Client) -> None:
    client.begins()
    client.send(client.call(1, "/slow"))
    assert client.begun.wait(DEADLINE)
    client.send(frame(frames.RST_STREAM, 0, 1, bytes(4)), frame(frames.PING, 0, 0, bytes(8)))
    client.until(lambda one: one.kind == frames.PING)
    client.go_on.set()
    client.send(client.call(3, "/slow"))
    assert client.until(lambda one: one.kind == frames.DATA).stream == 3


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", frames.PROTOCOL_ERROR),
        (frames.PREFACE + frame(frames.HEADERS, END, 2, b"\x82"), frames.STREAM_CLOSED),
        (frames.PREFACE + frame(frames.HEADERS, END, 1, b"\xff\xff\xff"), frames.COMPRESSION_ERROR),
        (frames.PREFACE + frame(frames.CONTINUATION, 0, 1, b""), frames.PROTOCOL_ERROR),
        (
            frames.PREFACE + frame(frames.HEADERS, 0, 1, b"") + frame(frames.PING, 0, 0, bytes(8)),
            frames.PROTOCOL_ERROR,
        ),
        (
            frames.PREFACE
            + frame(frames.HEADERS, 0, 1, b"")
            + frame(frames.CONTINUATION, 0, 1, bytes(16_000)) * 5,
            frames.PROTOCOL_ERROR,
        ),
        (frames.PREFACE + frame(frames.SETTINGS, 0, 0, b"odd"), frames.FRAME_SIZE_ERROR),
        (frames.PREFACE + frames.window_update(0, 0), frames.FLOW_CONTROL_ERROR),
        (
            frames.PREFACE + frames.settings({frames.INITIAL_WINDOW_SIZE: 2**31}),
            frames.FLOW_CONTROL_ERROR,
        ),
        (frames.PREFACE + bytes((255, 255, 255)) + bytes(6), frames.FRAME_SIZE_ERROR),
    ],
)
def test_who_breaks_a_rule_is_told_which_kind_and_closed(
    client: Client, sent: bytes, code: int
) -> None:
    client.send(sent)
    assert client.told_off() == code


def test_a_stream_is_not_used_twice(client: Client) -> None:
    client.begins()
    client.send(client.call(3, "/echo"))
    assert client.answer(3) == b"abc"
    client.send(client.call(3, "/echo"))
    assert client.told_off() == frames.STREAM_CLOSED


def test_who_says_nothing_is_let_go(client: Client) -> None:
    client.send(frames.PREFACE[:5])
    client.socket.shutdown(socket.SHUT_WR)
    client.until(lambda one: one.kind == frames.WINDOW_UPDATE)
    assert client.socket.recv(1) == b""

"""What a connection sends: never more than the windows allow, and in the end everything."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.provider.http2 import frames
from crm_infra.simcloud.provider.http2.frames import Frame, ProtocolFault, Splitter
from crm_infra.simcloud.provider.http2.messages import Failure, Status, unwrapped
from crm_infra.simcloud.provider.http2.outlet import Outlet


class Collector:
    """Stands in for a socket: keeps what is sent."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def sendall(self, data: bytes) -> None:
        self.frames += Splitter(2**24).feed(data)

    def data(self, stream: int) -> bytes:
        return b"".join(
            one.payload for one in self.frames if (one.kind, one.stream) == (frames.DATA, stream)
        )

    def ended(self, stream: int) -> bool:
        return any(one.stream == stream and one.flags & frames.END_STREAM for one in self.frames)


@pytest.fixture
def sent() -> Collector:
    return Collector()


def outlet_to(sent: Collector) -> Outlet:
    return Outlet(sent)  # type: ignore[arg-type]


def test_a_reply_is_head_message_and_trailers(sent: Collector) -> None:
    outlet = outlet_to(sent)
    outlet.open(1)
    outlet.reply(1, b"abc")
    assert [one.kind for one in sent.frames] == [frames.HEADERS, frames.DATA, frames.HEADERS]
    assert unwrapped(sent.data(1)) == b"abc"
    assert sent.ended(1)


@given(
    st.lists(st.integers(0, 40_000), min_size=1, max_size=4),
    st.integers(0, 70_000),
    st.lists(st.tuples(st.booleans(), st.integers(1, 30_000)), max_size=6),
)
def test_nothing_exceeds_a_window_and_everything_arrives(
    sizes: list[int], initial: int, opened: list[tuple[bool, int]]
) -> None:
    sent = Collector()
    outlet = outlet_to(sent)
    outlet.heed(frames.INITIAL_WINDOW_SIZE, initial)
    messages = {2 * n + 1: bytes((n,)) * size for n, size in enumerate(sizes)}
    whole, each = frames.USUAL_WINDOW, dict.fromkeys(messages, initial)
    for stream, message in messages.items():
        outlet.open(stream)
        outlet.reply(stream, message)

    def within() -> None:
        assert sum(len(sent.data(stream)) for stream in messages) <= whole
        assert all(len(sent.data(stream)) <= each[stream] for stream in messages)
        assert all(len(one.payload) <= frames.USUAL_FRAME for one in sent.frames)

    within()
    for all_streams, more in opened:
        for stream in [0] if all_streams else messages:
            outlet.widen(stream, more)
            whole += 0 if stream else more
            each |= {stream: each[stream] + more} if stream else {}
        within()
    outlet.widen(0, 10**6)
    for stream, message in messages.items():
        outlet.widen(stream, 10**6)
        assert unwrapped(sent.data(stream)) == message
        assert sent.ended(stream)


def test_a_larger_initial_window_lets_a_waiting_reply_go_on(sent: Collector) -> None:
    outlet = outlet_to(sent)
    outlet.heed(frames.INITIAL_WINDOW_SIZE, 0)
    outlet.open(1)
    outlet.reply(1, b"abc")
    assert not sent.ended(1)
    outlet.heed(frames.INITIAL_WINDOW_SIZE, 100)
    assert sent.ended(1)


def test_nobody_who_is_gone_is_answered(sent: Collector) -> None:
    outlet = outlet_to(sent)
    outlet.open(1)
    outlet.forget(1)
    outlet.reply(1, b"abc")
    outlet.fail(1, Failure(Status.UNKNOWN, "no"))
    outlet.forget(3)
    assert sent.frames == []


def test_larger_frames_are_used_where_the_other_side_takes_them(sent: Collector) -> None:
    outlet = outlet_to(sent)
    outlet.heed(frames.MAX_FRAME_SIZE, 30_000)
    outlet.open(1)
    outlet.reply(1, bytes(20_000))
    assert [one.kind for one in sent.frames] == [frames.HEADERS, frames.DATA, frames.HEADERS]


@pytest.mark.parametrize("more", [0, frames.LARGEST_WINDOW])
def test_a_window_grows_but_not_beyond_its_bounds(sent: Collector, more: int) -> None:
    with pytest.raises(ProtocolFault) as fault:
        outlet_to(sent).widen(0, more)
    assert fault.value.code == frames.FLOW_CONTROL_ERROR


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_closed_connection_is_noticed(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.close()
    outlet = Outlet(ours)
    outlet.open(1)
    with pytest.raises(OSError):
        outlet.reply(1, b"abc")

"""Frames as bytes: whatever is cut into pieces on the way comes out whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.provider.http2 import frames
from crm_infra.simcloud.provider.http2.frames import Frame, ProtocolFault, Splitter, frame

FRAMES = st.builds(
    Frame,
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 2**31 - 1),
    st.binary(max_size=300),
)


@given(st.lists(FRAMES, max_size=8), st.lists(st.integers(0, 2000), max_size=12))
def test_frames_survive_being_cut_anywhere(sent: list[Frame], cuts: list[int]) -> None:
    data = b"".join(frame(*one) for one in sent)
    ends = sorted({*cuts, len(data)})
    splitter, received, at = Splitter(), list[Frame](), 0
    for end in ends:
        received += splitter.feed(data[at:end])
        at = max(at, end)
    assert received == sent


def test_the_reserved_bit_of_a_stream_is_ignored() -> None:
    (received,) = Splitter().feed(frame(frames.PING, 0, 2**31 + 5, b"12345678"))
    assert received.stream == 5


def test_a_frame_larger_than_agreed_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProtocolFault, match="16385 octets") as fault:
        list(Splitter().feed(frame(frames.DATA, 0, 1, bytes(16_385))[:9]))
    assert fault.value.code == frames.FRAME_SIZE_ERROR


@given(st.binary(max_size=50), st.integers(0, 60))
def test_padding_is_taken_off(data: bytes, padding: int) -> None:
    padded = bytes((padding,)) + data + bytes(padding)
    assert frames.content(frames.PADDED, padded) == data
    assert frames.content(0, padded) == padded


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x05abc"])
def test_more_padding_than_frame_is_refused(payload: bytes) -> None:
    with pytest.raises(ProtocolFault):
        frames.content(frames.PADDED, payload)


@given(st.dictionaries(st.integers(0, 65_535), st.integers(0, 2**32 - 1)))
def test_settings_come_back(values: dict[int, int]) -> None:
    (received,) = Splitter().feed(frames.settings(values))
    assert dict(frames.settings_in(received.payload)) == values


@pytest.mark.parametrize(
    "read", [lambda: list(frames.settings_in(b"12345")), lambda: frames.number_in(b"123")]
)
def test_broken_lengths_are_refused(read) -> None:
    with pytest.raises(ProtocolFault) as fault:
        read()
    assert fault.value.code == frames.FRAME_SIZE_ERROR

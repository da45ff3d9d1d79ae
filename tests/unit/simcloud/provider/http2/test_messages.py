"""gRPC's part of a call, read back by HPACK as any client reads it."""

import hpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.provider.http2.messages import (
    DONE,
    HEAD,
    Failure,
    Status,
    ended,
    literal,
    unwrapped,
    wrapped,
)


def read(block: bytes) -> dict[bytes, bytes]:
    return dict(hpack.Decoder().decode(block, raw=True))


@given(st.binary(min_size=1, max_size=400), st.binary(max_size=20_000))
def test_a_header_of_any_length_is_read_as_written(name: bytes, value: bytes) -> None:
    assert read(literal(name, value)) == {name: value}


def test_a_good_end_is_head_and_status_0() -> None:
    assert read(HEAD) == {b":status": b"200", b"content-type": b"application/grpc"}
    assert read(DONE) == {b"grpc-status": b"0"}


def test_a_bad_end_says_why_in_printable_octets() -> None:
    trailers = read(ended(Failure(Status.UNKNOWN, "50% über\nall")))
    assert trailers[b"grpc-status"] == b"2"
    assert trailers[b"grpc-message"] == b"50%25 %C3%BCber%0Aall"


@given(st.binary(max_size=1000))
def test_a_message_comes_out_of_its_body(message: bytes) -> None:
    assert unwrapped(wrapped(message)) == message


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", Status.INTERNAL),
        (wrapped(b"abc")[:-1], Status.INTERNAL),
        (wrapped(b"abc") + wrapped(b""), Status.INTERNAL),
        (b"\1" + wrapped(b"abc")[1:], Status.UNIMPLEMENTED),
    ],
)
def test_what_is_not_one_plain_message_ends_the_call(body: bytes, status: Status) -> None:
    with pytest.raises(Failure) as failure:
        unwrapped(body)
    assert failure.value.status == status

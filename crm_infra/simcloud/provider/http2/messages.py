"""gRPC's part of a call: how a message lies in the body, and how a call ends.

After gRPC's own "gRPC over HTTP2". Add statuses here when a handler needs to give them.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Final, NamedTuple
from urllib.parse import quote

_PREFIX: Final = 5
LARGEST: Final = 256 * 1024 * 1024

# ``:status: 200`` from HPACK's static table; names and values are written out and never indexed,
# so that neither side has to remember anything.
_STATUS_200: Final = b"\x88"


class Status(IntEnum):
    """How a call ended, in gRPC's numbers."""

    OK = 0
    UNKNOWN = 2
    RESOURCE_EXHAUSTED = 8
    UNIMPLEMENTED = 12
    INTERNAL = 13


class Failure(Exception):  # noqa: N818 - a status, not an error of ours
    """The call ends with that status and these words."""

    def __init__(self, status: Status, words: str) -> None:
        super().__init__(words)
        self.status = status


class Procedure(NamedTuple):
    """What a path does: request to reply, as bytes.

    ``waits`` says that it may take long: then it gets a thread of its own, while the connection is
    read on. Everything else is answered in the thread that reads.
    """

    answer: Callable[[bytes], bytes]
    waits: bool


def literal(name: bytes, value: bytes) -> bytes:
    """A header field as HPACK's literal without indexing, RFC 7541 section 6.2.2."""
    return b"\0" + _text(name) + _text(value)


def _text(text: bytes) -> bytes:
    """A string literal without Huffman coding, RFC 7541 sections 5.1 and 5.2."""
    length = len(text)
    if length < 127:
        return bytes((length,)) + text
    length -= 127
    head = bytearray((127,))
    while length >= 128:
        head.append(length % 128 + 128)
        length //= 128
    head.append(length)
    return bytes(head) + text


HEAD: Final = _STATUS_200 + literal(b"content-type", b"application/grpc")
DONE: Final = literal(b"grpc-status", b"0")


def ended(failure: Failure) -> bytes:
    """The trailers of a call that failed."""
    words = quote(str(failure), safe=" !\"#$&'()*+,/:;<=>?@[\\]^`{|}~")
    return literal(b"grpc-status", b"%d" % failure.status) + literal(
        b"grpc-message", words.encode()
    )


def wrapped(message: bytes) -> bytes:
    """The message with its prefix, not compressed."""
    return b"\0" + len(message).to_bytes(4, "big") + message


def unwrapped(body: bytes | bytearray) -> bytes:
    """The one message of a body. Raises ``Failure``."""
    if len(body) < _PREFIX or int.from_bytes(body[1:_PREFIX], "big") != len(body) - _PREFIX:
        raise Failure(Status.INTERNAL, "the request is not exactly one message")
    if body[0]:
        raise Failure(Status.UNIMPLEMENTED, "the message is compressed; send it as it is")
    return bytes(memoryview(body)[_PREFIX:])

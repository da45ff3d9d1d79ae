"""HTTP/2 frames as bytes, RFC 9113 sections 4 and 6. Values in, values out; no socket, no state.

Add here what a frame looks like. What one means for a connection belongs to ``session`` (received)
and ``outlet`` (sent).
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA: Final = 0x0
HEADERS: Final = 0x1
PRIORITY: Final = 0x2
RST_STREAM: Final = 0x3
SETTINGS: Final = 0x4
PUSH_PROMISE: Final = 0x5
PING: Final = 0x6
GOAWAY: Final = 0x7
WINDOW_UPDATE: Final = 0x8
CONTINUATION: Final = 0x9

ACK: Final = 0x1
END_STREAM: Final = 0x1
END_HEADERS: Final = 0x4
PADDED: Final = 0x8
HAS_PRIORITY: Final = 0x20

PROTOCOL_ERROR: Final = 0x1
FLOW_CONTROL_ERROR: Final = 0x3
STREAM_CLOSED: Final = 0x5
FRAME_SIZE_ERROR: Final = 0x6
COMPRESSION_ERROR: Final = 0x9

INITIAL_WINDOW_SIZE: Final = 0x4
MAX_FRAME_SIZE: Final = 0x5

USUAL_WINDOW: Final = 65_535
LARGEST_WINDOW: Final = 2**31 - 1
USUAL_FRAME: Final = 16_384
HEAD_SIZE: Final = 9
_SETTING: Final = struct.Struct(">HI")


class ProtocolFault(Exception):  # noqa: N818 - it is the caller's fault, and named so
    """The other side broke a rule that ends the connection; ``code`` is for its ``GOAWAY``."""

    def __init__(self, code: int, what: str) -> None:
        super().__init__(what)
        self.code = code


class Frame(NamedTuple):
    """One frame as received."""

    kind: int
    flags: int
    stream: int
    payload: bytes


def frame(kind: int, flags: int, stream: int, payload: bytes | memoryview = b"") -> bytes:
    """A frame's bytes."""
    head = len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big")
    return head + payload


def settings(values: dict[int, int]) -> bytes:
    """A ``SETTINGS`` frame."""
    return frame(SETTINGS, 0, 0, b"".join(_SETTING.pack(*one) for one in values.items()))


def window_update(stream: int, more: int) -> bytes:
    """A ``WINDOW_UPDATE`` frame."""
    return frame(WINDOW_UPDATE, 0, stream, more.to_bytes(4, "big"))


def goaway(last: int, code: int) -> bytes:
    """A ``GOAWAY`` frame."""
    return frame(GOAWAY, 0, 0, last.to_bytes(4, "big") + code.to_bytes(4, "big"))


def settings_in(payload: bytes) -> Iterator[tuple[int, int]]:
    """The settings of a ``SETTINGS`` frame, in their order. Raises ``ProtocolFault``."""
    if len(payload) % _SETTING.size:
        raise ProtocolFault(FRAME_SIZE_ERROR, "a SETTINGS frame of broken length")
    yield from _SETTING.iter_unpack(payload)


def number_in(payload: bytes) -> int:
    """The 31 bits of a ``WINDOW_UPDATE``. Raises ``ProtocolFault``."""
    if len(payload) != 4:
        raise ProtocolFault(FRAME_SIZE_ERROR, "a frame of 4 octets has another length")
    return int.from_bytes(payload, "big") & LARGEST_WINDOW


def content(flags: int, payload: bytes) -> bytes:
    """The payload of ``DATA`` or ``HEADERS`` without its padding. Raises ``ProtocolFault``."""
    if not flags & PADDED:
        return payload
    if not payload or payload[0] >= len(payload):
        raise ProtocolFault(PROTOCOL_ERROR, "more padding than frame")
    return payload[1 : len(payload) - payload[0]]


class Splitter:
    """Cuts what arrives into frames.

    ``feed`` takes the bytes as they come and gives the frames that are complete.
    """

    def __init__(self, largest: int = USUAL_FRAME) -> None:
        self._largest = largest
        self._rest = b""

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        """The frames that end in this chunk. Raises ``ProtocolFault``."""
        data = self._rest + chunk if self._rest else chunk
        at, end = 0, len(data)
        while end - at >= HEAD_SIZE:
            length = int.from_bytes(data[at : at + 3], "big")
            if length > self._largest:
                raise ProtocolFault(FRAME_SIZE_ERROR, f"a frame of {length} octets")
            after = at + HEAD_SIZE + length
            if after > end:
                break
            stream = int.from_bytes(data[at + 5 : at + HEAD_SIZE], "big") & LARGEST_WINDOW
            found = Frame(data[at + 3], data[at + 4], stream, data[at + HEAD_SIZE : after])
            at = after
            yield found
        self._rest = data[at:]

"""What one connection sends: whole replies, as far as the other side's windows allow.

A reply that does not fit waits here, not in a thread: it goes on when a window opens. Called from
any thread. What arrives belongs to ``session``.
"""

import socket
from threading import Lock

from crm_infra.simcloud.provider.http2 import frames
from crm_infra.simcloud.provider.http2.frames import frame
from crm_infra.simcloud.provider.http2.messages import DONE, HEAD, Failure, ended, wrapped

_END = frames.END_HEADERS | frames.END_STREAM


class Outlet:
    """The sending side of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._lock = Lock()
        self._window = frames.USUAL_WINDOW
        self._initial = frames.USUAL_WINDOW
        self._largest = frames.USUAL_FRAME
        # By stream: what its window has more, or less, than the initial one.
        self._open: dict[int, int] = {}
        self._waiting: dict[int, memoryview] = {}

    def send(self, data: bytes) -> None:
        """Send a frame that no window counts. Raises ``OSError``."""
        with self._lock:
            self._socket.sendall(data)

    def open(self, stream: int) -> None:
        """Somebody waits for a reply there."""
        with self._lock:
            self._open[stream] = 0

    def forget(self, stream: int) -> None:
        """Nobody waits any more."""
        with self._lock:
            self._open.pop(stream, None)
            self._waiting.pop(stream, None)

    def reply(self, stream: int, message: bytes) -> None:
        """Answer a call. Raises ``OSError``."""
        body = wrapped(message)
        head = frame(frames.HEADERS, frames.END_HEADERS, stream, HEAD)
        with self._lock:
            if stream not in self._open:
                return
            self._waiting[stream] = memoryview(body)
            self._socket.sendall(head + self._allowed(stream))

    def fail(self, stream: int, failure: Failure) -> None:
        """End a call without a reply. Raises ``OSError``."""
        with self._lock:
            if self._open.pop(stream, None) is not None:
                self._socket.sendall(frame(frames.HEADERS, _END, stream, HEAD + ended(failure)))

    def widen(self, stream: int, more: int) -> None:
        """The other side takes more, on one stream or (0) in all.

        Raises:
            ProtocolFault: More than a window can be.
            OSError: The connection is closed.
        """
        with self._lock:
            if not stream:
                self._window += more
            elif stream in self._open:
                self._open[stream] += more
            if not more or max(self._window, self._room(stream)) > frames.LARGEST_WINDOW:
                raise frames.ProtocolFault(frames.FLOW_CONTROL_ERROR, f"a window grew by {more}")
            self._go_on()

    def heed(self, name: int, value: int) -> None:
        """Take one of the other side's settings. Raises ``ProtocolFault`` and ``OSError``."""
        with self._lock:
            if name == frames.INITIAL_WINDOW_SIZE:
                if value > frames.LARGEST_WINDOW:
                    raise frames.ProtocolFault(frames.FLOW_CONTROL_ERROR, f"a window of {value}")
                self._initial = value
                self._go_on()
            elif name == frames.MAX_FRAME_SIZE:
                self._largest = max(value, frames.USUAL_FRAME)

    def _room(self, stream: int) -> int:
        return self._initial + self._open.get(stream, 0)

    def _go_on(self) -> None:
        if more := b"".join([self._allowed(stream) for stream in list(self._waiting)]):
            self._socket.sendall(more)

    def _allowed(self, stream: int) -> bytes:
        """The frames that may be sent of a waiting reply now."""
        rest, parts = self._waiting[stream], list[bytes]()
        room = max(0, min(self._window, self._room(stream), len(rest)))
        for at in range(0, room, self._largest):
            parts.append(frame(frames.DATA, 0, stream, rest[at : min(at + self._largest, room)]))
        self._window -= room
        if room == len(rest):
            parts.append(frame(frames.HEADERS, _END, stream, DONE))
            del self._open[stream], self._waiting[stream]
        else:
            self._open[stream] -= room
            self._waiting[stream] = rest[room:]
        return b"".join(parts)

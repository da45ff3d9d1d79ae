"""One connection of a client: its frames become calls, and calls get their replies.

Everything is done in the thread that reads, except for procedures that may wait. Add here what a
received frame means; what a frame looks like belongs to ``frames``.
"""

import logging
import socket
from collections.abc import Callable, Mapping
from typing import Final

import hpack

from crm_infra.simcloud.provider.http2 import frames
from crm_infra.simcloud.provider.http2.frames import Frame, ProtocolFault
from crm_infra.simcloud.provider.http2.messages import (
    LARGEST,
    Failure,
    Procedure,
    Status,
    unwrapped,
)
from crm_infra.simcloud.provider.http2.outlet import Outlet

_CHUNK: Final = 256 * 1024
_LARGEST_BLOCK: Final = 64 * 1024
# The window over all streams is opened again when this much of it is used.
_OPENED_AGAIN: Final = 2**30
_log = logging.getLogger(__name__)

Start = Callable[[Callable[[], None]], object]


class _Call:
    """One call, from its headers on."""

    __slots__ = ("body", "cancelled", "procedure", "stream")

    def __init__(self, stream: int, procedure: Procedure) -> None:
        self.stream = stream
        self.procedure = procedure
        self.body = bytearray()
        self.cancelled = False


class Session:
    """Serves one connection until it closes.

    Args:
        connection: The connected socket; closing it is its owner's business.
        procedures: What there is, by path.
        start: Runs something in a thread of its own.
    """

    def __init__(
        self, connection: socket.socket, procedures: Mapping[str, Procedure], start: Start
    ) -> None:
        self._socket = connection
        self._procedures = procedures
        self._start = start
        self._outlet = Outlet(connection)
        self._headers = hpack.Decoder()
        self._calls: dict[int, _Call] = {}
        self._latest = 0
        self._block = b""
        self._block_of: Frame | None = None
        self._used = 0
        self._kinds: dict[int, Callable[[Frame], None]] = {
            frames.DATA: self._on_data,
            frames.HEADERS: self._on_headers,
            frames.CONTINUATION: self._on_continuation,
            frames.RST_STREAM: self._on_reset,
            frames.SETTINGS: self._on_settings,
            frames.PING: self._on_ping,
            frames.WINDOW_UPDATE: self._on_window_update,
        }

    def run(self) -> None:
        """Serve; returns when the other side has closed, or has broken a rule."""
        try:
            if self._begins():
                self._serve()
        except ProtocolFault as fault:
            _log.warning("a connection is closed: %s", fault)
            self._last_words(frames.goaway(self._latest, fault.code))
        except OSError:
            pass
        finally:
            for call in list(self._calls.values()):
                call.cancelled = True

    def _begins(self) -> bool:
        """Whether it speaks HTTP/2: its first octets, and ours."""
        ours = frames.settings({frames.INITIAL_WINDOW_SIZE: frames.LARGEST_WINDOW})
        more = frames.window_update(0, frames.LARGEST_WINDOW - frames.USUAL_WINDOW)
        self._outlet.send(ours + more)
        preface = b""
        while len(preface) < len(frames.PREFACE):
            chunk = self._socket.recv(len(frames.PREFACE) - len(preface))
            preface += chunk
            if not chunk:
                return False
            if not frames.PREFACE.startswith(preface):
                raise ProtocolFault(frames.PROTOCOL_ERROR, "it does not speak HTTP/2")
        return True

    def _serve(self) -> None:
        splitter = frames.Splitter()
        while chunk := self._socket.recv(_CHUNK):
            for received in splitter.feed(chunk):
                if self._block_of and received.kind != frames.CONTINUATION:
                    raise ProtocolFault(frames.PROTOCOL_ERROR, "a header block was interrupted")
                if react := self._kinds.get(received.kind):
                    react(received)

    def _last_words(self, data: bytes) -> None:
        try:
            self._outlet.send(data)
        except OSError:
            _log.debug("nobody hears it")

    def _on_headers(self, received: Frame) -> None:
        block = frames.content(received.flags, received.payload)
        self._block = block[5:] if received.flags & frames.HAS_PRIORITY else block
        self._block_of = received
        if received.flags & frames.END_HEADERS:
            self._on_block(received)

    def _on_continuation(self, received: Frame) -> None:
        begun = self._block_of
        if begun is None or begun.stream != received.stream:
            raise ProtocolFault(frames.PROTOCOL_ERROR, "a continuation of nothing")
        self._block += received.payload
        if len(self._block) > _LARGEST_BLOCK:
            raise ProtocolFault(frames.PROTOCOL_ERROR, "the headers are too long")
        if received.flags & frames.END_HEADERS:
            self._on_block(begun)

    def _on_block(self, begun: Frame) -> None:
        self._block_of = None
        try:
            fields = self._headers.decode(self._block, raw=True)
        except hpack.HPACKError as error:
            raise ProtocolFault(frames.COMPRESSION_ERROR, str(error)) from error
        stream = begun.stream
        call = self._calls.get(stream)
        if call is None:
            if stream <= self._latest or not stream % 2:
                raise ProtocolFault(frames.STREAM_CLOSED, f"headers on stream {stream}")
            self._latest = stream
            call = self._opened(stream, dict(fields).get(b":path", b"").decode("latin-1"))
        if call and begun.flags & frames.END_STREAM:
            self._complete(call)

    def _opened(self, stream: int, path: str) -> _Call | None:
        self._outlet.open(stream)
        procedure = self._procedures.get(path)
        if procedure is None:
            self._outlet.fail(stream, Failure(Status.UNIMPLEMENTED, f"there is no {path}"))
            return None
        call = self._calls[stream] = _Call(stream, procedure)
        return call

    def _on_data(self, received: Frame) -> None:
        self._used += len(received.payload)
        if self._used >= _OPENED_AGAIN:
            self._outlet.send(frames.window_update(0, self._used))
            self._used = 0
        call = self._calls.get(received.stream)
        if call is None:
            return
        call.body += frames.content(received.flags, received.payload)
        if len(call.body) > LARGEST:
            del self._calls[call.stream]
            words = f"the message is longer than {LARGEST} octets"
            self._outlet.fail(call.stream, Failure(Status.RESOURCE_EXHAUSTED, words))
        elif received.flags & frames.END_STREAM:
            self._complete(call)

    def _complete(self, call: _Call) -> None:
        if call.procedure.waits:
            self._start(lambda: self._answer(call))
        else:
            self._answer(call)

    def _answer(self, call: _Call) -> None:
        """Answer it; whoever asked may be gone by now, and then it is not even begun."""
        if call.cancelled:
            return
        try:
            self._outlet.reply(call.stream, call.procedure.answer(unwrapped(call.body)))
        except Failure as failure:
            self._outlet.fail(call.stream, failure)
        except OSError:
            _log.debug("nobody waits for the reply any more")
        finally:
            self._calls.pop(call.stream, None)

    def _on_reset(self, received: Frame) -> None:
        call = self._calls.pop(received.stream, None)
        if call is not None:
            call.cancelled = True
        self._outlet.forget(received.stream)

    def _on_settings(self, received: Frame) -> None:
        if received.flags & frames.ACK:
            return
        for name, value in frames.settings_in(received.payload):
            self._outlet.heed(name, value)
        self._outlet.send(frames.frame(frames.SETTINGS, frames.ACK, 0))

    def _on_ping(self, received: Frame) -> None:
        if not received.flags & frames.ACK:
            self._outlet.send(frames.frame(frames.PING, frames.ACK, 0, received.payload))

    def _on_window_update(self, received: Frame) -> None:
        self._outlet.widen(received.stream, frames.number_in(received.payload))

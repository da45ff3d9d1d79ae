"""One connection: requests in, responses out, kept open between them.

The subset of HTTP/1.1 that clients of the API use. Which answer a request gets belongs to
``dispatch``; listening and stopping to ``server``.
"""

import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from crm_infra.simcloud.storage import errors
from crm_infra.simcloud.storage.http.bodies import (
    MAX_LINE,
    Body,
    BrokenBodyError,
    ChunkedBody,
    Reader,
)
from crm_infra.simcloud.storage.http.messages import (
    Request,
    Response,
    error_response,
    without_host,
)

Answer = Callable[[Request], Response]
_MAX_HEADERS: Final = 200
_WITHOUT_BODY: Final = frozenset({204, 304})
_REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


class _MalformedError(Exception):
    """What came is not HTTP."""


class Connection:
    """Serve one socket until its peer leaves."""

    def __init__(self, peer: socket.socket, answer: Answer) -> None:
        self.busy = False
        self._peer = peer
        self._answer = answer

    def serve(self) -> None:
        """Answer request after request."""
        self._peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._peer, self._peer.makefile("rb", buffering=MAX_LINE) as reader:
            try:
                while self._serve_one(reader):
                    self.busy = False
            except (OSError, BrokenBodyError):
                return  # the peer is gone: there is nobody to tell

    def close(self) -> None:
        """Cut the connection; whoever reads from it wakes up."""
        try:
            self._peer.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # already gone

    def _serve_one(self, reader: Reader) -> bool:
        line = reader.readline(MAX_LINE)
        if not line:
            return False
        self.busy = True
        try:
            request = self._request(line, reader)
        except _MalformedError:
            self._write(error_response(errors.invalid("Malformed HTTP request.")), head=False)
            return False
        except errors.ApiError as error:
            self._write(error_response(error), head=False)
            return False
        response = self._answer(request)
        request.body.drain()
        self._write(response, head=request.method == "HEAD")
        return request.headers.get("connection", "").lower() != "close"

    def _request(self, line: bytes, reader: Reader) -> Request:
        parts = line.decode("latin-1").rstrip("\r\n").split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise _MalformedError
        headers = _headers(reader)
        if headers.get("expect", "").lower() == "100-continue":
            self._peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        path, _, query = without_host(parts[1]).partition("?")
        return Request(parts[0], path, query, headers, _body(reader, headers))

    def _write(self, response: Response, *, head: bool) -> None:
        status = response.status
        lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in response.headers]
        if response.stream is None and status not in _WITHOUT_BODY and not head:
            lines.append(f"Content-Length: {len(response.body)}")
        data = "\r\n".join([*lines, "\r\n"]).encode("latin-1", "replace")
        if head or response.stream is None:
            self._peer.sendall(data if head else data + response.body)
            return
        self._peer.sendall(data)
        try:
            for piece in response.stream:
                self._peer.sendall(piece)
        finally:
            response.stream.close()


def _headers(reader: Reader) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(_MAX_HEADERS):
        line = reader.readline(MAX_LINE)
        if line in {b"\r\n", b"\n"}:
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not line.endswith(b"\n"):
            raise _MalformedError
        headers[name.strip().lower()] = value.strip()
    raise _MalformedError


def _body(reader: Reader, headers: dict[str, str]) -> Body:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return ChunkedBody(reader)
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        raise _MalformedError
    return Body(reader, int(length))

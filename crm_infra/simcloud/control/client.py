"""Asks the control API; as small as it is because every command starts with it.

The standard library's HTTP client costs more to import than a whole `crm-infra sim env` may take,
and all that is needed is one request per connection to our own server.
"""

import json
import socket
from typing import Any
from urllib.parse import urlsplit

_LONGEST_ANSWER = 256 * 1024 * 1024


class ControlError(Exception):
    """The control API refused (``status``), or did not answer (``status`` is 0)."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


def request(
    url: str, token: str, method: str, path: str, body: Any = None, *, timeout: float = 30.0
) -> Any:
    """One request; returns the decoded answer. Raises ``ControlError``."""
    address = urlsplit(url)
    sent = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.0\r\nHost: {address.netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    try:
        where = (address.hostname or "", address.port or 0)
        with socket.create_connection(where, timeout) as connection:
            connection.sendall(head.encode() + sent)
            with connection.makefile("rb") as answer:
                received = answer.read(_LONGEST_ANSWER)
    except OSError as error:
        raise ControlError(f"simcloud at {url} does not answer: {error}") from error
    return _decoded(url, received)


def _decoded(url: str, received: bytes) -> Any:
    head, _, body = received.partition(b"\r\n\r\n")
    parts = head.split(None, 2)
    if len(parts) < 2 or not parts[0].startswith(b"HTTP/") or not parts[1].isdigit():
        raise ControlError(f"what listens at {url} is not simcloud")
    status = int(parts[1])
    try:
        said: Any = json.loads(body)
    except ValueError as error:
        raise ControlError(f"simcloud at {url} broke off its answer", status) from error
    if status != 200:
        raise ControlError(str(said.get("error", said)), status)
    return said

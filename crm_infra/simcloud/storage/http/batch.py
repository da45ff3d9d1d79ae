"""Several calls in one request, answered in one response.

Each call is dispatched as if it had come alone; they share nothing, and one may fail while others
succeed.
"""

import io
import re
import secrets
from collections.abc import Callable
from email.message import Message
from email.parser import BytesParser
from http import HTTPStatus
from typing import Final

from crm_infra.simcloud.storage import errors
from crm_infra.simcloud.storage.http.bodies import Body
from crm_infra.simcloud.storage.http.messages import Request, Response, without_host

MAX_CALLS: Final = 100
_MAX_BATCH: Final = 10 * 1024 * 1024
_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n")
_REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


def run(request: Request, answer: Callable[[Request], Response]) -> Response:
    """Answer every call of a batch, in order."""
    calls = _calls(request)
    if len(calls) > MAX_CALLS:
        raise errors.invalid(
            f"The batch request contains {len(calls)} calls, but at most {MAX_CALLS} are allowed."
        )
    mark = f"batch_{secrets.token_hex(12)}"
    parts = [_part(mark, content_id, answer(call)) for content_id, call in calls]
    body = b"".join(parts) + f"--{mark}--\r\n".encode()
    return Response(200, [("Content-Type", f"multipart/mixed; boundary={mark}")], body)


def _calls(request: Request) -> list[tuple[str, Request]]:
    """The calls, read leniently: clients separate lines as mail does, with or without CR."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n"
    text = head.encode("latin-1", "replace") + request.body.rest(_MAX_BATCH)
    message = BytesParser().parsebytes(text)
    if not message.is_multipart():
        raise errors.ApiError(400, "badContent", "Malformed batch.")
    parts = [part for part in message.walk() if not part.is_multipart()]
    return [(str(part.get("Content-ID", "")), _call(_payload(part))) for part in parts]


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _call(text: bytes) -> Request:
    head, *rest = _BLANK_LINE.split(text, maxsplit=1)
    body = rest[0] if rest else b""
    line, *lines = head.decode("latin-1").strip().splitlines()
    words = line.split(" ")
    if len(words) < 2:
        raise errors.ApiError(400, "badContent", "Malformed call in a batch.")
    path, _, query = without_host(words[1]).partition("?")
    pairs = (item.partition(":") for item in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Request(words[0], path, query, headers, Body(io.BytesIO(body), len(body)))


def _part(mark: str, content_id: str, response: Response) -> bytes:
    name = content_id.strip("<>")
    lines = [
        f"--{mark}",
        "Content-Type: application/http",
        f"Content-ID: <response-{name}>",
        "",
        f"HTTP/1.1 {response.status} {_REASONS.get(response.status, 'Unknown')}",
        *(f"{header}: {value}" for header, value in response.headers),
        f"Content-Length: {len(response.body)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1", "replace") + response.body + b"\r\n"

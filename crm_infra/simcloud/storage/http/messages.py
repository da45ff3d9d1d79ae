"""Requests and responses as the calls see them.

Reading them from and writing them to a socket belongs to ``connection``.
"""

import json
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Final, cast
from urllib.parse import parse_qsl, unquote

from crm_infra.simcloud.storage import errors
from crm_infra.simcloud.storage.http.bodies import Body

Json = dict[str, Any]
MAX_JSON: Final = 4 * 1024 * 1024


@dataclass(slots=True)
class Request:
    """One request. ``path`` is still percent-encoded; names of headers are in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Body
    parameters: dict[str, str] = field(default_factory=dict[str, str])
    repeated: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def __post_init__(self) -> None:
        try:
            self.repeated = parse_qsl(self.query, keep_blank_values=True, errors="strict")
        except ValueError as error:
            raise errors.invalid("The query is not valid UTF-8.") from error
        self.parameters = dict(self.repeated)

    def flag(self, name: str) -> bool:
        """A parameter that is true or false."""
        return self.parameters.get(name, "").lower() == "true"

    def json(self) -> Json:
        """The body as a JSON object; an empty one stands for ``{}``."""
        return json_object(self.body.rest(MAX_JSON))


def json_object(text: bytes) -> Json:
    """A JSON object out of bytes."""
    if not text.strip():
        return {}
    try:
        value = json.loads(text)
    except ValueError as error:
        raise errors.ApiError(400, "parseError", "Parse Error") from error
    if not isinstance(value, dict):
        raise errors.ApiError(400, "parseError", "Parse Error")
    return cast("Json", value)


def decoded(segment: str) -> str:
    """One segment of a path, decoded."""
    try:
        return unquote(segment, errors="strict")
    except UnicodeDecodeError as error:
        raise errors.invalid("The path is not valid UTF-8.") from error


def without_host(target: str) -> str:
    """Clients that believe in a proxy send the whole address."""
    if not target.startswith(("http://", "https://")):
        return target
    return "/" + target.split("://", 1)[1].partition("/")[2]


@dataclass(slots=True)
class Response:
    """One response; a long body comes as a stream with its length in the headers."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    body: bytes = b""
    stream: Generator[bytes] | None = None


def json_response(value: Json, *, etag: str = "", status: int = 200) -> Response:
    """A JSON answer."""
    headers = [("Content-Type", "application/json; charset=UTF-8")]
    if etag:
        headers.append(("ETag", etag))
    return Response(status, headers, json.dumps(value, separators=(",", ":")).encode())


def error_response(error: errors.ApiError) -> Response:
    """A refusal in the JSON API's form; "not modified" has no body."""
    if error.status == 304:
        return Response(304)
    response = json_response(error.body(), status=error.status)
    if error.status == 401:
        response.headers.append(("WWW-Authenticate", 'Bearer realm="https://accounts.google.com/"'))
    return response

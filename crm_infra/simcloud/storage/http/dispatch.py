"""From a request to its answer: who may call, injected faults, routes, and refusals as JSON or XML.

Add a family of paths here; its calls go into a file of their own.
"""

import hmac
import logging
from typing import Final, Protocol
from urllib.parse import quote
from xml.sax.saxutils import escape

from crm_infra.simcloud.storage import errors
from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.http import (
    batch,
    bucket_calls,
    media_calls,
    object_calls,
    upload_calls,
)
from crm_infra.simcloud.storage.http.bodies import BrokenBodyError
from crm_infra.simcloud.storage.http.conditional import UnsatisfiableRangeError
from crm_infra.simcloud.storage.http.messages import Request, Response, error_response
from crm_infra.simcloud.storage.http.routes import Call, Routes, Service

_LOG: Final = logging.getLogger(__name__)
_ROUTES: Final = Routes(
    [
        *bucket_calls.ROUTES,
        *object_calls.ROUTES,
        *media_calls.ROUTES,
        *upload_calls.ROUTES,
    ]
)
_REASON_WORDS: Final = {
    401: "authError",
    403: "forbidden",
    404: "notFound",
    408: "requestTimeout",
    412: "conditionNotMet",
    429: "rateLimitExceeded",
    500: "backendError",
    503: "backendError",
}


class StorageFaults(Protocol):
    """What may go wrong on purpose. It may also wait before it returns."""

    def before(self, method: str, path: str) -> tuple[int, str] | None:
        """HTTP status and message to answer instead of acting; None lets the call through."""
        ...


class NoFaults:
    """Nothing goes wrong on purpose."""

    def before(self, method: str, path: str) -> tuple[int, str] | None:  # noqa: ARG002
        """Let every call through."""
        return None


class Dispatcher:
    """Answers requests; safe to use from many threads."""

    def __init__(self, service: Service, token: str, faults: StorageFaults) -> None:
        self._service = service
        self._bearer = f"Bearer {token}".encode()
        self._faults = faults

    def answer(self, request: Request) -> Response:
        """The answer, whatever happens; only a broken connection gets none."""
        try:
            self._authorize(request)
            if family(request.path)[0] == "batch":
                return batch.run(request, self._inner)
            return self._act(request)
        except ApiError as error:
            return _refused(request, error)
        except BrokenBodyError:
            raise
        except Exception:  # noqa: BLE001 - a fault in one call must not end the connection
            _LOG.exception("%s %s failed", request.method, request.path)
            return _refused(request, ApiError(500, "backendError", "Internal Error"))

    def _inner(self, request: Request) -> Response:
        try:
            return self._act(request)
        except ApiError as error:
            return error_response(error)

    def _act(self, request: Request) -> Response:
        fault = self._faults.before(request.method, _told(request))
        if fault is not None:
            status, message = fault
            raise ApiError(status, _REASON_WORDS.get(status, "backendError"), message)
        name, segments = family(request.path)
        handler, names = _ROUTES.find(request.method, name, segments)
        _refuse_customer_keys(request)
        return handler(Call(_with_header_conditions(request, name), self._service, names))

    def _authorize(self, request: Request) -> None:
        given = request.headers.get("authorization")
        if given is None and _is_session(request):
            return
        if given is None:
            raise ApiError(
                401,
                "required",
                "Anonymous caller does not have access to the simulated Cloud Storage.",
                location="Authorization",
            )
        if not hmac.compare_digest(given.encode("latin-1", "replace"), self._bearer):
            raise ApiError(401, "authError", "Invalid Credentials", location="Authorization")


def _is_session(request: Request) -> bool:
    """The address of an upload session is itself the permission to continue it."""
    return family(request.path)[0] == "upload" and bool(request.parameters.get("upload_id"))


def _told(request: Request) -> str:
    """The path as faults are matched against it: that of an upload ends with its object too."""
    name = request.parameters.get("name", "")
    if name and family(request.path)[0] == "upload":
        return f"{request.path}/{quote(name, safe='')}"
    return request.path


def family(path: str) -> tuple[str, list[str]]:
    """The family of a path, and its segments behind the family's own prefix."""
    segments = path.lstrip("/").split("/")
    if segments[:2] == ["storage", "v1"]:
        return "storage", segments[2:]
    if segments[0] in {"upload", "download"} and segments[1:3] == ["storage", "v1"]:
        return segments[0], segments[3:]
    if segments[0] == "batch":
        return "batch", segments[1:]
    return "media", [segments[0], "/".join(segments[1:])]


def _with_header_conditions(request: Request, name: str) -> Request:
    """The XML API takes in headers what the JSON API takes as parameters."""
    if name == "media":
        for header, parameter in (
            ("x-goog-if-generation-match", "ifGenerationMatch"),
            ("x-goog-if-metageneration-match", "ifMetagenerationMatch"),
        ):
            if header in request.headers:
                request.parameters[parameter] = request.headers[header]
    return request


def _refuse_customer_keys(request: Request) -> None:
    if any("encryption-key" in header for header in request.headers):
        raise errors.invalid(
            "Customer-supplied encryption keys are not simulated: leave out the encryption key."
        )


def _refused(request: Request, error: ApiError) -> Response:
    response = error_response(error)
    if isinstance(error, UnsatisfiableRangeError):
        response.headers.append(("Content-Range", f"bytes */{error.size}"))
    if family(request.path)[0] == "media" and response.body:
        code = {404: "NoSuchKey", 412: "PreconditionFailed", 416: "InvalidRange"}
        text = (
            "<?xml version='1.0' encoding='UTF-8'?><Error>"
            f"<Code>{code.get(error.status, 'InvalidArgument')}</Code>"
            f"<Message>{escape(error.message)}</Message></Error>"
        )
        kept = [pair for pair in response.headers if pair[0] != "Content-Type"]
        headers = [("Content-Type", "application/xml; charset=UTF-8"), *kept]
        return Response(error.status, headers, text.encode())
    return response

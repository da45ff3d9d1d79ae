"""Resumable uploads over HTTP: the session's address, ``Content-Range``, 308 and its stand-in.

What a session is belongs to ``storage.uploads``.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from crm_infra.simcloud.storage import errors, uploads
from crm_infra.simcloud.storage.http.messages import Request, Response
from crm_infra.simcloud.storage.http.object_calls import answer
from crm_infra.simcloud.storage.http.routes import Call
from crm_infra.simcloud.storage.http.wishes import given_hashes, upload_target
from crm_infra.simcloud.storage.uploads import Upload

_CONTENT_RANGE: Final = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a request brings: first byte (None: it only asks), and the total where it is known."""

    first: int | None
    total: int | None


def begin(call: Call) -> Response:
    """Open a session; its address is the answer."""
    target = upload_target(
        call, call.request.json(), call.request.headers.get("x-upload-content-type", "")
    )
    target = replace(target, wishes=target.wishes | given_hashes(call.request))
    with call.service.tables.write() as connection:
        upload_id = uploads.begin(connection, target, call.service.now())
    where = (
        f"{call.service.base}/upload/storage/v1/b/{quote(call.bucket, safe='')}/o"
        f"?uploadType=resumable&name={quote(target.name, safe='')}&upload_id={upload_id}"
    )
    return Response(200, [("Location", where), ("X-GUploader-UploadID", upload_id)])


def put(call: Call) -> Response:
    """Take a piece, or tell how much is here."""
    upload_id = _session(call)
    piece = _piece(call.request)
    with call.service.tables.read() as connection:
        upload = uploads.get(connection, upload_id)
        done = None if upload.generation is None else uploads.result(connection, upload)
    if done is not None:
        return answer(call, done)
    received = _append(call, upload, piece)
    if piece.total is None or received < piece.total:
        return _incomplete(call.request, received)
    hashes = given_hashes(call.request)
    return answer(call, uploads.finish(call.service.tables, upload_id, hashes, call.service.now()))


def _append(call: Call, upload: Upload, piece: _Piece) -> int:
    if piece.first is None:
        return upload.received
    _skip_known(call.request, upload, piece.first)
    return uploads.push(call.service.tables, upload, call.request.body.read, piece.total)


def _skip_known(request: Request, upload: Upload, first: int) -> None:
    """A repeated piece may begin with bytes that are already here, never leave a gap."""
    if first > upload.received:
        raise errors.ApiError(
            503,
            "backendError",
            "Invalid request.  According to the Content-Range header, the upload offset is "
            f"{first} byte(s), which exceeds already uploaded size of {upload.received} byte(s).",
        )
    known = upload.received - first
    while known > 0 and (skipped := request.body.read(min(known, uploads.GRANULE))):
        known -= len(skipped)


def _piece(request: Request) -> _Piece:
    header = request.headers.get("content-range")
    if header is None:
        return _Piece(0, _whole_length(request))
    match = _CONTENT_RANGE.fullmatch(header.strip())
    if match is None:
        raise errors.invalid(f"Failed to parse Content-Range header: '{header[:80]}'.")
    first, last, total = match.groups()
    size = None if total == "*" else int(total)
    if first is None:
        return _Piece(None, size)
    if int(last) < int(first) or (size is not None and int(last) >= size):
        raise errors.invalid(f"Invalid Content-Range header: '{header[:80]}'.")
    return _Piece(int(first), size)


def _whole_length(request: Request) -> int:
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        raise errors.ApiError(411, "lengthRequired", "Length Required")
    return int(length)


def _incomplete(request: Request, received: int) -> Response:
    """Go's client asks not to be sent a 308, which proxies take for a redirect."""
    headers = [("Range", f"bytes=0-{received - 1}")] if received else []
    if request.headers.get("x-guploader-no-308", "").lower() == "yes":
        return Response(200, [*headers, ("X-HTTP-Status-Code-Override", "308")])
    return Response(308, headers)


def cancel(call: Call) -> Response:
    """Forget the session."""
    with call.service.tables.write() as connection:
        uploads.cancel(connection, _session(call))
    return Response(499)


def _session(call: Call) -> str:
    upload_id = call.request.parameters.get("upload_id", "")
    if not upload_id:
        raise errors.required("Required parameter: upload_id", location="upload_id")
    return upload_id

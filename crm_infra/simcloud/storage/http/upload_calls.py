"""Uploads in one request: plain media, and metadata with media in two parts.

Uploads over several requests are in ``resumable``.
"""

from dataclasses import replace
from typing import Final

from crm_infra.simcloud.storage import changes, contents, errors
from crm_infra.simcloud.storage.changes import Target
from crm_infra.simcloud.storage.contents import Read
from crm_infra.simcloud.storage.http import resumable
from crm_infra.simcloud.storage.http.messages import Json, Response, json_object
from crm_infra.simcloud.storage.http.multipart import Parts, boundary
from crm_infra.simcloud.storage.http.object_calls import answer
from crm_infra.simcloud.storage.http.routes import Call, Route
from crm_infra.simcloud.storage.http.wishes import given_hashes, upload_target


def _insert(call: Call) -> Response:
    if "upload_id" in call.request.parameters:
        return resumable.put(call)  # Go's client continues its sessions with POST
    kind = call.request.parameters.get("uploadType", "")
    if kind == "resumable":
        return resumable.begin(call)
    if kind == "media":
        return _plain(call)
    if kind == "multipart":
        return _multipart(call)
    raise errors.invalid(f"Invalid upload type: '{kind}'.", location="uploadType")


def _plain(call: Call) -> Response:
    content_type = call.request.headers.get("content-type", "")
    target = upload_target(call, {}, content_type)
    return _store(call, target, call.request.body.read)


def _multipart(call: Call) -> Response:
    parts = Parts(call.request.body, boundary(call.request.headers.get("content-type", "")))
    parts.headers()
    metadata: Json = json_object(parts.rest())
    if not parts.next():
        raise errors.ApiError(400, "badContent", "The media part is missing.")
    content_type = parts.headers().get("content-type", "")
    return _store(call, upload_target(call, metadata, content_type), parts.read)


def _store(call: Call, target: Target, read: Read) -> Response:
    """Refuse early what cannot be written, take the bytes in, then publish them at once."""
    tables, now = call.service.tables, call.service.now
    target = replace(target, wishes=target.wishes | given_hashes(call.request))
    with tables.read() as connection:
        changes.check(connection, target)
    body = contents.receive(tables, read)
    try:
        with tables.write() as connection:
            store = changes.received(body, target.wishes)
            item = changes.publish(connection, target, store, now())
    except BaseException:
        contents.discard(tables, body)
        raise
    return answer(call, item)


ROUTES: Final[list[Route]] = [
    ("POST", "upload/b/{bucket}/o", _insert),
    ("PUT", "upload/b/{bucket}/o", resumable.put),
    ("DELETE", "upload/b/{bucket}/o", resumable.cancel),
]

"""What an upload asks for, gathered from its metadata, its parameters and its headers."""

from crm_infra.simcloud.storage import errors, shapes
from crm_infra.simcloud.storage.changes import Target
from crm_infra.simcloud.storage.http.messages import Json, Request
from crm_infra.simcloud.storage.http.routes import Call

_BY_PARAMETER = ("contentEncoding", "kmsKeyName", "predefinedAcl")


def upload_target(call: Call, metadata: Json, content_type: str) -> Target:
    """Where an upload goes and with which attributes."""
    parameters = call.request.parameters
    given = shapes.check(metadata, shapes.OBJECT)
    wishes = given | {key: parameters[key] for key in _BY_PARAMETER if parameters.get(key)}
    wishes.setdefault("contentType", content_type or "application/octet-stream")
    name = parameters.get("name") or wishes.get("name")
    if not isinstance(name, str) or not name:
        raise errors.required("Required", location="name")
    return Target(call.bucket, name, wishes, call.conditions())


def given_hashes(request: Request) -> Json:
    """Hashes that the sender gives in headers."""
    found: Json = {}
    for item in request.headers.get("x-goog-hash", "").split(","):
        kind, _, value = item.strip().partition("=")
        if kind in {"crc32c", "md5"} and value:
            found["crc32c" if kind == "crc32c" else "md5Hash"] = value
    if md5 := request.headers.get("content-md5"):
        found["md5Hash"] = md5
    return found

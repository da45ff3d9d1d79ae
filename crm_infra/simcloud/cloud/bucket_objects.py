"""Objects of Terraform in Cloud Storage: real objects, served by the storage API like any other.

Buckets themselves are in ``buckets``; what an object may be is ``simcloud.storage``'s business.
"""

import base64
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.storage import changes, objects
from crm_infra.simcloud.storage.contents import Body, Digests
from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.values import Values

OBJECT: Final = "google_storage_bucket_object"


def put(change: Change, call: Call, clock: Callable[[], datetime]) -> None:
    """Write the object and fill in what the API tells of it."""
    digests, data = Digests(), _content(call)
    digests.update(data)
    target = changes.Target(call.text("bucket"), call.text("name"), _wishes(call))
    try:
        store = changes.received(Body(digests, data), {})
        made = changes.publish(change.connection, target, store, clock())
    except ApiError as error:
        raise Refusal(error.message, error.status, error.reason) from error
    call.values |= {
        "generation": made.generation,
        "crc32c": made.crc32c,
        "md5hash": made.md5,
        "md5hexhash": base64.b64decode(made.md5).hex(),
    }


def _wishes(call: Call) -> Values:
    kind = call.text("content_type") or "text/plain; charset=utf-8"
    return {"contentType": kind, "metadata": call.mapping("metadata")}


def _content(call: Call) -> bytes:
    """The bytes: given in the configuration, or in a file that this process can find."""
    source = call.text("source")
    if not source:
        return call.text("content").encode()
    path = Path(source)
    if not path.is_absolute() or not path.is_file():
        raise Refusal(
            f"simcloud cannot read {source!r}: it runs elsewhere than Terraform. Give the content,"
            " or an absolute path (abspath(…)).",
            400,
            "invalid",
        )
    return path.read_bytes()


def delete(change: Change, prior: Values, clock: Callable[[], datetime]) -> None:
    """Delete the object; one that is gone already is no error."""
    target = changes.Target(str(prior.get("bucket")), str(prior.get("name")))
    if objects.find(change.connection, target.bucket, target.name) is None:
        return
    try:
        changes.delete(change.connection, target, None, clock())
    except ApiError as error:
        raise Refusal(error.message, error.status, error.reason) from error


def exists(view: View, values: Values) -> bool:
    """Whether the object is there."""
    bucket, name = str(values.get("bucket")), str(values.get("name"))
    return objects.find(view.connection, bucket, name) is not None

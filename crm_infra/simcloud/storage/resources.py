"""Buckets and objects as the JSON API shows them.

Pure. Links to media name the server that was asked, so that clients come back to it.
"""

import base64
from typing import Any
from urllib.parse import quote

from crm_infra.simcloud.storage import retention, timestamps
from crm_infra.simcloud.storage.buckets import Bucket
from crm_infra.simcloud.storage.objects import Object

Json = dict[str, Any]
API = "https://www.googleapis.com/storage/v1"


def bucket_json(bucket: Bucket) -> Json:
    """A ``storage#bucket``."""
    return {
        "kind": "storage#bucket",
        "id": bucket.name,
        "selfLink": f"{API}/b/{bucket.name}",
        "projectNumber": "0",
        "name": bucket.name,
        "timeCreated": bucket.created,
        "updated": bucket.updated,
        "metageneration": str(bucket.metageneration),
        "etag": etag(bucket.metageneration),
        **bucket.settings,
    }


def object_json(item: Object, policy: Json | None, base: str) -> Json:
    """A ``storage#object``; ``policy`` is its bucket's retention policy."""
    where = f"b/{item.bucket}/o/{quote(item.name, safe='')}"
    result: Json = {
        "kind": "storage#object",
        "id": f"{item.path}/{item.generation}",
        "selfLink": f"{API}/{where}",
        "mediaLink": f"{base}/download/storage/v1/{where}?generation={item.generation}&alt=media",
        "name": item.name,
        "bucket": item.bucket,
        "generation": str(item.generation),
        "metageneration": str(item.metageneration),
        "size": str(item.size),
        "crc32c": item.crc32c,
        "etag": object_etag(item),
        "timeCreated": item.created,
        "updated": item.updated,
        "timeStorageClassUpdated": item.created,
        "timeFinalized": item.created,
        **{key: value for key, value in item.attributes.items() if key != "holdReleased"},
    }
    return result | _sometimes(item, policy)


def _sometimes(item: Object, policy: Json | None) -> Json:
    result: Json = {"md5Hash": item.md5} if item.md5 else {}
    if item.components:
        result["componentCount"] = item.components
    if item.deleted:
        result["timeDeleted"] = item.deleted
    if expires := retention.expires(policy, item.attributes, item.created):
        result["retentionExpirationTime"] = timestamps.write(expires)
    return result


def object_etag(item: Object) -> str:
    """The object's ETag: another one for every generation and every metageneration."""
    return etag(item.generation, item.metageneration)


def etag(*numbers: int) -> str:
    """An opaque tag of some numbers."""
    return base64.b64encode("/".join(map(str, numbers)).encode()).decode()

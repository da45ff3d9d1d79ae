"""Calls that send an object's bytes: the JSON API's ``alt=media`` and the XML API's plain GET.

Go's client (and with it Terraform's ``gcs`` backend) reads through the XML API, everything else
through the JSON API; both are the same bytes under the same conditions.
"""

from collections.abc import Generator
from email.utils import format_datetime
from typing import Final

from crm_infra.simcloud.storage import buckets, contents, errors, objects, resources, timestamps
from crm_infra.simcloud.storage.contents import CHUNK_BYTES
from crm_infra.simcloud.storage.http.conditional import byte_range, check_tags
from crm_infra.simcloud.storage.http.messages import Response
from crm_infra.simcloud.storage.http.routes import Call, Route
from crm_infra.simcloud.storage.objects import Object
from crm_infra.simcloud.storage.preconditions import whole_number
from crm_infra.simcloud.storage.tables import Tables

_SHOWN: Final = {
    "cacheControl": "Cache-Control",
    "contentDisposition": "Content-Disposition",
    "contentEncoding": "Content-Encoding",
    "contentLanguage": "Content-Language",
}


def download(call: Call) -> Response:
    """The bytes, or a range of them."""
    parameters = call.request.parameters
    with call.service.tables.read() as connection:
        buckets.get(connection, call.bucket)
        generation = whole_number(parameters, "generation")
        item = objects.get(connection, call.bucket, call.object, generation)
        call.conditions().check(item.generation, item.metageneration, reading=True)
        check_tags(call.request, resources.object_etag(item))
        part = byte_range(call.request.headers.get("range"), item.size)
        start, end = part or (0, item.size)
        small = end - start <= CHUNK_BYTES and call.request.method == "GET"
        body = b"".join(contents.read(connection, item.content, start, end)) if small else b""
        large = not small and call.request.method == "GET"
        stream = _stream(call.service.tables, item, start, end) if large else None
    headers = _headers(item)
    if part is not None:
        headers.append(("Content-Range", f"bytes {start}-{end - 1}/{item.size}"))
    if not small:
        headers.append(("Content-Length", str(end - start)))
    return Response(200 if part is None else 206, headers, body, stream)


def _stream(tables: Tables, item: Object, start: int, end: int) -> Generator[bytes]:
    """The bytes, read from a view of their own that has been seen to hold them."""
    pieces = _pieces(tables, item.content, start, end)
    first = next(pieces, None)
    if first is None:
        raise errors.no_object(item.bucket, item.name)
    return _rejoined(first, pieces)


def _pieces(tables: Tables, content: int, start: int, end: int) -> Generator[bytes]:
    with tables.read() as connection:
        yield from contents.read(connection, content, start, end)


def _rejoined(first: bytes, rest: Generator[bytes]) -> Generator[bytes]:
    yield first
    yield from rest


def _headers(item: Object) -> list[tuple[str, str]]:
    hashes = f"crc32c={item.crc32c}" + (f",md5={item.md5}" if item.md5 else "")
    attributes = item.attributes
    updated = timestamps.read(item.updated, field="updated")
    headers = [
        ("Content-Type", str(attributes.get("contentType") or "application/octet-stream")),
        ("ETag", resources.object_etag(item)),
        ("Last-Modified", format_datetime(updated, usegmt=True)),
        ("Accept-Ranges", "bytes"),
        ("X-Goog-Generation", str(item.generation)),
        ("X-Goog-Metageneration", str(item.metageneration)),
        ("X-Goog-Hash", hashes),
        ("X-Goog-Storage-Class", str(attributes["storageClass"])),
        ("X-Goog-Stored-Content-Length", str(item.size)),
        ("X-Goog-Stored-Content-Encoding", str(attributes.get("contentEncoding") or "identity")),
    ]
    shown = [(header, attributes.get(name)) for name, header in _SHOWN.items()]
    headers += [(header, _one_line(str(value))) for header, value in shown if value]
    metadata: dict[str, str] = attributes.get("metadata") or {}
    return headers + [(f"X-Goog-Meta-{k}", _one_line(v)) for k, v in metadata.items() if _plain(k)]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum()


ROUTES: Final[list[Route]] = [
    ("GET", "download/b/{bucket}/o/{object}", download),
    ("GET", "media/{bucket}/{object}", download),
    ("HEAD", "media/{bucket}/{object}", download),
]

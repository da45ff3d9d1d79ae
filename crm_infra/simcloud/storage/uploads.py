"""Resumable uploads: sessions that take an object piece by piece, over any number of requests.

What has been acknowledged survives a restart. The headers of the protocol belong to
``http.resumable``.
"""

import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from crm_infra.simcloud.storage import changes, contents, errors, objects, timestamps
from crm_infra.simcloud.storage.changes import Stored, Target
from crm_infra.simcloud.storage.contents import CHUNK_BYTES, Read
from crm_infra.simcloud.storage.objects import Object
from crm_infra.simcloud.storage.preconditions import Preconditions
from crm_infra.simcloud.storage.tables import Tables, row, rows

Json = dict[str, Any]
GRANULE: Final = 256 * 1024
LIFETIME: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Upload:
    """A session: what it will become, and how much of it is here."""

    id: str
    bucket: str
    name: str
    wishes: Json
    conditions: Json
    content: int
    received: int
    generation: int | None

    @property
    def target(self) -> Target:
        """What the session writes when it is complete."""
        return Target(self.bucket, self.name, self.wishes, Preconditions(**self.conditions))


def begin(connection: sqlite3.Connection, target: Target, now: datetime) -> str:
    """Open a session; refused at once when the object could not be written now."""
    changes.check(connection, target)
    conditions = {name: getattr(target.conditions, name) for name in Preconditions.__slots__}
    upload_id = secrets.token_urlsafe(48)
    connection.execute(
        "INSERT INTO storage_uploads VALUES (?, ?, ?, ?, ?, 0, NULL)",
        (
            upload_id,
            target.bucket,
            target.name,
            json.dumps(
                {
                    "attributes": target.wishes,
                    "conditions": conditions,
                    "begun": timestamps.write(now),
                }
            ),
            contents.new(connection),
        ),
    )
    return upload_id


def get(connection: sqlite3.Connection, upload_id: str) -> Upload:
    """The session; refused when there is none."""
    found = row(
        connection,
        "SELECT id, bucket, name, wishes, content, received, generation FROM storage_uploads "
        "WHERE id = ?",
        upload_id,
    )
    if found is None:
        raise errors.ApiError(404, "notFound", "No such upload session.")
    wishes = json.loads(found[3])
    session, bucket, name, _, content, received, generation = found
    given, conditions = wishes["attributes"], wishes["conditions"]
    return Upload(session, bucket, name, given, conditions, content, received, generation)


def push(tables: Tables, upload: Upload, read: Read, last: int | None) -> int:
    """Append what comes; returns how many bytes are here now.

    Until the ``last`` byte (exclusive end; None: not known yet) only whole granules of 256 KiB are
    kept: the sender repeats the rest, as the real API makes it do.
    """
    received = upload.received
    while piece := read(CHUNK_BYTES):
        if received + len(piece) != last:
            piece = piece[: len(piece) - len(piece) % GRANULE]
        if not piece:
            break
        with tables.write() as connection:
            moved = connection.execute(
                "UPDATE storage_uploads SET received = ? "
                "WHERE id = ? AND received = ? AND generation IS NULL",
                (received + len(piece), upload.id, received),
            )
            if moved.rowcount != 1:
                raise errors.ApiError(503, "backendError", "The session is in use by another call.")
            contents.append(connection, upload.content, received, piece)
        received += len(piece)
    return received


def finish(tables: Tables, upload_id: str, hashes: Json, now: datetime) -> Object:
    """Make the object of a complete session."""
    with tables.read() as connection:
        upload = get(connection, upload_id)
        digests = contents.digested(connection, upload.content)
    changes.verify(upload.wishes, digests.md5, digests.crc32c)
    changes.verify(hashes, digests.md5, digests.crc32c)
    stored = Stored(upload.content, digests.size, digests.md5, digests.crc32c)
    with tables.write() as connection:
        if done := get(connection, upload_id).generation:
            return objects.get(connection, upload.bucket, upload.name, done)
        new = changes.publish(connection, upload.target, lambda _: stored, now)
        connection.execute(
            "UPDATE storage_uploads SET generation = ? WHERE id = ?", (new.generation, upload_id)
        )
    return new


def result(connection: sqlite3.Connection, upload: Upload) -> Object:
    """What a finished session has made."""
    return objects.get(connection, upload.bucket, upload.name, upload.generation)


def cancel(connection: sqlite3.Connection, upload_id: str) -> None:
    """Forget a session and its bytes."""
    upload = get(connection, upload_id)
    connection.execute("DELETE FROM storage_uploads WHERE id = ?", (upload_id,))
    contents.drop(connection, upload.content)


def sweep(connection: sqlite3.Connection, now: datetime) -> int:
    """Forget the sessions that were begun more than a week ago; returns how many."""
    oldest = timestamps.write(now - LIFETIME)
    sql = "SELECT id FROM storage_uploads WHERE json_extract(wishes, '$.begun') < ?"
    old = [upload_id for (upload_id,) in rows(connection, sql, oldest)]
    for upload_id in old:
        cancel(connection, upload_id)
    return len(old)

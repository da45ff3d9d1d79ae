import io
import random
from dataclasses import dataclass

import pytest

from crm_infra.simcloud.storage import buckets, changes, contents, objects, uploads
from crm_infra.simcloud.storage.changes import Target
from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.preconditions import Preconditions
from crm_infra.simcloud.storage.tables import Tables
from crm_infra.simcloud.storage.uploads import GRANULE

DATA = random.Random(3).randbytes(3 * GRANULE + 100)


@dataclass
class Session:
    tables: Tables
    id: str

    def push(self, data, last=None):
        with self.tables.read() as connection:
            upload = uploads.get(connection, self.id)
        return uploads.push(self.tables, upload, io.BytesIO(data).read, last)


@pytest.fixture
def begin(tables, clock):
    with tables.write() as connection:
        buckets.create(connection, "bucket", "p", "US", {}, clock())

    def open_session(**target):
        with tables.write() as connection:
            return Session(
                tables, uploads.begin(connection, Target("bucket", "o", **target), clock())
            )

    return open_session


def test_pieces_become_one_object(begin, tables, clock):
    session = begin(wishes={"contentType": "text/x"})
    assert session.push(DATA[: 2 * GRANULE]) == 2 * GRANULE
    assert session.push(DATA[2 * GRANULE :], last=len(DATA)) == len(DATA)
    item = uploads.finish(tables, session.id, {}, clock())
    with tables.read() as connection:
        assert b"".join(contents.read(connection, item.content, 0, None)) == DATA
    assert item.attributes["contentType"] == "text/x"
    assert item.size == len(DATA)


def test_only_whole_granules_are_kept_before_the_end(begin):
    session = begin()
    assert session.push(DATA[: GRANULE + 5]) == GRANULE
    assert session.push(DATA[:5]) == GRANULE


def test_nothing_is_visible_before_the_end(begin, tables):
    session = begin()
    session.push(DATA[:GRANULE])
    with tables.read() as connection:
        assert objects.find(connection, "bucket", "o") is None


def test_finishing_twice_makes_one_generation(begin, tables, clock):
    session = begin()
    session.push(DATA, last=len(DATA))
    first = uploads.finish(tables, session.id, {}, clock())
    assert uploads.finish(tables, session.id, {}, clock()).generation == first.generation


def test_two_writers_of_one_session_do_not_mix(begin, tables):
    session = begin()
    with tables.read() as connection:
        stale = uploads.get(connection, session.id)
    session.push(DATA[:GRANULE])
    with pytest.raises(ApiError, match="in use") as refused:
        uploads.push(tables, stale, io.BytesIO(DATA).read, None)
    assert refused.value.status == 503


def test_conditions_hold_at_the_beginning_and_at_the_end(begin, tables, clock):
    only_new = Preconditions(generation_match=0)
    session = begin(conditions=only_new)
    session.push(DATA, last=len(DATA))
    body = contents.receive(tables, io.BytesIO(b"other").read)
    with tables.write() as connection:
        store = changes.received(body, {})
        changes.publish(connection, Target("bucket", "o"), store, clock())
    with pytest.raises(ApiError, match="pre-conditions"):
        uploads.finish(tables, session.id, {}, clock())
    with pytest.raises(ApiError, match="pre-conditions"):
        begin(conditions=only_new)


def test_wrong_hashes_make_no_object(begin, tables, clock):
    session = begin(wishes={"md5Hash": "AAAA"})
    session.push(DATA, last=len(DATA))
    with pytest.raises(ApiError, match="Provided MD5 hash"):
        uploads.finish(tables, session.id, {}, clock())


def test_a_cancelled_session_is_gone_with_its_bytes(begin, tables):
    session = begin()
    session.push(DATA[:GRANULE])
    with tables.write() as connection:
        uploads.cancel(connection, session.id)
        assert connection.execute("SELECT count(*) FROM storage_chunks").fetchone()[0] == 0
        with pytest.raises(ApiError, match="No such upload session"):
            uploads.get(connection, session.id)


def test_deleting_a_finished_upload_frees_its_bytes(begin, tables, clock):
    session = begin()
    session.push(DATA, last=len(DATA))
    uploads.finish(tables, session.id, {}, clock())
    with tables.write() as connection:
        changes.delete(connection, Target("bucket", "o"), None, clock())
        assert connection.execute("SELECT count(*) FROM storage_chunks").fetchone()[0] == 0


def test_sessions_are_forgotten_after_a_week(begin, tables, clock):
    finished, unfinished = begin(), begin()
    finished.push(DATA, last=len(DATA))
    item = uploads.finish(tables, finished.id, {}, clock())
    unfinished.push(DATA[:GRANULE])
    clock.advance(days=7)
    with tables.write() as connection:
        assert uploads.sweep(connection, clock()) == 0
        clock.advance(seconds=1)
        assert uploads.sweep(connection, clock()) == 2
        assert contents.sweep(connection) == 0
        assert b"".join(contents.read(connection, item.content, 0, None)) == DATA

import base64
import hashlib
import io
import random

import google_crc32c
import pytest

from crm_infra.simcloud.storage import contents

DATA = random.Random(7).randbytes(3000)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(contents, "CHUNK_BYTES", 1000)


def received(tables, data):
    body = contents.receive(tables, io.BytesIO(data).read)
    with tables.write() as connection:
        return body, body.stored(connection)


def chunk_count(tables):
    with tables.read() as connection:
        return connection.execute("SELECT count(*) FROM storage_chunks").fetchone()[0]


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 2000, 3000])
def test_a_body_comes_back_as_it_was_sent(tables, size):
    body, content = received(tables, DATA[:size])
    with tables.read() as connection:
        assert b"".join(contents.read(connection, content, 0, None)) == DATA[:size]
    assert body.digests.size == size
    assert body.digests.md5 == base64.b64encode(hashlib.md5(DATA[:size]).digest()).decode()
    crc = google_crc32c.value(DATA[:size]).to_bytes(4, "big")
    assert body.digests.crc32c == base64.b64encode(crc).decode()


def test_every_range_is_served_across_chunks(tables):
    _, content = received(tables, DATA)
    borders = [0, 1, 999, 1000, 1001, 2000, 2500, 2999, 3000]
    with tables.read() as connection:
        for start in borders[:-1]:
            for end in borders:
                if end > start:
                    got = b"".join(contents.read(connection, content, start, end))
                    assert got == DATA[start:end]


def test_several_contents_join_into_one(tables):
    parts = [
        received(tables, DATA[:1500])[1],
        received(tables, b"")[1],
        received(tables, b"xyz")[1],
    ]
    with tables.write() as connection:
        content, digests = contents.joined(connection, parts)
    with tables.read() as connection:
        assert b"".join(contents.read(connection, content, 0, None)) == DATA[:1500] + b"xyz"
        assert contents.digested(connection, content).crc32c == digests.crc32c


def test_a_large_body_that_became_no_object_leaves_nothing(tables):
    body = contents.receive(tables, io.BytesIO(DATA).read)
    assert chunk_count(tables) == 3
    contents.discard(tables, body)
    assert chunk_count(tables) == 0


def test_what_a_killed_process_had_staged_is_swept(tables):
    contents.receive(tables, io.BytesIO(DATA).read)
    with tables.write() as connection:
        assert contents.sweep(connection) == 1
    assert chunk_count(tables) == 0

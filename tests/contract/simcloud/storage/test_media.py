"""Bytes up and down: multipart, resumable, ranges, hashes; the resumable protocol step by step."""

import base64
import gzip
import hashlib
import io
import random

import pytest
import requests
from google.api_core import exceptions
from google.cloud.storage import transfer_manager

MIB = 1024 * 1024
DATA = random.Random(11).randbytes(9 * MIB + 17)


@pytest.fixture
def raw(token):
    """Plain HTTP with the token, for what the client hides."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        yield session


@pytest.mark.parametrize("size", [0, 1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, len(DATA)])
def test_a_multipart_upload_comes_back(bucket, size):
    blob = bucket.blob("a")
    blob.upload_from_string(DATA[:size])
    assert blob.size == size
    assert blob.md5_hash == base64.b64encode(hashlib.md5(DATA[:size]).digest()).decode()
    assert bucket.blob("a").download_as_bytes() == DATA[:size]


@pytest.mark.parametrize("size", [0, 256 * 1024, MIB, MIB + 1, len(DATA)])
@pytest.mark.parametrize("known", [True, False])
def test_a_resumable_upload_in_pieces_comes_back(bucket, size, known):
    blob = bucket.blob("a", chunk_size=512 * 1024)
    blob.upload_from_file(io.BytesIO(DATA[:size]), size=size if known else None)
    assert bucket.blob("a").download_as_bytes() == DATA[:size]
    assert blob.md5_hash == base64.b64encode(hashlib.md5(DATA[:size]).digest()).decode()


def test_a_writer_of_unknown_length(bucket):
    blob = bucket.blob("a", chunk_size=256 * 1024)
    with blob.open("wb", content_type="text/x") as stream:
        for start in range(0, MIB, 100_000):
            stream.write(DATA[start : min(start + 100_000, MIB)])
    assert bucket.get_blob("a").content_type == "text/x"
    with bucket.blob("a").open("rb", chunk_size=256 * 1024) as stream:
        assert stream.read() == DATA[:MIB]


def test_a_plain_media_upload(raw, url, bucket):
    target = f"{url}/upload/storage/v1/b/{bucket.name}/o?uploadType=media&name=a%2Fb"
    made = raw.post(target, data=b"hello", headers={"Content-Type": "text/x"}).json()
    assert (made["name"], made["contentType"], made["size"]) == ("a/b", "text/x", "5")


def test_an_upload_whose_length_is_not_told(raw, url, bucket):
    target = f"{url}/upload/storage/v1/b/{bucket.name}/o?uploadType=media&name=a"
    pieces = (DATA[start : start + 70_000] for start in range(0, MIB, 70_000))
    assert raw.post(target, data=pieces).status_code == 200
    expected = DATA[: (MIB + 69_999) // 70_000 * 70_000]
    assert bucket.blob("a").download_as_bytes() == expected


def test_ranges(bucket):
    bucket.blob("a").upload_from_string(DATA)
    wrong = [
        (start, length)
        for start in (0, 1, 4 * MIB - 1, 4 * MIB, 8 * MIB)
        for length in (1, 4096, 4 * MIB + 5)
        if bucket.blob("a").download_as_bytes(start=start, end=start + length - 1)
        != DATA[start : start + length]
    ]
    assert wrong == []


def test_a_range_is_announced_as_such(raw, url, bucket):
    bucket.blob("a").upload_from_string("0123456789")
    where = f"{url}/download/storage/v1/b/{bucket.name}/o/a?alt=media"
    part = raw.get(where, headers={"Range": "bytes=-3"})
    assert (part.status_code, part.headers["Content-Range"], part.content) == (
        206,
        "bytes 7-9/10",
        b"789",
    )
    beyond = raw.get(where, headers={"Range": "bytes=10-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */10")


def test_many_ranges_at_once_are_one_file(bucket, tmp_path):
    bucket.blob("a").upload_from_string(DATA)
    target = tmp_path / "a"
    transfer_manager.download_chunks_concurrently(
        bucket.blob("a"), str(target), chunk_size=2 * MIB, worker_type="thread", max_workers=4
    )
    assert target.read_bytes() == DATA


def test_what_a_download_says_about_the_object(raw, url, bucket):
    blob = bucket.blob("a")
    blob.metadata = {"team": "crm"}
    blob.cache_control = "no-store"
    blob.upload_from_string("hello", content_type="text/x")
    for where in (f"/storage/v1/b/{bucket.name}/o/a?alt=media", f"/{bucket.name}/a"):
        answer = raw.get(url + where)
        assert answer.content == b"hello"
        assert answer.headers["Content-Type"] == "text/x"
        assert answer.headers["X-Goog-Generation"] == str(blob.generation)
        assert answer.headers["X-Goog-Hash"] == f"crc32c={blob.crc32c},md5={blob.md5_hash}"
        assert answer.headers["X-Goog-Meta-team"] == "crm"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["ETag"] == blob.etag
    head = raw.head(f"{url}/{bucket.name}/a")
    assert (head.headers["Content-Length"], head.content) == ("5", b"")


def test_compressed_media_is_handed_out_as_stored(bucket):
    blob = bucket.blob("a")
    blob.content_encoding = "gzip"
    blob.upload_from_string(gzip.compress(b"hello"), content_type="text/plain")
    assert bucket.blob("a").download_as_bytes() == b"hello"
    assert gzip.decompress(bucket.blob("a").download_as_bytes(raw_download=True)) == b"hello"


@pytest.mark.parametrize("given", ["md5Hash", "crc32c"])
def test_media_that_is_not_what_the_sender_said_is_refused(bucket, given):
    blob = bucket.blob("a")
    blob._properties[given] = "AAAAAA=="
    blob._changes.add(given)
    with pytest.raises(exceptions.BadRequest, match=r"Provided .* doesn't match calculated"):
        blob.upload_from_string("hello", checksum=None)
    assert not bucket.blob("a").exists()


def test_a_refused_large_upload_leaves_the_object_as_it_was(bucket):
    bucket.blob("a").upload_from_string("old")
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.blob("a").upload_from_string(DATA, if_generation_match=0)
    assert bucket.blob("a").download_as_bytes() == b"old"


class TestSession:
    """The resumable protocol itself, request by request."""

    @pytest.fixture
    def session(self, raw, bucket):
        """Unauthorized requests on a session's address, which is itself the permission."""
        where = bucket.blob("a").create_resumable_upload_session(content_type="text/x")

        def send(method="PUT", data=b"", **headers):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return requests.request(method, where, data=data, headers=named, timeout=10)

        return send

    def test_the_state_is_asked_for(self, session):
        fresh = session(Content_Range="bytes */*")
        assert (fresh.status_code, fresh.headers.get("Range")) == (308, None)
        sent = session(data=DATA[:MIB], Content_Range=f"bytes 0-{MIB - 1}/*")
        assert (sent.status_code, sent.headers["Range"]) == (308, f"bytes=0-{MIB - 1}")
        asked = session(Content_Range=f"bytes */{len(DATA)}")
        assert (asked.status_code, asked.headers["Range"]) == (308, f"bytes=0-{MIB - 1}")

    def test_gos_client_posts_and_gets_a_200_that_stands_for_308(self, session):
        whole = f"bytes 0-{MIB - 1}/*"
        sent = session("POST", DATA[:MIB], Content_Range=whole, X_GUploader_No_308="yes")
        assert (sent.status_code, sent.headers["X-HTTP-Status-Code-Override"]) == (200, "308")
        assert sent.headers["Range"] == f"bytes=0-{MIB - 1}"

    def test_an_odd_tail_is_sent_again(self, session):
        sent = session(data=DATA[: MIB + 5], Content_Range=f"bytes 0-{MIB + 4}/*")
        assert sent.headers["Range"] == f"bytes=0-{MIB - 1}"

    def test_repeated_bytes_are_skipped_and_the_end_makes_the_object(self, session, bucket):
        session(data=DATA[:MIB], Content_Range=f"bytes 0-{MIB - 1}/*")
        total = MIB + 100
        done = session(data=DATA[:total], Content_Range=f"bytes 0-{total - 1}/{total}")
        assert (done.status_code, done.json()["size"]) == (200, str(total))
        assert bucket.blob("a").download_as_bytes() == DATA[:total]
        again = session(Content_Range=f"bytes */{total}")
        assert again.json()["generation"] == done.json()["generation"]

    def test_a_gap_is_refused(self, session):
        gap = session(data=b"x", Content_Range="bytes 5-5/*")
        assert gap.status_code == 503
        assert "exceeds already uploaded size of 0 byte(s)" in gap.text

    def test_the_total_told_at_last_ends_it(self, session, bucket):
        session(data=DATA[:MIB], Content_Range=f"bytes 0-{MIB - 1}/*")
        done = session(Content_Range=f"bytes */{MIB}")
        assert done.status_code == 200
        assert bucket.blob("a").download_as_bytes() == DATA[:MIB]

    def test_all_at_once_without_a_range(self, session, bucket):
        assert session(data=DATA[:MIB]).status_code == 200
        assert bucket.get_blob("a").content_type == "text/x"

    def test_a_cancelled_session(self, session, bucket):
        session(data=DATA[:MIB], Content_Range=f"bytes 0-{MIB - 1}/*")
        assert session("DELETE").status_code == 499
        assert session(Content_Range="bytes */*").status_code == 404
        assert not bucket.blob("a").exists()

    @pytest.mark.parametrize("header", ["bytes 5-1/9", "bytes 0-9/5", "0-5/9", "bytes x-y/z"])
    def test_a_range_that_makes_no_sense(self, session, header):
        assert session(data=b"x", Content_Range=header).status_code == 400

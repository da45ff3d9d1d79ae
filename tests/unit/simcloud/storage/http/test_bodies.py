import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.http.bodies import Body, BrokenBodyError, ChunkedBody
from crm_infra.simcloud.storage.http.multipart import Parts, boundary

PIECES = st.lists(st.binary(min_size=1, max_size=40), max_size=6)


def chunked(pieces):
    framed = b"".join(b"%x;q=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return framed + b"0\r\nTrailer: x\r\n\r\n"


@given(PIECES, st.integers(1, 50))
def test_a_chunked_body_reads_as_one_stream_and_leaves_the_next_request(pieces, size):
    stream = io.BytesIO(chunked(pieces) + b"GET / HTTP/1.1")
    body = ChunkedBody(stream)
    read = list(iter(lambda: body.read(size), b""))
    assert b"".join(read) == b"".join(pieces)
    assert all(len(piece) == size for piece in read[:-1])
    assert stream.read() == b"GET / HTTP/1.1"


@given(PIECES.filter(bool), st.data())
def test_a_body_that_breaks_off_is_noticed(pieces, data):
    framed = chunked(pieces)
    cut = data.draw(st.integers(0, len(framed) - 1))
    with pytest.raises(BrokenBodyError):
        ChunkedBody(io.BytesIO(framed[:cut])).drain()


def test_a_body_shorter_than_it_said_is_noticed():
    with pytest.raises(BrokenBodyError):
        Body(io.BytesIO(b"abc"), 5).read(5)


def test_a_body_ends_where_it_said():
    stream = io.BytesIO(b"abcdef")
    body = Body(stream, 3)
    assert (body.read(2), body.read(2), body.read(2)) == (b"ab", b"c", b"")
    assert stream.read() == b"def"


def test_a_body_that_is_too_large_is_refused():
    with pytest.raises(ApiError) as refused:
        Body(io.BytesIO(b"abcd"), 4).rest(3)
    assert refused.value.status == 413


MEDIA = st.lists(st.sampled_from([b"\r\n", b"--", b"mark", b"\r\n--mar", b"x", b"\0"])).map(
    b"".join
)


@given(MEDIA.filter(lambda media: b"\r\n--mark" not in b"\r\n" + media), st.integers(1, 9))
def test_the_parts_of_a_body_come_back_whatever_they_hold(media, size):
    text = b"--mark\r\nContent-Type: a/b\r\n\r\n{}\r\n--mark\r\n\r\n" + media + b"\r\n--mark--\r\n"
    parts = Parts(Body(io.BytesIO(text), len(text)), b"mark")
    assert parts.headers() == {"content-type": "a/b"}
    assert parts.rest() == b"{}"
    assert parts.next()
    assert parts.headers() == {}
    read = list(iter(lambda: parts.read(size), b""))
    assert b"".join(read) == media
    assert all(len(piece) == size for piece in read[:-1])
    assert not parts.next()


@pytest.mark.parametrize("text", [b"", b"--other\r\n\r\n", b"--mark\r\n", b"--mark\r\n\r\n{}"])
def test_a_malformed_body_is_refused(text):
    def read():
        parts = Parts(Body(io.BytesIO(text), len(text)), b"mark")
        parts.headers()
        parts.rest()

    with pytest.raises(ApiError, match="Malformed multipart"):
        read()


@pytest.mark.parametrize(
    ("content_type", "mark"),
    [
        ("multipart/related; boundary=abc", b"abc"),
        ('multipart/related; boundary="==a b=="', b"==a b=="),
        ("multipart/related; charset=x; boundary=abc", b"abc"),
    ],
)
def test_the_boundary_is_read_from_the_content_type(content_type, mark):
    assert boundary(content_type) == mark


def test_a_content_type_without_boundary_is_refused():
    with pytest.raises(ApiError, match="boundary"):
        boundary("multipart/related")

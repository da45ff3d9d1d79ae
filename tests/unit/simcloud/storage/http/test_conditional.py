import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.http.bodies import Body
from crm_infra.simcloud.storage.http.conditional import byte_range, check_tags
from crm_infra.simcloud.storage.http.messages import Request


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("bytes=0-3", (0, 4)),
        ("bytes=2-", (2, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=8-99", (8, 10)),
        ("bytes=5-2", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=-", None),
    ],
)
def test_ranges_of_ten_bytes(header, expected):
    assert byte_range(header, 10) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=0-", 0), ("bytes=-0", 9)])
def test_a_range_beyond_the_end_is_refused(header, size):
    with pytest.raises(ApiError) as refused:
        byte_range(header, size)
    assert refused.value.status == 416


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20))
def test_a_range_is_what_slicing_gives(first, last, size):
    data = bytes(range(size))
    if first < size and last >= first:
        start, end = byte_range(f"bytes={first}-{last}", size) or (0, 0)
        assert data[start:end] == data[first : last + 1]


def ask(**headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("GET", "/", "", named, Body(io.BytesIO(), 0))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, None),
        ({"if_match": '"t"'}, None),
        ({"if_match": "x, t"}, None),
        ({"if_match": "*"}, None),
        ({"if_match": '"x"'}, 412),
        ({"if_none_match": 'W/"t"'}, 304),
        ({"if_none_match": '"x"'}, None),
    ],
)
def test_entity_tags(headers, status):
    if status is None:
        check_tags(ask(**headers), "t")
        return
    with pytest.raises(ApiError) as refused:
        check_tags(ask(**headers), "t")
    assert refused.value.status == status

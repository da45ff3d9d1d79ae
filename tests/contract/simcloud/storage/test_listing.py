"""Listing by prefix, delimiter, offset, glob and page, through Google's own client."""

import pytest
from google.api_core import exceptions


@pytest.fixture
def tree(bucket):
    for name in ("a", "b/", "b/c", "b/d/e", "b/d/f", "g/h", "z.txt", "ü/x"):
        bucket.blob(name).upload_from_string("x")
    return bucket


def listed(bucket, **query):
    iterator = bucket.list_blobs(**query)
    names = [blob.name for blob in iterator]
    return names, sorted(iterator.prefixes)


def test_everything_in_the_order_of_bytes(tree):
    assert listed(tree)[0] == ["a", "b/", "b/c", "b/d/e", "b/d/f", "g/h", "z.txt", "ü/x"]


def test_a_prefix(tree):
    assert listed(tree, prefix="b/d") == (["b/d/e", "b/d/f"], [])


def test_a_delimiter_shows_folders(tree):
    assert listed(tree, delimiter="/") == (["a", "z.txt"], ["b/", "g/", "ü/"])
    assert listed(tree, delimiter="/", prefix="b/") == (["b/", "b/c"], ["b/d/"])


def test_a_folder_marker_beside_its_prefix(tree):
    found = listed(tree, delimiter="/", include_trailing_delimiter=True)
    assert found == (["a", "b/", "z.txt"], ["b/", "g/", "ü/"])


def test_offsets(tree):
    assert listed(tree, start_offset="b/d/", end_offset="g/h")[0] == ["b/d/e", "b/d/f"]


def test_globs(tree):
    assert listed(tree, match_glob="b/*")[0] == ["b/", "b/c"]
    assert listed(tree, match_glob="**.txt")[0] == ["z.txt"]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_of_any_size_give_the_same(tree, size):
    iterator = tree.list_blobs(delimiter="/", page_size=size)
    pages = [[blob.name for blob in page] for page in iterator.pages]
    assert [name for page in pages for name in page] == ["a", "z.txt"]
    assert sorted(iterator.prefixes) == ["b/", "g/", "ü/"]
    assert max(map(len, pages)) <= size


def test_a_limit(tree):
    assert listed(tree, max_results=2)[0] == ["a", "b/"]


def test_versions_page_through_generations_of_one_name(versioned):
    blob = versioned.blob("a")
    for number in range(5):
        blob.upload_from_string(str(number))
    iterator = versioned.list_blobs(versions=True, page_size=2)
    pages = [[item.generation for item in page] for page in iterator.pages]
    assert list(map(len, pages)) == [2, 2, 1]
    flat = [generation for page in pages for generation in page]
    assert flat == sorted(set(flat))


def test_a_made_up_token_is_refused(client, bucket):
    with pytest.raises(exceptions.BadRequest, match="pageToken"):
        list(client.list_blobs(bucket, page_token="made-up"))

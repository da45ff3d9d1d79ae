"""Names, generations, versions, holds, copies and batches, through Google's own client."""

import pytest
from google.api_core import exceptions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = [
    "plain",
    "folder/with space/and+plus",
    "percent%2Fencoded",
    "ünï/日本語/🚀",
    "?query=1&x#fragment",
    "trailing/",
    "//double//slash",
    "a'quote\"and\\backslash",
    "\ttab",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_goes_through_unchanged(bucket, name):
    bucket.blob(name).upload_from_string(name.encode())
    assert bucket.blob(name).download_as_bytes() == name.encode()
    assert [blob.name for blob in bucket.list_blobs()] == [name]
    copy = bucket.copy_blob(bucket.blob(name), bucket, f"copy of {name}")
    assert copy.download_as_bytes() == name.encode()
    bucket.blob(name).delete()
    assert bucket.get_blob(name) is None


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1))
def test_any_name_that_is_allowed(bucket, name):
    if name in {".", ".."} or len(name.encode()) > 1024:
        return
    blob = bucket.blob(name)
    blob.upload_from_string("x")
    assert bucket.get_blob(name).generation == blob.generation


@pytest.mark.parametrize("name", ["line\nbreak", "carriage\rreturn", "x" * 1025, "é" * 600])
def test_a_name_that_no_object_can_have(bucket, name):
    with pytest.raises(exceptions.BadRequest):
        bucket.blob(name).upload_from_string("x")


def test_an_object_shows_what_it_was_made_with(bucket):
    blob = bucket.blob("a")
    blob.metadata = {"team": "crm", "ü": "ö"}
    blob.cache_control = "no-store"
    blob.content_disposition = "attachment"
    blob.content_language = "en"
    blob.storage_class = "COLDLINE"
    blob.upload_from_string("hello", content_type="text/x-note")
    seen = bucket.get_blob("a")
    assert seen.metadata == {"team": "crm", "ü": "ö"}
    assert (seen.cache_control, seen.content_disposition, seen.content_language) == (
        "no-store",
        "attachment",
        "en",
    )
    assert (seen.storage_class, seen.content_type, seen.size) == ("COLDLINE", "text/x-note", 5)
    assert (seen.md5_hash, seen.crc32c) == ("XUFAKrxLKna5cZ2REBfFkg==", "mnG7TA==")
    assert (seen.metageneration, seen.time_deleted) == (1, None)
    assert seen.etag


def test_a_patch_counts_the_metageneration_and_leaves_the_generation(bucket):
    blob = bucket.blob("a")
    blob.upload_from_string("1")
    before = blob.generation, blob.etag
    blob.metadata = {"k": "v"}
    blob.patch()
    assert (blob.generation, blob.metageneration) == (before[0], 2)
    assert blob.etag != before[1]
    blob.metadata = None
    blob.patch()
    assert bucket.get_blob("a").metadata is None


def test_an_update_drops_what_it_leaves_out(bucket):
    blob = bucket.blob("a")
    blob.metadata = {"k": "v"}
    blob.cache_control = "no-store"
    blob.upload_from_string("1")
    fresh = bucket.blob("a")
    fresh.content_type = "text/y"
    fresh.update()
    seen = bucket.get_blob("a")
    assert (seen.metadata, seen.cache_control, seen.content_type) == (None, None, "text/y")


def test_generations_grow_and_only_the_last_is_live(versioned):
    blob = versioned.blob("a")
    generations = []
    for text in ("1", "2", "3"):
        blob.upload_from_string(text)
        generations.append(blob.generation)
    assert generations == sorted(set(generations))
    assert [b.generation for b in versioned.list_blobs()] == generations[-1:]
    listed = list(versioned.list_blobs(versions=True))
    assert [b.generation for b in listed] == generations
    assert [b.time_deleted is None for b in listed] == [False, False, True]
    old = versioned.blob("a", generation=generations[0])
    assert old.download_as_bytes() == b"1"


def test_deleting_archives_and_deleting_a_generation_is_for_good(versioned):
    blob = versioned.blob("a")
    blob.upload_from_string("1")
    first = blob.generation
    versioned.delete_blob("a")
    assert versioned.get_blob("a") is None
    with pytest.raises(exceptions.NotFound, match="No such object: crm-dev-tfstate/a"):
        versioned.delete_blob("a")
    versioned.copy_blob(versioned.blob("a"), versioned, "restored", source_generation=first)
    assert versioned.blob("restored").download_as_bytes() == b"1"
    versioned.delete_blob("a", generation=first)
    assert [b.name for b in versioned.list_blobs(versions=True)] == ["restored"]


def test_without_versioning_the_old_generation_is_gone(bucket):
    blob = bucket.blob("a")
    blob.upload_from_string("1")
    first = blob.generation
    blob.upload_from_string("2")
    assert bucket.get_blob("a", generation=first) is None
    assert len(list(bucket.list_blobs(versions=True))) == 1


def test_an_object_that_does_not_exist(bucket):
    for act in (
        bucket.blob("x").delete,
        bucket.blob("x").reload,
        bucket.blob("x").download_as_bytes,
    ):
        with pytest.raises(exceptions.NotFound, match="No such object: crm-dev-files/x"):
            act()


def test_holds(bucket):
    blob = bucket.blob("a")
    blob.upload_from_string("1")
    blob.temporary_hold = True
    blob.patch()
    for act in (blob.delete, lambda: bucket.blob("a").upload_from_string("2")):
        with pytest.raises(exceptions.Forbidden, match="under active Temporary hold"):
            act()
    blob.temporary_hold = False
    blob.patch()
    blob.delete()


def test_a_default_event_based_hold_is_given_to_new_objects(bucket):
    bucket.default_event_based_hold = True
    bucket.patch()
    blob = bucket.blob("a")
    blob.upload_from_string("1")
    assert blob.event_based_hold is True
    with pytest.raises(exceptions.Forbidden, match="Event-Based hold"):
        blob.delete()


def test_an_objects_own_retention(client, clock):
    bucket = client.create_bucket("crm-dev-kept", enable_object_retention=True)
    assert bucket.object_retention_mode == "Enabled"
    blob = bucket.blob("a")
    blob.upload_from_string("1")
    blob.retention.mode = "Unlocked"
    blob.retention.retain_until_time = clock().replace(year=clock().year + 1)
    blob.patch()
    with pytest.raises(exceptions.Forbidden, match="object retention"):
        blob.delete()
    blob.retention.mode = None
    blob.retention.retain_until_time = None
    with pytest.raises(exceptions.Forbidden, match="overrideUnlockedRetention"):
        blob.patch()
    blob.patch(override_unlocked_retention=True)
    blob.delete()


def test_copies_keep_or_replace_attributes(bucket):
    blob = bucket.blob("a")
    blob.metadata = {"k": "v"}
    blob.upload_from_string("hello", content_type="text/x")
    copy = bucket.copy_blob(blob, bucket, "b")
    assert (copy.metadata, copy.content_type, copy.md5_hash) == (
        {"k": "v"},
        "text/x",
        blob.md5_hash,
    )

    target = bucket.blob("c")
    target.content_type = "text/y"
    token, rewritten, total = target.rewrite(blob)
    assert (token, rewritten, total) == (None, 5, 5)
    seen = bucket.get_blob("c")
    assert (seen.content_type, seen.metadata) == ("text/y", None)


def test_a_copy_outlives_its_source(bucket):
    bucket.blob("a").upload_from_string("hello")
    bucket.copy_blob(bucket.blob("a"), bucket, "b")
    bucket.blob("a").delete()
    assert bucket.blob("b").download_as_bytes() == b"hello"


def test_the_storage_class_is_changed_by_rewriting(bucket):
    blob = bucket.blob("a")
    blob.metadata = {"k": "v"}
    blob.upload_from_string("hello")
    first = blob.generation
    blob.update_storage_class("ARCHIVE")
    seen = bucket.get_blob("a")
    assert seen.storage_class == "ARCHIVE"
    assert seen.generation > first
    assert seen.download_as_bytes() == b"hello"


def test_compose(bucket):
    for name, text in (("a", "one "), ("b", "two "), ("c", "three")):
        bucket.blob(name).upload_from_string(text)
    whole = bucket.blob("abc")
    whole.content_type = "text/plain"
    whole.compose([bucket.blob("a"), bucket.blob("b"), bucket.blob("c")])
    assert whole.download_as_bytes() == b"one two three"
    assert (whole.component_count, whole.md5_hash, whole.content_type) == (3, None, "text/plain")


def test_compose_under_preconditions(bucket):
    part = bucket.blob("a")
    part.upload_from_string("1")
    whole = bucket.blob("w")
    whole.compose([part], if_generation_match=0, if_source_generation_match=[part.generation])
    with pytest.raises(exceptions.PreconditionFailed):
        whole.compose([part], if_generation_match=0)
    with pytest.raises(exceptions.PreconditionFailed):
        whole.compose([part], if_source_generation_match=[part.generation + 1])
    with pytest.raises(exceptions.NotFound):
        whole.compose([bucket.blob("missing")])


def test_a_move_is_a_rename(bucket):
    bucket.blob("a").upload_from_string("1")
    moved = bucket.move_blob(bucket.blob("a"), "b")
    assert moved.download_as_bytes() == b"1"
    assert [blob.name for blob in bucket.list_blobs()] == ["b"]


def test_a_batch_of_calls_each_answered_on_its_own(client, bucket):
    for name in ("a", "b", "ü/c"):
        bucket.blob(name).upload_from_string(name)
    with client.batch():
        for name in ("a", "ü/c"):
            bucket.delete_blob(name)
        blob = bucket.blob("b")
        blob.metadata = {"k": "v"}
        blob.patch()
    assert [blob.name for blob in bucket.list_blobs()] == ["b"]
    assert bucket.get_blob("b").metadata == {"k": "v"}
    with pytest.raises(exceptions.NotFound), client.batch():
        bucket.delete_blob("missing")


def test_reads_and_deletions_of_many(bucket):
    for number in range(5):
        bucket.blob(f"n{number}").upload_from_string("x")
    bucket.delete_blobs([f"n{number}" for number in range(5)])
    assert list(bucket.list_blobs()) == []

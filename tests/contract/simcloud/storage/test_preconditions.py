"""Every precondition on every kind of call, through the real client."""

import pytest
from google.api_core.exceptions import NotModified, PreconditionFailed

MESSAGE = "At least one of the pre-conditions you specified did not hold."


@pytest.fixture
def blob(bucket):
    """Generation G with metageneration 2."""
    blob = bucket.blob("a")
    blob.upload_from_string("1")
    blob.metadata = {"k": "v"}
    blob.patch()
    return blob


def conditions_that_hold(blob):
    return [
        {"if_generation_match": blob.generation},
        {"if_generation_not_match": blob.generation + 1},
        {"if_generation_not_match": 0},
        {"if_metageneration_match": 2},
        {"if_metageneration_not_match": 1},
        {"if_generation_match": blob.generation, "if_metageneration_match": 2},
    ]


def conditions_that_fail(blob):
    return [
        {"if_generation_match": 0},
        {"if_generation_match": blob.generation + 1},
        {"if_metageneration_match": 1},
        {"if_generation_match": blob.generation, "if_metageneration_match": 1},
    ]


def not_match_that_fails(blob):
    return [
        {"if_generation_not_match": blob.generation},
        {"if_metageneration_not_match": 2},
    ]


@pytest.mark.parametrize("number", range(6))
def test_upload_passes_when_the_condition_holds(bucket, blob, number):
    bucket.blob("a").upload_from_string("2", **conditions_that_hold(blob)[number])
    assert bucket.blob("a").download_as_bytes() == b"2"


@pytest.mark.parametrize("number", range(6))
def test_upload_is_refused_when_it_does_not_hold(bucket, blob, number):
    failing = conditions_that_fail(blob) + not_match_that_fails(blob)
    with pytest.raises(PreconditionFailed, match=MESSAGE):
        bucket.blob("a").upload_from_string("2", **failing[number])
    assert bucket.blob("a").download_as_bytes() == b"1"


def test_upload_of_a_new_object(bucket):
    bucket.blob("new").upload_from_string("1", if_generation_match=0)
    with pytest.raises(PreconditionFailed):
        bucket.blob("new").upload_from_string("2", if_generation_match=0)
    with pytest.raises(PreconditionFailed):
        bucket.blob("other").upload_from_string("1", if_generation_match=5)
    with pytest.raises(PreconditionFailed):
        bucket.blob("other").upload_from_string("1", if_generation_not_match=0)


@pytest.mark.parametrize("number", range(6))
def test_resumable_upload(bucket, blob, number):
    resumable = bucket.blob("a", chunk_size=256 * 1024)
    failing = conditions_that_fail(blob) + not_match_that_fails(blob)
    with pytest.raises(PreconditionFailed):
        resumable.create_resumable_upload_session(**failing[number])
    resumable.create_resumable_upload_session(**conditions_that_hold(blob)[number])


@pytest.mark.parametrize("number", range(6))
def test_patch_and_update(bucket, blob, number):
    failing = conditions_that_fail(blob) + not_match_that_fails(blob)
    for act in (blob.patch, blob.update):
        with pytest.raises(PreconditionFailed, match=MESSAGE):
            act(**failing[number])
    blob.patch(**conditions_that_hold(blob)[number])


@pytest.mark.parametrize("number", range(6))
def test_delete(bucket, blob, number):
    failing = conditions_that_fail(blob) + not_match_that_fails(blob)
    with pytest.raises(PreconditionFailed, match=MESSAGE):
        bucket.blob("a").delete(**failing[number])
    bucket.blob("a").delete(**conditions_that_hold(blob)[number])
    assert not bucket.blob("a").exists()


@pytest.mark.parametrize("number", range(4))
def test_reading_metadata_and_media(bucket, blob, number):
    fresh = bucket.blob("a")
    for read in (fresh.reload, fresh.download_as_bytes):
        with pytest.raises(PreconditionFailed):
            read(**conditions_that_fail(blob)[number])
        read(**conditions_that_hold(blob)[number])


@pytest.mark.parametrize("number", range(2))
def test_reading_what_the_reader_already_has(bucket, blob, number):
    fresh = bucket.blob("a")
    with pytest.raises(NotModified):
        fresh.reload(**not_match_that_fails(blob)[number])
    with pytest.raises(NotModified):
        fresh.download_as_bytes(**not_match_that_fails(blob)[number])


def test_entity_tags(bucket, blob):
    fresh = bucket.blob("a")
    fresh.reload(if_etag_match=blob.etag)
    with pytest.raises(PreconditionFailed):
        fresh.reload(if_etag_match="other")
    with pytest.raises(NotModified):
        fresh.reload(if_etag_not_match=blob.etag)


@pytest.mark.parametrize("number", range(6))
def test_copying_to_an_existing_object(bucket, blob, number):
    bucket.blob("source").upload_from_string("2")
    failing = conditions_that_fail(blob) + not_match_that_fails(blob)
    with pytest.raises(PreconditionFailed):
        bucket.copy_blob(bucket.blob("source"), bucket, "a", **failing[number])
    with pytest.raises(PreconditionFailed):
        bucket.blob("a").rewrite(bucket.blob("source"), **failing[number])
    bucket.copy_blob(bucket.blob("source"), bucket, "a", **conditions_that_hold(blob)[number])


@pytest.mark.parametrize("number", range(6))
def test_copying_from_an_object(bucket, blob, number):
    def of_source(conditions):
        return {name.replace("if_", "if_source_"): value for name, value in conditions.items()}

    failing = conditions_that_fail(blob) + not_match_that_fails(blob)
    with pytest.raises(PreconditionFailed):
        bucket.copy_blob(blob, bucket, "b", **of_source(failing[number]))
    with pytest.raises(PreconditionFailed):
        bucket.blob("b").rewrite(blob, **of_source(failing[number]))
    bucket.copy_blob(blob, bucket, "b", **of_source(conditions_that_hold(blob)[number]))


def test_of_many_writers_who_expect_nothing_there_exactly_one_wins(bucket):
    from concurrent.futures import ThreadPoolExecutor

    def write(number):
        try:
            bucket.blob("lock").upload_from_string(str(number), if_generation_match=0)
        except PreconditionFailed:
            return None
        return str(number)

    with ThreadPoolExecutor(8) as pool:
        winners = [winner for winner in pool.map(write, range(24)) if winner]
    assert [bucket.blob("lock").download_as_bytes().decode()] == winners

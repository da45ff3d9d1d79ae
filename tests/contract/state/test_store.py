"""One contract for the state bucket: the real client and the one in memory answer alike.

The real client speaks to simcloud's Cloud Storage, over HTTP as it would to Google's.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_infra.errors import UnavailableError
from crm_infra.simcloud.storage.server import StorageServer
from crm_infra.state import store as store_module
from crm_infra.state.store import (
    MUST_NOT_EXIST,
    GcsStateStore,
    PreconditionError,
    StateStore,
    StorageAccess,
)
from tests.fakes.state_store import MemoryStateStore

TOKEN = "contract-token"
OBJECT = "dev/network/default.tfstate"


@pytest.fixture(params=["memory", "gcs"])
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StateStore]:
    if request.param == "memory":
        yield MemoryStateStore()
        return
    server = StorageServer(tmp_path / "storage.sqlite", TOKEN)
    access = StorageAccess("crm-dev-platform", server.start(), TOKEN)
    real = GcsStateStore(access, "crm-dev-platform-tfstate", "us-central1")
    yield real
    real.close()
    server.stop()


@pytest.fixture
def store(bucket: StateStore) -> StateStore:
    bucket.ensure()
    return bucket


def test_the_bucket_is_created_once(bucket: StateStore) -> None:
    assert not bucket.exists()
    assert bucket.ensure()
    assert not bucket.ensure()
    assert bucket.exists()


def test_what_is_not_there_is_none(bucket: StateStore) -> None:
    assert bucket.read(OBJECT) is None
    bucket.ensure()
    assert bucket.read(OBJECT) is None
    assert bucket.versions(OBJECT) == []


def test_what_was_written_is_read_with_its_generation(store: StateStore) -> None:
    generation = store.write(OBJECT, b"one")
    blob = store.read(OBJECT)
    assert blob
    assert (blob.content, blob.generation) == (b"one", generation)


def test_creating_what_exists_is_refused(store: StateStore) -> None:
    store.write(OBJECT, b"one", MUST_NOT_EXIST)
    with pytest.raises(PreconditionError):
        store.write(OBJECT, b"two", MUST_NOT_EXIST)


def test_replacing_a_generation_that_is_no_longer_live_is_refused(store: StateStore) -> None:
    first = store.write(OBJECT, b"one")
    store.write(OBJECT, b"two", first)
    with pytest.raises(PreconditionError):
        store.write(OBJECT, b"three", first)
    blob = store.read(OBJECT)
    assert blob
    assert blob.content == b"two"


def test_only_the_generation_that_was_seen_is_deleted(store: StateStore) -> None:
    first = store.write(OBJECT, b"one")
    second = store.write(OBJECT, b"two")
    with pytest.raises(PreconditionError):
        store.delete(OBJECT, first)
    store.delete(OBJECT, second)
    assert store.read(OBJECT) is None
    with pytest.raises(PreconditionError):
        store.delete(OBJECT, second)


def test_older_generations_stay_and_can_be_read(store: StateStore) -> None:
    first = store.write(OBJECT, b"one")
    second = store.write(OBJECT, b"three")
    listed = [(v.generation, v.size, v.live) for v in store.versions(OBJECT)]
    assert listed == [(second, 5, True), (first, 3, False)]
    old = store.read(OBJECT, first)
    assert old
    assert old.content == b"one"


def test_a_deleted_object_keeps_its_versions(store: StateStore) -> None:
    first = store.write(OBJECT, b"one")
    store.delete(OBJECT, first)
    assert [(v.generation, v.live) for v in store.versions(OBJECT)] == [(first, False)]


def test_versions_of_a_longer_name_are_not_listed(store: StateStore) -> None:
    store.write(f"{OBJECT}.backup", b"other")
    assert store.versions(OBJECT) == []


def test_the_real_bucket_keeps_versions_and_is_closed_to_the_public(tmp_path: Path) -> None:
    from google.cloud.storage import Client
    from google.oauth2.credentials import Credentials

    server = StorageServer(tmp_path / "storage.sqlite", TOKEN)
    url = server.start()
    store = GcsStateStore(StorageAccess("p", url, TOKEN), "crm-p-tfstate", "us-central1")
    store.ensure()
    client = Client("p", Credentials(TOKEN), client_options={"api_endpoint": url})
    bucket = client.get_bucket("crm-p-tfstate")
    client.close()
    store.close()
    server.stop()
    assert bucket.versioning_enabled
    assert bucket.iam_configuration.uniform_bucket_level_access_enabled
    assert bucket.iam_configuration.public_access_prevention == "enforced"
    assert bucket.location == "US-CENTRAL1"
    (rule,) = bucket.lifecycle_rules
    assert rule["action"] == {"type": "Delete"}
    assert rule["condition"]["numNewerVersions"] == 50


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    server = StorageServer(tmp_path / "storage.sqlite", TOKEN)
    access = StorageAccess("crm-dev-platform", server.start(), TOKEN)
    mine, other = (GcsStateStore(access, "crm-dev-platform-tfstate", "NAM4") for _ in range(2))
    mine.ensure()
    mine.write(OBJECT, b"one")
    first = mine.read(OBJECT)
    assert first
    assert mine.read(OBJECT) is first
    other.write(OBJECT, b"two")
    second = mine.read(OBJECT)
    assert second
    assert second.content == b"two"
    assert mine.read(OBJECT) is second
    again = mine.read(OBJECT, first.generation)
    assert again
    assert again.content == b"one", "an older generation does not take the live one's place"
    assert mine.read(OBJECT) is second
    other.delete(OBJECT, second.generation)
    assert mine.read(OBJECT) is None
    mine.close()
    other.close()
    server.stop()


def test_the_real_client_starts_no_threads_of_its_own(tmp_path: Path) -> None:
    """They outlive the bucket, and retry after it is gone."""
    server = StorageServer(tmp_path / "storage.sqlite", TOKEN)
    access = StorageAccess("p", server.start(), TOKEN)
    real = GcsStateStore(access, "crm-p-tfstate", "us-central1")
    started: list[str] = []
    threading.settrace(lambda *_: started.append(threading.current_thread().name))
    real.ensure()
    real.write(OBJECT, b"one")
    real.versions(OBJECT)
    real.read("missing")
    threading.settrace(None)
    real.close()
    server.stop()
    assert not [name for name in started if "fetch" in name or "verify" in name]


def test_a_bucket_that_does_not_answer_is_one_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "RETRY_SECONDS", 0.1)
    server = StorageServer(tmp_path / "storage.sqlite", TOKEN)
    url = server.start()
    server.stop()
    down = GcsStateStore(StorageAccess("p", url, TOKEN), "crm-p-tfstate", "us-central1")
    with pytest.raises(UnavailableError, match="the state bucket did not give"):
        down.read(OBJECT)
    down.close()


def test_a_wrong_token_is_one_error_of_ours(tmp_path: Path) -> None:
    server = StorageServer(tmp_path / "storage.sqlite", TOKEN)
    access = StorageAccess("p", server.start(), "another")
    stranger = GcsStateStore(access, "crm-p-tfstate", "us-central1")
    with pytest.raises(UnavailableError) as caught:
        stranger.read(OBJECT)
    stranger.close()
    server.stop()
    assert "another" not in str(caught.value)

import io

import pytest

from crm_infra.simcloud.storage import changes, contents
from crm_infra.simcloud.storage.changes import Target
from crm_infra.simcloud.storage.errors import ApiError, BucketExistsError
from crm_infra.simcloud.storage.registry import BucketRegistry


@pytest.fixture
def registry(tables, clock):
    return BucketRegistry(tables.read, tables.write, now=clock)


@pytest.fixture
def write(tables, clock):
    def write(name):
        body = contents.receive(tables, io.BytesIO(b"x").read)
        with tables.write() as connection:
            store = changes.received(body, {})
            changes.publish(connection, Target("bucket", name), store, clock())

    return write


def test_a_bucket_is_made_shown_changed_and_deleted(registry):
    made = registry.create_bucket("bucket", "crm-dev", "us-central1", {"labels": {"a": "b"}})
    assert (made["location"], made["metageneration"]) == ("US-CENTRAL1", "1")
    assert registry.bucket("bucket") == made
    assert registry.project_of("bucket") == "crm-dev"
    changed = registry.update("bucket", {"labels": {"a": None}, "versioning": {"enabled": True}})
    assert (changed["labels"], changed["versioning"]) == ({}, {"enabled": True})
    assert changed["metageneration"] == "2"
    registry.delete("bucket")
    assert registry.bucket("bucket") is None


def test_names_are_global(registry):
    registry.create_bucket("bucket", "crm-dev", "US", {})
    with pytest.raises(BucketExistsError, match="succeeded and you already own it") as refused:
        registry.create_bucket("bucket", "crm-dev", "US", {})
    assert (refused.value.status, refused.value.reason) == (409, "conflict")
    with pytest.raises(BucketExistsError, match="requested bucket name is not available"):
        registry.create_bucket("bucket", "crm-prod", "US", {})


def test_a_bucket_with_objects_is_not_deleted(registry, write):
    registry.create_bucket("bucket", "p", "US", {"versioning": {"enabled": True}})
    write("a")
    write("a")
    assert registry.count_objects("bucket") == 2
    with pytest.raises(ApiError, match="bucket you tried to delete is not empty") as refused:
        registry.delete("bucket")
    assert refused.value.status == 409
    assert registry.empty("bucket") == 2
    registry.delete("bucket")


def test_emptying_stops_at_what_is_kept(registry, write, clock):
    registry.create_bucket("bucket", "p", "US", {"retentionPolicy": {"retentionPeriod": "60"}})
    write("a")
    with pytest.raises(ApiError, match="retention"):
        registry.empty("bucket")
    assert registry.count_objects("bucket") == 1
    clock.advance(seconds=60)
    assert registry.empty("bucket") == 1


def test_a_locked_retention_stays(registry):
    registry.create_bucket("bucket", "p", "US", {"retentionPolicy": {"retentionPeriod": "60"}})
    assert registry.lock_retention("bucket")["retentionPolicy"]["isLocked"] is True
    with pytest.raises(ApiError, match="locked Retention Policy"):
        registry.update("bucket", {"retentionPolicy": None})


def create_and_give_up(tables):
    with tables.write() as connection:
        BucketRegistry.within(connection).create_bucket("bucket", "p", "US", {})
        assert BucketRegistry.within(connection).bucket("bucket") is not None
        raise KeyError("the caller changed its mind")


def test_it_can_take_part_in_the_callers_transaction(registry, tables):
    with pytest.raises(KeyError):
        create_and_give_up(tables)
    assert registry.bucket("bucket") is None


def test_policies_are_reached_through_it(registry):
    registry.create_bucket("bucket", "p", "US", {})
    policy = registry.policy("bucket")
    policy["bindings"].append({"role": "roles/storage.admin", "members": ["user:a@x.com"]})
    assert (
        registry.set_policy("bucket", policy)["bindings"] == registry.policy("bucket")["bindings"]
    )


def test_a_bucket_that_does_not_exist(registry):
    for call in (registry.delete, registry.project_of, registry.count_objects, registry.empty):
        with pytest.raises(ApiError, match="The specified bucket does not exist") as refused:
            call("nothing")
        assert refused.value.status == 404

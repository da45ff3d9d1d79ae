"""Buckets, their settings, retention and IAM policy, through Google's own client."""

import pytest
from google.api_core import exceptions
from google.cloud.storage import Client
from google.cloud.storage.constants import PUBLIC_ACCESS_PREVENTION_ENFORCED


def test_a_bucket_shows_what_it_was_made_with(client):
    bucket = client.bucket("crm-dev-backups")
    bucket.storage_class = "NEARLINE"
    bucket.labels = {"team": "crm"}
    bucket.versioning_enabled = True
    bucket.add_lifecycle_delete_rule(age=30, number_of_newer_versions=3)
    bucket.cors = [{"origin": ["*"], "method": ["GET"]}]
    bucket.iam_configuration.uniform_bucket_level_access_enabled = True
    bucket.iam_configuration.public_access_prevention = PUBLIC_ACCESS_PREVENTION_ENFORCED
    client.create_bucket(bucket, location="nam4")

    seen = client.get_bucket("crm-dev-backups")
    assert (seen.location, seen.location_type, seen.rpo) == ("NAM4", "dual-region", "DEFAULT")
    assert (seen.storage_class, seen.labels, seen.versioning_enabled) == (
        "NEARLINE",
        {"team": "crm"},
        True,
    )
    assert [rule["action"]["type"] for rule in seen.lifecycle_rules] == ["Delete"]
    assert seen.cors == [{"origin": ["*"], "method": ["GET"]}]
    assert seen.iam_configuration.uniform_bucket_level_access_locked_time is not None
    assert seen.iam_configuration.public_access_prevention == "enforced"
    assert seen.time_created is not None


def test_a_patch_changes_only_what_it_names(client, bucket):
    bucket.labels = {"a": "1", "b": "2"}
    bucket.patch()
    bucket.versioning_enabled = True
    bucket.patch()
    labels = bucket.labels
    del labels["a"]
    bucket.labels = labels
    bucket.patch()
    seen = client.get_bucket(bucket.name)
    assert (seen.labels, seen.versioning_enabled) == ({"b": "2"}, True)
    assert seen.metageneration == 4


def test_an_update_replaces_everything(client, bucket):
    bucket.labels = {"a": "1"}
    bucket.patch()
    bucket.labels = {}
    bucket.versioning_enabled = True
    bucket.update()
    seen = client.get_bucket(bucket.name)
    assert (seen.labels, seen.versioning_enabled) == ({}, True)


def test_metageneration_preconditions(client, bucket):
    stale = bucket.metageneration
    bucket.versioning_enabled = True
    bucket.patch(if_metageneration_match=stale)
    bucket.versioning_enabled = False
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.patch(if_metageneration_match=stale)
    with pytest.raises(exceptions.PreconditionFailed):
        client.get_bucket(bucket.name, if_metageneration_match=stale)
    with pytest.raises(exceptions.NotModified):
        client.get_bucket(bucket.name, if_metageneration_not_match=stale + 1)
    with pytest.raises(exceptions.PreconditionFailed):
        client._delete_resource(f"/b/{bucket.name}", query_params={"ifMetagenerationMatch": stale})


def test_names_are_taken_once_in_the_whole_world(client, bucket, url):
    with pytest.raises(exceptions.Conflict, match="you already own it"):
        client.create_bucket(bucket.name)
    other = Client("crm-prod", client._credentials, client_options={"api_endpoint": url})
    with pytest.raises(exceptions.Conflict, match="requested bucket name is not available"):
        other.create_bucket(bucket.name)
    other.close()


def test_a_bucket_that_holds_anything_stays(client, versioned):
    versioned.blob("a").upload_from_string("1")
    versioned.blob("a").delete()
    with pytest.raises(exceptions.Conflict, match="The bucket you tried to delete is not empty"):
        versioned.delete()
    for blob in client.list_blobs(versioned, versions=True):
        blob.delete()
    versioned.delete()
    assert client.lookup_bucket(versioned.name) is None


def test_a_bucket_that_does_not_exist(client):
    with pytest.raises(exceptions.NotFound, match="The specified bucket does not exist"):
        client.get_bucket("no-such-bucket")
    with pytest.raises(exceptions.NotFound, match="The specified bucket does not exist"):
        client.bucket("no-such-bucket").blob("a").upload_from_string("x")
    with pytest.raises(exceptions.NotFound, match="The specified bucket does not exist"):
        list(client.list_blobs("no-such-bucket"))


def test_buckets_of_a_project_are_listed_page_by_page(client):
    for name in ("crm-a", "crm-b", "crm-c", "other"):
        client.create_bucket(name)
    assert [item.name for item in client.list_buckets(prefix="crm-")] == ["crm-a", "crm-b", "crm-c"]
    pages = client.list_buckets(page_size=3).pages
    assert [[item.name for item in page] for page in pages] == [
        ["crm-a", "crm-b", "crm-c"],
        ["other"],
    ]
    assert list(client.list_buckets(project="crm-prod")) == []


@pytest.mark.parametrize("name", ["Upper-Case", "ab", "192.168.0.1"])
def test_a_name_that_no_bucket_can_have(client, name):
    with pytest.raises(exceptions.BadRequest, match="Invalid bucket name"):
        client._post_resource("/b", {"name": name}, query_params={"project": "crm-dev"})


def test_the_retention_policy_keeps_objects_and_can_be_locked(client, bucket, clock):
    bucket.retention_period = 60
    bucket.patch()
    blob = bucket.blob("log")
    blob.upload_from_string("1")
    assert blob.retention_expiration_time is not None
    for act in (blob.delete, lambda: blob.upload_from_string("2")):
        with pytest.raises(exceptions.Forbidden, match="subject to bucket's retention policy"):
            act()

    bucket.lock_retention_policy()
    assert client.get_bucket(bucket.name).retention_policy_locked is True
    bucket.retention_period = 30
    with pytest.raises(exceptions.Forbidden, match="Cannot reduce retention duration of a locked"):
        bucket.patch()
    bucket.retention_period = None
    with pytest.raises(exceptions.Forbidden, match="Cannot remove a locked"):
        bucket.patch()
    clock.advance(seconds=61)
    blob.delete()


def test_the_iam_policy_is_read_and_replaced_under_its_etag(bucket):
    policy = bucket.get_iam_policy(requested_policy_version=3)
    stale = bucket.get_iam_policy()
    policy.bindings.append({"role": "roles/storage.objectViewer", "members": {"user:a@x.com"}})
    bucket.set_iam_policy(policy)
    roles = {item["role"]: item["members"] for item in bucket.get_iam_policy().bindings}
    assert roles["roles/storage.objectViewer"] == {"user:a@x.com"}
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.set_iam_policy(stale)


def test_permissions_are_asked_for(bucket):
    asked = ["storage.objects.get", "storage.objects.delete"]
    assert bucket.test_iam_permissions(asked) == asked


def test_what_is_not_served_says_so(bucket):
    with pytest.raises(exceptions.MethodNotImplemented, match="does not serve this GET"):
        bucket.get_notification("1")

import pytest

from crm_infra.simcloud.storage import buckets, policies
from crm_infra.simcloud.storage.errors import ApiError

VIEWER = {"role": "roles/storage.objectViewer", "members": ["user:b@x.com", "user:a@x.com"]}
UNIFORM = {"uniformBucketLevelAccess": {"enabled": True}}


@pytest.fixture
def bucket(tables, clock):
    def make(**access):
        with tables.write() as connection:
            wishes = {"iamConfiguration": access}
            buckets.create(connection, "bucket", "crm-dev", "US", wishes, clock())

    return make


def put(tables, policy):
    with tables.write() as connection:
        return policies.put(connection, "bucket", policy)


def get(tables):
    with tables.read() as connection:
        return policies.get(connection, "bucket")


def test_a_new_bucket_belongs_to_its_project(bucket, tables):
    bucket()
    roles = {item["role"]: item["members"] for item in get(tables)["bindings"]}
    assert roles["roles/storage.legacyBucketOwner"] == [
        "projectEditor:crm-dev",
        "projectOwner:crm-dev",
    ]


def test_a_policy_is_replaced_and_its_etag_moves_on(bucket, tables):
    bucket()
    before = get(tables)
    after = put(tables, {"bindings": [VIEWER], "etag": before["etag"]})
    members = sorted(VIEWER["members"])
    assert after["bindings"] == [{"role": VIEWER["role"], "members": members}]
    assert after["etag"] != before["etag"]
    assert get(tables) == after


def test_a_stale_etag_is_refused(bucket, tables):
    bucket()
    stale = get(tables)["etag"]
    put(tables, {"bindings": [VIEWER]})
    with pytest.raises(ApiError) as refused:
        put(tables, {"bindings": [], "etag": stale})
    assert refused.value.status == 412


def test_nobody_is_public_where_that_is_prevented(bucket, tables):
    bucket(publicAccessPrevention="enforced")
    with pytest.raises(ApiError, match="public access prevention is enforced"):
        put(tables, {"bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]})


def test_conditions_need_version_3_and_uniform_access(bucket, tables):
    bucket(**UNIFORM)
    conditional = VIEWER | {"condition": {"title": "t", "expression": "true"}}
    with pytest.raises(ApiError, match="version 3"):
        put(tables, {"bindings": [conditional], "version": 1})
    stored = put(tables, {"bindings": [conditional], "version": 3})
    assert stored["bindings"][0]["condition"]["title"] == "t"


def test_conditions_are_refused_without_uniform_access(bucket, tables):
    bucket()
    with pytest.raises(ApiError, match="uniform bucket-level access"):
        put(tables, {"bindings": [VIEWER | {"condition": {"title": "t"}}], "version": 3})


def test_the_one_caller_has_every_permission_that_exists(bucket, tables):
    bucket()
    asked = ["storage.objects.get", "storage.buckets.delete"]
    with tables.read() as connection:
        assert policies.permissions(connection, "bucket", asked) == asked
        with pytest.raises(ApiError, match="Invalid permission"):
            policies.permissions(connection, "bucket", ["compute.instances.get"])


def test_a_binding_needs_a_role(bucket, tables):
    bucket()
    with pytest.raises(ApiError, match="role"):
        put(tables, {"bindings": [{"members": []}]})

"""Calls on buckets, their retention policy and their IAM policy."""

from typing import Final

from crm_infra.simcloud.storage import (
    bucket_settings,
    buckets,
    errors,
    policies,
    resources,
    retention,
    shapes,
)
from crm_infra.simcloud.storage.buckets import Bucket
from crm_infra.simcloud.storage.http.conditional import check_tags
from crm_infra.simcloud.storage.http.messages import Json, Response, json_response
from crm_infra.simcloud.storage.http.routes import Call, Route
from crm_infra.simcloud.storage.listing import MAX_RESULTS
from crm_infra.simcloud.storage.preconditions import whole_number


def _list(call: Call) -> Response:
    parameters = call.request.parameters
    limit = page_size(parameters)
    project = parameters.get("project", "")
    if not project:
        raise errors.required("Required parameter: project", location="project")
    with call.service.tables.read() as connection:
        found: list[Bucket] = []
        following = buckets.of_project(
            connection, project, parameters.get("prefix", ""), parameters.get("pageToken", "")
        )
        for bucket in following:
            found.append(bucket)
            if len(found) > limit:
                break
    result: Json = {"kind": "storage#buckets"}
    if found:
        result["items"] = [resources.bucket_json(bucket) for bucket in found[:limit]]
    if len(found) > limit:
        result["nextPageToken"] = found[limit].name
    return json_response(result)


def page_size(parameters: dict[str, str]) -> int:
    """How many results a page may hold."""
    asked = whole_number(parameters, "maxResults")
    if asked is not None and asked < 1:
        raise errors.invalid("Invalid value for maxResults.", location="maxResults")
    return min(asked or MAX_RESULTS, MAX_RESULTS)


def _insert(call: Call) -> Response:
    wishes = shapes.check(call.request.json(), shapes.BUCKET)
    if call.request.flag("enableObjectRetention"):
        wishes["objectRetention"] = True
    else:
        wishes.pop("objectRetention", None)
    name = str(wishes.get("name", ""))
    project = call.request.parameters.get("project", "")
    location = str(wishes.get("location") or "")
    with call.service.tables.write() as connection:
        bucket = buckets.create(connection, name, project, location, wishes, call.service.now())
    return answer(bucket)


def answer(bucket: Bucket) -> Response:
    """A bucket as an answer."""
    shown = resources.bucket_json(bucket)
    return json_response(shown, etag=shown["etag"])


def _get(call: Call) -> Response:
    with call.service.tables.read() as connection:
        bucket = buckets.get(connection, call.bucket)
    call.conditions().check(0, bucket.metageneration, reading=True)
    check_tags(call.request, resources.etag(bucket.metageneration))
    return answer(bucket)


def _change(call: Call) -> Response:
    wishes = shapes.check(call.request.json(), shapes.BUCKET)
    replacing = call.request.method == "PUT"
    rule = bucket_settings.replaced if replacing else bucket_settings.patched
    now = call.service.now()
    with call.service.tables.write() as connection:
        bucket = buckets.get(connection, call.bucket)
        call.conditions().check(0, bucket.metageneration)
        settings = rule(bucket.name, bucket.settings, wishes, now)
        bucket = buckets.change(connection, bucket, settings, now)
    return answer(bucket)


def _delete(call: Call) -> Response:
    with call.service.tables.write() as connection:
        buckets.delete(connection, call.bucket, call.conditions())
    return Response(204)


def _lock_retention(call: Call) -> Response:
    conditions = call.conditions()
    if conditions.metageneration_match is None:
        raise errors.required(
            "Required parameter: ifMetagenerationMatch", location="ifMetagenerationMatch"
        )
    with call.service.tables.write() as connection:
        bucket = buckets.get(connection, call.bucket)
        conditions.check(0, bucket.metageneration)
        policy = retention.locked_policy(bucket.name, bucket.retention_policy)
        settings = bucket.settings | {"retentionPolicy": policy}
        bucket = buckets.change(connection, bucket, settings, call.service.now())
    return answer(bucket)


def _get_policy(call: Call) -> Response:
    with call.service.tables.read() as connection:
        return json_response(policies.get(connection, call.bucket))


def _put_policy(call: Call) -> Response:
    wishes = shapes.check(call.request.json(), shapes.POLICY)
    with call.service.tables.write() as connection:
        policy = policies.put(connection, call.bucket, wishes)
    return json_response(policy)


def _test_permissions(call: Call) -> Response:
    asked = [value for name, value in call.request.repeated if name == "permissions"]
    with call.service.tables.read() as connection:
        granted = policies.permissions(connection, call.bucket, asked)
    return json_response({"kind": "storage#testIamPermissionsResponse", "permissions": granted})


ROUTES: Final[list[Route]] = [
    ("GET", "storage/b", _list),
    ("POST", "storage/b", _insert),
    ("GET", "storage/b/{bucket}", _get),
    ("PATCH", "storage/b/{bucket}", _change),
    ("PUT", "storage/b/{bucket}", _change),
    ("DELETE", "storage/b/{bucket}", _delete),
    ("POST", "storage/b/{bucket}/lockRetentionPolicy", _lock_retention),
    ("GET", "storage/b/{bucket}/iam", _get_policy),
    ("PUT", "storage/b/{bucket}/iam", _put_policy),
    ("GET", "storage/b/{bucket}/iam/testPermissions", _test_permissions),
]

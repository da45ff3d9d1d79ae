"""Who may do what with a bucket: its IAM policy, read, written and asked.

Whether roles and members exist is known to the provider's side of the simulated cloud, not here.
"""

import base64
import json
import sqlite3
from typing import Any, Final

from crm_infra.simcloud.storage import buckets, errors
from crm_infra.simcloud.storage.buckets import Bucket
from crm_infra.simcloud.storage.tables import row

Json = dict[str, Any]
_PUBLIC: Final = frozenset({"allUsers", "allAuthenticatedUsers"})


def get(connection: sqlite3.Connection, name: str) -> Json:
    """The bucket's policy; a new bucket belongs to its project's owners and editors."""
    bucket = buckets.get(connection, name)
    found = row(
        connection, "SELECT policy, policy_version FROM storage_buckets WHERE name = ?", name
    )
    text, version = found or ("", 0)
    policy: Json = json.loads(text) if text else _first(bucket)
    return {
        "kind": "storage#policy",
        "resourceId": f"projects/_/buckets/{name}",
        "version": policy.get("version", 1),
        "etag": _etag(version),
        "bindings": policy["bindings"],
    }


def put(connection: sqlite3.Connection, name: str, policy: Json) -> Json:
    """Replace the policy; an etag, where given, must be the current one."""
    bucket = buckets.get(connection, name)
    current = get(connection, name)
    if policy.get("etag") not in {None, "", current["etag"]}:
        raise errors.condition_not_met()
    given: list[Json] = policy.get("bindings") or []
    bindings = [_binding(item) for item in given]
    version = int(policy.get("version") or 1)
    _check(bucket, bindings, version)
    connection.execute(
        "UPDATE storage_buckets SET policy = ?, policy_version = policy_version + 1 WHERE name = ?",
        (json.dumps({"version": version, "bindings": bindings}), name),
    )
    return get(connection, name)


def permissions(connection: sqlite3.Connection, name: str, asked: list[str]) -> list[str]:
    """Which of these the caller has: the one caller of the simulated cloud owns everything."""
    buckets.get(connection, name)
    unknown = [text for text in asked if not text.startswith("storage.")]
    if unknown:
        raise errors.invalid(f"Invalid permission: '{unknown[0]}'.", location="permissions")
    return asked


def _first(bucket: Bucket) -> Json:
    owners = [f"projectEditor:{bucket.project}", f"projectOwner:{bucket.project}"]
    readers = [f"projectViewer:{bucket.project}"]
    return {
        "bindings": [
            {"role": "roles/storage.legacyBucketOwner", "members": owners},
            {"role": "roles/storage.legacyBucketReader", "members": readers},
        ]
    }


def _binding(item: Json) -> Json:
    role = item.get("role")
    members: list[str] = item.get("members") or []
    if not role:
        raise errors.invalid("Each binding needs a role.", location="bindings")
    binding: Json = {"role": role, "members": sorted(set(members))}
    return binding | {"condition": item["condition"]} if item.get("condition") else binding


def _check(bucket: Bucket, bindings: list[Json], version: int) -> None:
    conditional = any("condition" in binding for binding in bindings)
    if conditional and version < 3:
        raise errors.invalid("Policies with conditions need version 3.", location="version")
    if conditional and not bucket.uniform_access:
        raise errors.invalid(
            "Conditions can only be set on buckets with uniform bucket-level access."
        )
    prevented = bucket.settings["iamConfiguration"]["publicAccessPrevention"] == "enforced"
    if prevented and any(_PUBLIC & set(binding["members"]) for binding in bindings):
        raise errors.ApiError(
            412,
            "conditionNotMet",
            "The member bindings allUsers and allAuthenticatedUsers are not allowed since public "
            "access prevention is enforced.",
            location="If-Match",
        )


def _etag(version: int) -> str:
    return base64.b64encode(f"policy/{version}".encode()).decode()

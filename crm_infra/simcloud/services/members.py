"""IAM members: which forms there are, and whether whom they name exists."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call, blocks

ACCOUNT: Final = "google_service_account"
POOL: Final = "google_iam_workload_identity_pool"
_EMAIL: Final = re.compile(r"[^@\s/]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+")
_DOMAIN: Final = re.compile(r"(?:[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}")
_POOL: Final = re.compile(
    r"//iam\.googleapis\.com/projects/(?P<number>\d+)/locations/global/workloadIdentityPools/"
    r"(?P<pool>[a-z0-9-]+)/(?P<rest>.+)"
)
_SUBJECT: Final = re.compile(r"subject/.+")
_SET: Final = re.compile(r"(?:\*|group/.+|attribute\.[a-z0-9_]+/.+)")
_GKE: Final = re.compile(r"(?P<project>[a-z0-9-]+)\.svc\.id\.goog\[[^/\]]+/[^\]]+\]")
_WHOLE: Final = ("allUsers", "allAuthenticatedUsers")
_OTHER: Final = (
    "projectOwner",
    "projectEditor",
    "projectViewer",
    "deleted",
    "iamMember",
    "principalHierarchy",
)


def member_fault(call: Call, member: str) -> str:
    """What IAM says against a member; empty when it takes it."""
    if member in _WHOLE:
        return ""
    kind, colon, rest = member.partition(":")
    if not colon or not rest:
        return f"Invalid principal: {member}."
    if kind == "serviceAccount":
        return _account_fault(call, rest)
    if kind in ("principal", "principalSet"):
        return _pool_fault(call, kind, rest)
    return _form_fault(kind, rest, member)


def _form_fault(kind: str, rest: str, member: str) -> str:
    if kind in _OTHER:
        return ""
    if kind == "domain":
        return "" if _DOMAIN.fullmatch(rest) else f"Domain {rest} does not exist."
    if kind in ("user", "group"):
        good = _EMAIL.fullmatch(rest) is not None
        return "" if good else f"{kind.capitalize()} {rest} does not exist."
    return (
        f"The member {member} is of an unknown type. Please set a valid type prefix for the member."
    )


def _account_fault(call: Call, email: str) -> str:
    kubernetes = _GKE.fullmatch(email)
    if kubernetes:
        return _workload_fault(call, kubernetes["project"])
    if call.find(email, ACCOUNT) or call.world.agent_exists(email):
        return ""
    return f"Service account {email} does not exist."


def _workload_fault(call: Call, project: str) -> str:
    """The pool of a project's clusters exists from its first cluster with workload identity on."""
    pool = f"{project}.svc.id.goog"
    for cluster in call.world.things("google_container_cluster", project):
        for block in blocks(cluster.values, "workload_identity_config"):
            if block.get("workload_pool") == pool:
                return ""
    return (
        f"Identity Pool does not exist ({pool}). Please check that you specified a valid resource"
        " name as returned in the `name` attribute in the configuration API."
    )


def _pool_fault(call: Call, kind: str, rest: str) -> str:
    seen = _POOL.fullmatch(rest)
    if seen is None:
        workforce = "/locations/global/workforcePools/" in rest
        return "" if workforce else f"Invalid principal: {kind}:{rest}."
    shape = _SUBJECT if kind == "principal" else _SET
    if not shape.fullmatch(seen["rest"]):
        return f"Invalid principal: {kind}:{rest}."
    project = call.world.project_of(seen["number"])
    for pool in call.world.things(POOL, project) if project else []:
        if pool.name == seen["pool"]:
            return ""
    number, name = seen["number"], seen["pool"]
    where = f"projects/{number}/locations/global/workloadIdentityPools/{name}"
    return (
        f"Identity Pool does not exist ({where}). Please check that you specified a valid resource"
        " name as returned in the `name` attribute in the configuration API."
    )

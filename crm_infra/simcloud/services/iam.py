"""IAM: service accounts, custom roles, and who is given which role on what."""

import re
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.members import ACCOUNT, member_fault
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.services.roles import is_basic, predefined
from crm_infra.simcloud.values import Values

CUSTOM_ROLE: Final = "google_project_iam_custom_role"
AUDIT: Final = "google_project_iam_audit_config"
DENY: Final = "google_iam_deny_policy"
_ACCOUNT_ID: Final = re.compile(r"[a-z](?:[-a-z0-9]{4,28}[a-z0-9])")
_ROLE_ID: Final = re.compile(r"[a-zA-Z0-9_.]{3,64}")
_PERMISSION: Final = re.compile(r"[a-z][a-zA-Z0-9]*(?:\.[a-zA-Z0-9]+){2,4}")
_CUSTOM: Final = re.compile(r"(?:projects|organizations)/[^/]+/roles/[a-zA-Z0-9_.]{3,64}")
_STAGES: Final = ("ALPHA", "BETA", "GA", "DEPRECATED", "DISABLED", "EAP")
_LOG_TYPES: Final = ("ADMIN_READ", "DATA_READ", "DATA_WRITE")

MEMBERS: Final = tuple(
    f"google_{kind}_iam_member"
    for kind in (
        "project",
        "service_account",
        "kms_key_ring",
        "kms_crypto_key",
        "secret_manager_secret",
        "storage_bucket",
        "pubsub_topic",
        "pubsub_subscription",
        "artifact_registry_repository",
        "bigquery_dataset",
        "cloud_run_v2_service",
        "cloud_run_v2_job",
        "iap_web_backend_service",
    )
)
BINDINGS: Final = tuple(
    f"google_{kind}_iam_binding"
    for kind in ("project", "service_account", "secret_manager_secret", "storage_bucket")
)
_ON: Final = (*MEMBERS, *BINDINGS)
_NAMED_OBJECT: Final = ("google_project_iam_member", "google_project_iam_binding")


@completes(*_ON, AUDIT)
def policy_etag(call: Call) -> Values:
    """The etag of the policy; derived from the entry, so that it never moves by itself."""
    return {"etag": identity.etag(call.type, call.id)}


@rule(
    "iam",
    *_ON,
    says="A role is predefined by Google or a custom role that exists",
    reason="badRequest",
)
def role_exists(call: Call) -> str | None:
    """Refuse roles that do not exist."""
    role = call.text("role")
    if not role or role in predefined():
        return None
    if _CUSTOM.fullmatch(role):
        if role.startswith("organizations/") or call.find(role, CUSTOM_ROLE):
            return None
        return f"Role ({role}) does not exist in the resource's hierarchy."
    return f"Role {role} is not supported for this resource."


@rule(
    "iam",
    *(type_ for type_ in _ON if type_ not in _NAMED_OBJECT),
    says="Owner, editor and viewer are roles of a whole project",
    reason="badRequest",
)
def basic_role(call: Call) -> str | None:
    """Refuse basic roles on a single thing."""
    role = call.text("role")
    return f"Role {role} is not supported for this resource." if is_basic(role) else None


@rule(
    "iam",
    *_ON,
    says="A member is well-formed, and the service account or identity pool that it names exists",
    reason="badRequest",
)
def members_exist(call: Call) -> str | None:
    """Refuse members that IAM does not know."""
    for member in [call.text("member"), *call.items("members")]:
        fault = member_fault(call, str(member)) if member else ""
        if fault:
            return fault
    return None


@rule("iam", *_ON, says="A condition has a title and an expression", reason="badRequest")
def condition(call: Call) -> str | None:
    """Refuse a condition that says nothing, or that cannot be read."""
    for block in call.blocks("condition"):
        expression = str(block.get("expression") or "")
        if not block.get("title") or not expression.strip():
            return "Invalid condition: title and expression must not be empty."
        if expression.count("(") != expression.count(")") or expression.count('"') % 2:
            return f"Failed to parse condition expression: {expression}"
    return None


@rule("iam", *_ON, says="Basic roles are given without conditions", reason="badRequest")
def basic_unconditional(call: Call) -> str | None:
    """Refuse a condition on a basic role."""
    if call.blocks("condition") and is_basic(call.text("role")):
        return (
            "LintValidationUnits/BindingRoleLevelCheck Error: Conditions can't be set on"
            f" primitive roles: {call.text('role')}"
        )
    return None


@completes(ACCOUNT)
def account(call: Call) -> Values:
    """What IAM fills in for a service account."""
    email = f"{call.text('account_id')}@{call.place.project}.iam.gserviceaccount.com"
    return {
        "email": email,
        "member": f"serviceAccount:{email}",
        "name": f"projects/{call.place.project}/serviceAccounts/{email}",
        "unique_id": "1" + identity.number(ACCOUNT, call.id, digits=20),
        "disabled": False,
    }


@rule(
    "iam",
    ACCOUNT,
    says="An account id is 6 to 30 lower-case letters, digits, hyphens",
    on=(CREATE,),
    reason="",
)
def account_id(call: Call) -> str | None:
    """Refuse ids that are none."""
    given = call.text("account_id")
    if given and not _ACCOUNT_ID.fullmatch(given):
        return 'The account ID "' + given + '" does not have a length between 6 and 30.'
    return None


@rule(
    "iam",
    CUSTOM_ROLE,
    says="A custom role's id is 3 to 64 letters, digits, dots, underscores",
    on=(CREATE,),
    reason="",
)
def role_id(call: Call) -> str | None:
    """Refuse ids that are none."""
    given = call.text("role_id")
    if given and not _ROLE_ID.fullmatch(given):
        return (
            'The role name must be in the form "roles/{role}", '
            '"organizations/{organization_id}/roles/{role}", or '
            f'"projects/{{project_id}}/roles/{{role}}". [{given}]'
        )
    return None


@rule(
    "iam",
    CUSTOM_ROLE,
    says="A deleted custom role keeps its id",
    on=(CREATE,),
    reason="failedPrecondition",
)
def role_was_deleted(call: Call) -> str | None:
    """Refuse an id that a deleted role still has."""
    if call.world.buried(CUSTOM_ROLE, call.id) is None:
        return None
    return (
        f"You can't create a role with role_id ({call.text('role_id')}) where there is an existing"
        " role with that role_id in a deleted state."
    )


@rule(
    "iam",
    CUSTOM_ROLE,
    says="Permissions of a custom role are written service.resource.verb",
    reason="badRequest",
)
def permissions(call: Call) -> str | None:
    """Refuse permissions that cannot exist, and a role without any."""
    for text in call.items("permissions"):
        if not _PERMISSION.fullmatch(str(text)):
            return f"Permission {text} is not valid."
    return None


@rule("iam", CUSTOM_ROLE, says="The stage of a custom role is one that exists", reason="badRequest")
def stage(call: Call) -> str | None:
    """Refuse unknown launch stages."""
    given = call.text("stage")
    if given and given not in _STAGES:
        return (
            "Invalid value at 'role.stage'"
            f' (type.googleapis.com/google.iam.admin.v1.Role.RoleLaunchStage), "{given}"'
        )
    return None


@completes(CUSTOM_ROLE)
def custom_role(call: Call) -> Values:
    """What IAM fills in for a custom role."""
    return {"deleted": False, "name": call.id}


@rule(
    "iam",
    AUDIT,
    says="Audit logs have the types ADMIN_READ, DATA_READ, DATA_WRITE",
    reason="badRequest",
)
def audit_types(call: Call) -> str | None:
    """Refuse unknown or repeated types of audit logs."""
    seen: set[object] = set()
    for block in call.blocks("audit_log_config"):
        kind = block.get("log_type")
        if kind not in _LOG_TYPES:
            return (
                "Invalid value at 'policy.audit_configs[0].audit_log_configs[0].log_type':"
                f' "{kind}"'
            )
        if kind in seen:
            return f"Duplicate audit log type {kind} for service {call.text('service')}."
        seen.add(kind)
    return None


@rule(
    "iam",
    AUDIT,
    says="Audit logs are configured for allServices or a Google API",
    reason="badRequest",
)
def audited_service(call: Call) -> str | None:
    """Refuse a service that is none."""
    given = call.text("service")
    if given and given != "allServices" and not given.endswith(".googleapis.com"):
        return f"Audit configuration is not supported for service {given}."
    return None


@completes(DENY)
def deny(call: Call) -> Values:
    """What IAM fills in for a deny policy."""
    return {"etag": identity.etag(DENY, call.id)}

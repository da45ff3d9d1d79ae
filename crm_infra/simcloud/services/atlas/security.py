"""Keys, roles in other clouds, auditing and logs: what Atlas may use, and what it keeps."""

import json
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, enum, refuses
from crm_infra.simcloud.services.call import Call, Place, Thing, World, blocks, dig
from crm_infra.simcloud.services.registry import CREATE, DELETE, UPDATE, completes, shows
from crm_infra.simcloud.values import UNKNOWN, Values

SETUP: Final = "mongodbatlas_cloud_provider_access_setup"
AUTHORIZATION: Final = "mongodbatlas_cloud_provider_access_authorization"
ENCRYPTION: Final = "mongodbatlas_encryption_at_rest"
AUDITING: Final = "mongodbatlas_auditing"
LOGS: Final = "mongodbatlas_log_integration"
KEY: Final = "google_kms_crypto_key"
_KMS: Final = {
    "aws_kms_config": "AWS",
    "azure_key_vault_config": "AZURE",
    "google_cloud_kms_config": "GCP",
}
_WRITERS: Final = {
    "mongodbatlas_cloud_backup_snapshot_export_bucket": "EXPORT_SNAPSHOT",
    LOGS: "PUSH_BASED_LOG_EXPORT",
}
_LOOKING: Final = (
    "roles/cloudkms.viewer",
    "roles/cloudkms.admin",
    "roles/owner",
    "roles/editor",
    "roles/viewer",
)
_GRANTS: Final = (
    ("google_kms_crypto_key_iam_member", "crypto_key_id"),
    ("google_kms_key_ring_iam_member", "key_ring_id"),
)


def account(project: str) -> str:
    """The Google account that Atlas made for a project."""
    mark = identity.hexadecimal("google account", project, digits=24)
    return f"mongodb-atlas-{mark[:12]}@p-{mark}.iam.gserviceaccount.com"


@completes(SETUP)
def setup(call: Call) -> Values:
    """The account behind a role."""
    google = call.text("provider_name") == "GCP"
    told = {"status": "COMPLETE", "service_account_for_atlas": account(call.text("project_id"))}
    nothing = {"status": "", "service_account_for_atlas": ""}
    amazon = {
        "atlas_aws_account_arn": "" if google else "arn:aws:iam::536727724300:root",
        "atlas_assumed_role_external_id": "" if google else identity.uuid_of("aws", call.id),
    }
    return {"gcp_config": [told if google else nothing], "aws_config": [amazon]}


@completes(AUTHORIZATION)
def authorization(call: Call) -> Values:
    """Google's roles need no proof: Atlas made the account itself."""
    role = call.target("role_id", SETUP)
    google = role is not None and role.values.get("provider_name") == "GCP"
    told = {"service_account_for_atlas": account(call.text("project_id"))}
    return {"gcp": [told] if google else [], "feature_usages": []}


@shows(AUTHORIZATION)
def authorization_now(thing: Thing, world: World) -> Values:
    """What uses the role by now."""
    used = _users(world, thing.project, str(thing.values.get("role_id")))
    told = [{"feature_type": kind, "feature_id": {"project_id": thing.project}} for kind in used]
    return {"feature_usages": told}


def _users(world: World, project: str, role: str) -> list[str]:
    """What uses a role."""
    keys = [
        "ENCRYPTION_AT_REST"
        for other in world.things(ENCRYPTION, project)
        if any(dig(other.values, f"{block}.role_id") == role for block in _KMS)
    ]
    buckets = [
        feature
        for type_, feature in _WRITERS.items()
        for other in world.things(type_, project)
        if role in (other.values.get("iam_role_id"), other.values.get("role_id"))
    ]
    return [*keys, *buckets]


@completes(ENCRYPTION)
def encryption(call: Call) -> Values:
    """A key that Atlas was let near is valid."""
    for block in (b for kind in _KMS for b in blocks(call.values, kind)):
        usual: dict[str, Any] = {
            "enabled": True,
            "valid": True,
            "require_private_networking": False,
        }
        block.update({k: v for k, v in usual.items() if k in block and block[k] is UNKNOWN})
        block["valid"] = block.get("enabled") is True
        for name in ("client_id", "tenant_id"):
            if block.get(name) is UNKNOWN:
                block[name] = ""
    return {"enabled_for_search_nodes": False}


@completes(AUDITING)
def auditing(_call: Call) -> Values:
    """Nothing is audited until somebody says so."""
    return {
        "audit_authorization_success": False,
        "audit_filter": "{}",
        "configuration_type": "FILTER_JSON",
        "enabled": False,
    }


@completes(LOGS)
def logs(_call: Call) -> Values:
    """Newer paths unless told."""
    return {"use_legacy_path_structure": False}


@refuses(
    "keys and roles",
    SETUP,
    says="A role is in one of the three clouds",
    reason="INVALID_ENUM_VALUE",
    on=(CREATE,),
)
def provider(call: Call) -> Detail | None:
    """Refuse other clouds: the provider leaves it to the API."""
    given = call.text("provider_name")
    return None if given in ("AWS", "AZURE", "GCP") else enum(given)


@refuses(
    "keys and roles",
    SETUP,
    says="A role goes after what uses it",
    code=409,
    reason="CLOUD_PROVIDER_ACCESS_ROLE_IN_USE",
    on=(DELETE,),
)
def role_in_use(call: Call) -> Detail | None:
    """Refuse to take away what something stands on."""
    role = str(call.before("role_id", ""))
    if _users(call.world, call.place.project, role):
        return Detail(f"The role with ID {role} is in use and cannot be deleted.", role)
    return None


@refuses(
    "keys and roles",
    ENCRYPTION,
    says="A project has its keys in one place",
    reason="MULTIPLE_ENCRYPTION_AT_REST_PROVIDERS",
)
def one_place(call: Call) -> Detail | None:
    """Refuse two key managements at once."""
    on = [
        kind
        for kind in _KMS
        if any(b.get("enabled") is not False for b in blocks(call.values, kind))
    ]
    if len(on) > 1:
        names = " and ".join(_KMS[kind] for kind in on)
        return Detail(f"Encryption at rest can be enabled for one provider only, not {names}.", *on)
    return None


@refuses(
    "keys and roles",
    ENCRYPTION,
    says="Google's key is named with its version and a role to use it",
    reason="MISSING_ATTRIBUTE",
)
def named(call: Call) -> Detail | None:
    """Refuse half of what Atlas must know."""
    for block in _google(call):
        if not dig(block, "key_version_resource_id"):
            text = "The required attribute keyVersionResourceID was not specified."
            return Detail(text, "keyVersionResourceID")
        if not dig(block, "role_id") and not dig(block, "service_account_key"):
            return Detail("The required attribute roleId was not specified.", "roleId")
    return None


def _google(call: Call) -> list[Values]:
    return [b for b in call.blocks("google_cloud_kms_config") if b.get("enabled") is not False]


@refuses(
    "keys and roles",
    ENCRYPTION,
    says="A key's role is one of the project in that cloud",
    code=404,
    reason="CLOUD_PROVIDER_ACCESS_ROLE_NOT_FOUND",
)
def role(call: Call) -> Detail | None:
    """Refuse roles that are not there, or in another cloud."""
    for kind, cloud in _KMS.items():
        for given in (dig(block, "role_id") for block in call.blocks(kind)):
            held = call.find(str(given), SETUP) if given else None
            if given and (held is None or held.values.get("provider_name") != cloud):
                return Detail(f"The role with ID {given} is not found.", given)
    return None


@refuses(
    "keys and roles",
    ENCRYPTION,
    says="Google's key version exists",
    reason="INVALID_GOOGLE_CLOUD_KMS_KEY",
)
def version(call: Call) -> Detail | None:
    """Refuse keys that there are not, and keys without a version."""
    for block in _google(call):
        given = str(dig(block, "key_version_resource_id", ""))
        if given and (_key(call, given) is None or not given.rpartition("/")[2].isdigit()):
            return Detail(f"The key version {given} does not exist.", given)
    return None


def _key(call: Call, given: str) -> Thing | None:
    name, found, _ = given.partition("/cryptoKeyVersions/")
    return call.world.find((KEY,), name, Place("")) if found else None


@refuses(
    "keys and roles",
    ENCRYPTION,
    says="Atlas' account may encrypt with Google's key, decrypt with it, and look at it",
    reason="GOOGLE_CLOUD_KMS_PERMISSION_DENIED",
)
def allowed(call: Call) -> Detail | None:
    """Refuse keys that nobody let Atlas near."""
    member = f"serviceAccount:{account(call.place.project)}"
    for block in _google(call):
        key = _key(call, str(dig(block, "key_version_resource_id", "")))
        if key is None or not dig(block, "role_id"):
            continue
        for verb, may in (
            ("useToEncrypt", call.world.may_use_key(key, member)),
            ("get", may_look(call.world, key, member)),
        ):
            if not may:
                text = (
                    f"Permission 'cloudkms.cryptoKeyVersions.{verb}' denied on resource '{key.id}'"
                    f" (or it may not exist) for {member.partition(':')[2]}."
                )
                return Detail(text, key.id)
    return None


def may_look(world: World, key: Thing, member: str) -> bool:
    """Whether somebody was given a role to look at a key, on it, its ring or its project."""
    ring = str(key.values.get("key_ring", ""))
    for type_, attribute in _GRANTS:
        for grant in world.things(type_):
            at = str(grant.values.get(attribute, ""))
            if at in (key.id, ring) and _gives(grant, member):
                return True
    grants = world.things("google_project_iam_member", key.project)
    return any(_gives(grant, member) for grant in grants)


def _gives(grant: Thing, member: str) -> bool:
    return grant.values.get("member") == member and grant.values.get("role") in _LOOKING


@refuses(
    "keys and roles",
    ENCRYPTION,
    says="A key stays while a cluster is encrypted with it",
    code=409,
    reason="CANNOT_DISABLE_ENCRYPTION_AT_REST",
    on=(UPDATE, DELETE),
)
def key_in_use(call: Call) -> Detail | None:
    """Refuse to lock out what is encrypted."""
    before = {_KMS[k] for k in _KMS if any(b.get("enabled") is True for b in blocks(call.prior, k))}
    after: set[str] = set()
    if call.action == UPDATE:
        after = {_KMS[k] for k in _KMS if any(b.get("enabled") is True for b in call.blocks(k))}
    for cluster in call.world.things(CLUSTER, call.place.project):
        if cluster.values.get("encryption_at_rest_provider") in before - after:
            text = f"Cannot disable encryption at rest while cluster {cluster.name} uses it."
            return Detail(text, cluster.name)
    return None


@refuses(
    "keys and roles",
    AUDITING,
    says="An audit filter is a JSON object",
    reason="AUDIT_FILTER_INVALID",
)
def audit_filter(call: Call) -> Detail | None:
    """Refuse malformed filters: the provider leaves it to the API."""
    given = call.text("audit_filter")
    try:
        parsed: object = json.loads(given or "{}")
    except ValueError as error:
        return Detail(f"The audit filter is not valid JSON: {error}.", given)
    return (
        None if isinstance(parsed, dict) else Detail("The audit filter is no JSON object.", given)
    )


@refuses(
    "keys and roles",
    LOGS,
    says="Logs go to a bucket that exists, with a role to write there",
    reason="MISSING_ATTRIBUTE",
)
def log_target(call: Call) -> Detail | None:
    """Refuse to send logs nowhere."""
    if call.text("type") != "GCS_LOG_EXPORT":
        return None
    for path, attribute in (("bucket_name", "bucketName"), ("role_id", "roleId")):
        if not call.text(path):
            return Detail(f"The required attribute {attribute} was not specified.", attribute)
    if call.world.bucket_owner(call.text("bucket_name")) is None:
        text = f"The bucket {call.text('bucket_name')} does not exist or cannot be written to."
        return Detail(text, call.text("bucket_name"))
    return None

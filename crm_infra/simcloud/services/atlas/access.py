"""Who may come in: database users, custom roles, addresses, service accounts."""

import re
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, enum, invalid, refuses, words_of
from crm_infra.simcloud.services.call import Call, Thing, blocks, items
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes
from crm_infra.simcloud.values import UNKNOWN, Values

USER: Final = "mongodbatlas_database_user"
ROLE: Final = "mongodbatlas_custom_db_role"
LIST: Final = "mongodbatlas_project_ip_access_list"
ACCOUNTS: Final = ("mongodbatlas_project_service_account", "mongodbatlas_service_account")
_EXTERNAL: Final = ("aws_iam_type", "ldap_auth_type", "oidc_auth_type", "x509_type")
# Roles of every database, and those that only the admin database has.
_ROLES: Final = ("dbAdmin", "read", "readWrite")
_ADMIN_ROLES: Final = (
    "atlasAdmin",
    "backup",
    "clusterMonitor",
    "dbAdminAnyDatabase",
    "enableSharding",
    "readAnyDatabase",
    "readWriteAnyDatabase",
)
_SCOPES: Final = ("CLUSTER", "DATA_LAKE", "STREAM")
_ROLE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_RESERVED: Final = "xgen-"
# What a role may allow on a database or collection, and on a whole cluster.
_ACTIONS: Final = words_of(
    """
    FIND INSERT REMOVE UPDATE BYPASS_DOCUMENT_VALIDATION USE_UUID CREATE_COLLECTION CREATE_INDEX
    DROP_COLLECTION ENABLE_PROFILER CHANGE_STREAM COLL_MOD COMPACT CONVERT_TO_CAPPED DROP_DATABASE
    DROP_INDEX RE_INDEX RENAME_COLLECTION_SAME_DB COLL_STATS DB_HASH DB_STATS LIST_INDEXES
    LIST_COLLECTIONS VALIDATE ANALYZE ANALYZE_SHARD_KEY REFINE_COLLECTION_SHARD_KEY
    RESHARD_COLLECTION KILL_OP KILL_ANY_CURSOR KILL_CURSORS LIST_SEARCH_INDEXES
    CREATE_SEARCH_INDEXES DROP_SEARCH_INDEX UPDATE_SEARCH_INDEX SQL_GET_SCHEMA SQL_SET_SCHEMA
    OUT_TO_S3 OUT_TO_AZURE OUT_TO_GCS STORAGE_GET_CONFIG STORAGE_SET_CONFIG VIEW_ALL_HISTORY
    BYPASS_DEFAULT_MAX_TIME_MS
    """
)
_CLUSTER_ACTIONS: Final = words_of(
    """
    FLUSH_ROUTER_CONFIG LIST_SHARDS SHARDING_STATE CONN_POOL_STATS SERVER_STATUS
    GET_SHARD_MAP INPROG LIST_DATABASES GET_PARAMETER GET_CMD_LINE_OPTS GET_LOG HOST_INFO NET_STAT
    TOP LIST_SESSIONS KILL_ANY_SESSION SET_USER_WRITE_BLOCK CHECK_FREE_MONITORING_STATUS
    SQL_GENERATE_SCHEMA CLEANUP_ORPHANED MOVE_CHUNK SPLIT_CHUNK SPLIT_VECTOR
    """
)
_SECRET_HOURS: Final = 2160


@completes(USER)
def user(call: Call) -> Values:
    """Nothing is made up for a user; a label without a word is empty."""
    for label in blocks(call.values, "labels"):
        label.update({k: "" for k in ("key", "value") if label.get(k) is UNKNOWN})
    return {}


@completes(LIST)
def entry(call: Call) -> Values:
    """An address is a range of one, and a range is told as such only."""
    address, block = call.text("ip_address"), call.text("cidr_block")
    single = f"{address}/{128 if ':' in address else 32}" if address else ""
    return {
        "aws_security_group": "",
        "cidr_block": block or single,
        "comment": "",
        "ip_address": "",
    }


@completes(*ACCOUNTS)
def account(call: Call) -> Values:
    """A secret that opens nothing, shown once."""
    hours = int(call.get("secret_expires_after_hours", _SECRET_HOURS))
    now = call.world.now()
    mark = identity.hexadecimal(
        "secret", call.text("name"), call.id, identity.rfc3339(now), digits=40
    )
    secret: dict[str, Any] = {
        "created_at": identity.rfc3339(now),
        "expires_at": identity.rfc3339(now + timedelta(hours=hours)),
        "last_used_at": "",
        "masked_secret_value": f"mdb_sa_sk_{mark[:4]}...",
        "secret": f"mdb_sa_sk_simcloud_{mark}",
        "secret_id": mark[:24],
    }
    return {"secrets": [secret]}


@refuses(
    "access",
    USER,
    says="A user proves itself by a password or by another system",
    reason="MISSING_ATTRIBUTE",
    on=(CREATE,),
)
def password(call: Call) -> Detail | None:
    """Refuse users that could not come in."""
    proven = call.get("password") or call.get("password_wo") or _external(call)
    if proven or UNKNOWN in (call.values.get("password"), call.values.get("password_wo")):
        return None
    return Detail("The required attribute password was not specified.", "password")


def _external(call: Call) -> bool:
    return any(call.get(kind) not in (None, "", "NONE") for kind in _EXTERNAL)


@refuses(
    "access",
    USER,
    says="A write-only password comes with its version",
    reason="MISSING_ATTRIBUTE",
)
def password_version(call: Call) -> Detail | None:
    """Refuse passwords whose change nobody would notice; the provider says so only now."""
    if call.get("password_wo") and call.get("password_wo_version") is None:
        return Detail(
            "When 'password_wo' is set, 'password_wo_version' must also be specified to enable"
            " password rotation detection.",
            "password_wo_version",
        )
    return None


@refuses("access", USER, says="Passwords are checked by admin, other systems by $external")
def home(call: Call) -> Detail | None:
    """Refuse databases that check nobody."""
    external = any(call.get(k) not in (None, "", "NONE") for k in ("aws_iam_type", "x509_type"))
    ldap = call.get("ldap_auth_type") == "USER"
    wanted = "$external" if external or ldap else "admin"
    return None if call.text("auth_database_name") == wanted else invalid("databaseName")


@refuses(
    "access",
    USER,
    says="A role is built in or a custom one of the project, on a database that has it",
    reason="UNSUPPORTED_ROLE",
)
def roles(call: Call) -> Detail | None:
    """Refuse unknown roles: the provider leaves them to the API."""
    custom = {str(r.values.get("role_name")) for r in call.world.things(ROLE, call.place.project)}
    for given in blocks(call.values, "roles"):
        name, database = str(given.get("role_name")), str(given.get("database_name"))
        if database == "admin" and name in (*_ADMIN_ROLES, *custom):
            continue
        if name not in _ROLES:
            text = f"The specified role {name}@{database} is not supported."
            return Detail(text, f"{name}@{database}")
    return None


@refuses(
    "access",
    USER,
    says="A scope names a cluster of the project",
    code=404,
    reason="CLUSTER_NOT_FOUND",
)
def scopes(call: Call) -> Detail | None:
    """Refuse users of clusters that there are not."""
    known = {cluster.name for cluster in call.world.things(CLUSTER, call.place.project)}
    for scope in blocks(call.values, "scopes"):
        name = scope.get("name")
        if scope.get("type", "CLUSTER") == "CLUSTER" and name is not UNKNOWN and name not in known:
            text = f"No cluster named {name} exists in group {call.place.project}."
            return Detail(text, name, call.place.project)
    return None


@refuses(
    "access",
    USER,
    says="A scope is a cluster, a data lake or a stream",
    reason="INVALID_ENUM_VALUE",
)
def scope_kinds(call: Call) -> Detail | None:
    """Refuse other kinds."""
    for scope in blocks(call.values, "scopes"):
        if scope.get("type") not in (None, UNKNOWN, *_SCOPES):
            return enum(scope.get("type"))
    return None


@refuses(
    "access",
    ROLE,
    says="A role's name has letters, digits, hyphens, underscores, and is not Atlas' own",
    reason="ATLAS_CUSTOM_ROLE_INVALID_NAME",
    on=(CREATE,),
)
def role_name(call: Call) -> Detail | None:
    """Refuse names that Atlas keeps."""
    given = call.text("role_name")
    if _ROLE_NAME.fullmatch(given) and not given.startswith(_RESERVED):
        return None
    text = (
        f'The role name, "{given}", is invalid. A custom role name must be a non-empty string made'
        " up of only ASCII letters, numbers, hyphens, and underscores, and should begin with a"
        " letter or number."
    )
    return Detail(text, given)


@refuses(
    "access",
    ROLE,
    says="A custom role has not the name of a built-in one",
    reason="ATLAS_CUSTOM_ROLE_NAME_IS_BUILT_IN",
    on=(CREATE,),
)
def role_built_in(call: Call) -> Detail | None:
    """Refuse to hide what is built in."""
    given = call.text("role_name")
    if given in (*_ROLES, *_ADMIN_ROLES):
        text = (
            f"Cannot create custom role {given} because a built-in role with that name already"
            " exists."
        )
        return Detail(text, given)
    return None


@refuses(
    "access",
    ROLE,
    says="A role allows something",
    reason="ATLAS_CUSTOM_ROLE_HAS_NO_PERMISSIONS",
)
def role_empty(call: Call) -> Detail | None:
    """Refuse roles for nothing."""
    if blocks(call.values, "actions") or blocks(call.values, "inherited_roles"):
        return None
    return Detail("Custom roles must have one or more user privilege actions or inherited roles.")


@refuses(
    "access",
    ROLE,
    says="An action is one of MongoDB's privileges",
    reason="INVALID_ENUM_VALUE",
)
def actions(call: Call) -> Detail | None:
    """Refuse unknown actions: the provider leaves them to the API."""
    for each in blocks(call.values, "actions"):
        given = each.get("action")
        if given is not UNKNOWN and given not in _ACTIONS | _CLUSTER_ACTIONS:
            return enum(given)
    return None


@refuses(
    "access",
    ROLE,
    says="An action on a cluster is allowed on the cluster, others on databases",
    reason="ATLAS_CUSTOM_ROLE_INVALID_RESOURCE",
)
def resources(call: Call) -> Detail | None:
    """Refuse actions where they mean nothing."""
    for each in blocks(call.values, "actions"):
        whole = each.get("action") in _CLUSTER_ACTIONS
        for place in blocks(each, "resources"):
            if (place.get("cluster") is True) is not whole:
                text = f"The action {each.get('action')} cannot be applied to that resource."
                return Detail(text, each.get("action"))
    return None


@refuses(
    "access",
    ROLE,
    says="An action stands once",
    reason="ATLAS_DUPLICATE_CUSTOM_ROLE_ACTION",
)
def actions_once(call: Call) -> Detail | None:
    """Refuse the same twice."""
    given = [each.get("action") for each in blocks(call.values, "actions")]
    if len(set(map(str, given))) < len(given):
        return Detail("A custom role cannot have duplicate actions.")
    return None


@refuses(
    "access",
    ROLE,
    says="Inherited roles exist and are others",
    reason="ATLAS_CUSTOM_ROLE_INHERITED_ROLES_NOT_FOUND",
)
def inherited(call: Call) -> Detail | None:
    """Refuse to inherit from nobody, or from oneself."""
    own = call.text("role_name")
    known = {str(r.values.get("role_name")) for r in call.others(ROLE)}
    for given in (str(b.get("role_name")) for b in blocks(call.values, "inherited_roles")):
        if given == own:
            return Detail("A custom DB role cannot inherit from itself.")
        if given not in (*known, *_ROLES, *_ADMIN_ROLES):
            return Detail("One or more of the specified inherited roles do not exist.", given)
    return None


@refuses(
    "access",
    ROLE,
    says="A role goes after its users",
    code=409,
    reason="CANNOT_DELETE_CUSTOM_ROLE_IN_USE",
    on=(DELETE,),
)
def role_in_use(call: Call) -> Detail | None:
    """Refuse to take a role from those who have it."""
    name = str(call.before("role_name", ""))
    for other in call.world.things(USER, call.place.project):
        if _has(other, name):
            text = f"Cannot delete custom role {name} because user {other.name} has it."
            return Detail(text, name)
    return None


def _has(holder: Thing, role: str) -> bool:
    return any(given.get("role_name") == role for given in blocks(holder.values, "roles"))


@refuses(
    "access",
    LIST,
    says="An entry is an address, a range without host bits, or a group of a peered VPC",
    reason="INVALID_IP_ADDRESS_OR_CIDR_NOTATION",
    on=(CREATE,),
)
def address(call: Call) -> Detail | None:
    """Refuse what is neither. ``0.0.0.0/0`` is allowed: whoever wants it is not held back."""
    block, single = call.text("cidr_block"), call.text("ip_address")
    with suppress(ValueError):
        if block:
            ip_network(block)
        if single:
            ip_address(single)
        return None
    given = block or single
    return Detail(f"The address {given} must be in valid IP address or CIDR notation.", given)


@refuses(
    "access",
    LIST,
    says="An entry says whom it lets in",
    reason="MISSING_ATTRIBUTE",
    on=(CREATE,),
)
def somebody(call: Call) -> Detail | None:
    """Refuse entries for nobody; the provider says so only now."""
    if any(call.text(kind) for kind in ("cidr_block", "ip_address", "aws_security_group")):
        return None
    return Detail("cidr_block, ip_address or aws_security_group needs to contain a value")


@refuses(
    "access",
    LIST,
    says="Amazon's security groups need a peered VPC",
    reason="CANNOT_ADD_SECURITY_GROUP_WITHOUT_PEERING",
    on=(CREATE,),
)
def group(call: Call) -> Detail | None:
    """Refuse groups of networks that Atlas does not see."""
    if not call.text("aws_security_group"):
        return None
    peers = call.world.things("mongodbatlas_network_peering", call.place.project)
    if any(peer.values.get("provider_name") == "AWS" for peer in peers):
        return None
    return Detail("Cannot add a security group without an AWS network peering connection.")


@refuses(
    "access",
    *ACCOUNTS,
    says="A service account has roles of its kind",
    reason="INVALID_ENUM_VALUE",
)
def account_roles(call: Call) -> Detail | None:
    """Refuse roles of another kind."""
    kind = "GROUP_" if call.type == ACCOUNTS[0] else "ORG_"
    for given in items(call.values, "roles"):
        if not str(given).startswith(kind):
            return enum(given)
    return None

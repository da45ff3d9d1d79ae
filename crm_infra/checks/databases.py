"""Rules over the databases that stand: who may do what, who connects, what is encrypted.

Add here a rule that only needs the layer ``databases``; list it in ``catalog``. Backups are in
``backups``, what is left when a region is lost in ``survival``; how a MongoDB cluster is read is in
``members``.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from crm_infra.checks.members import mongo_clusters
from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation, block, items
from crm_infra.environments.ranges import PRIVATE
from crm_infra.state.document import StandingResource

PROJECT = "mongodbatlas_project"
USER = "mongodbatlas_database_user"
ROLE = "mongodbatlas_custom_db_role"
ACCESS = "mongodbatlas_project_ip_access_list"
ENCRYPTION = "mongodbatlas_encryption_at_rest"
REDIS = "google_redis_instance"
WIDEST_PUBLIC = 28
"""No entry of the access list opens more addresses on the internet than a /28."""
TOO_MUCH = frozenset(
    {
        "atlasAdmin",
        "root",
        "dbOwner",
        "readWriteAnyDatabase",
        "readAnyDatabase",
        "dbAdminAnyDatabase",
        "userAdminAnyDatabase",
        "clusterAdmin",
    }
)


def users_are_scoped(seen: Seen) -> Iterator[Finding]:
    """Each user reaches one cluster of this project, and has roles on single databases only."""
    ours = {cluster.name for cluster in mongo_clusters(seen)}
    for user in seen.of(USER):
        name = user.values.get("username")
        yield from (Violation(user.address, f"{name} {said}") for said in _user(user, ours))
    for found in seen.strangers(USER):
        yield Violation(found, "is a user and no layer describes it")
    for role in seen.of(ROLE):
        name = role.values.get("role_name")
        yield from (Violation(role.address, f"role {name} {said}") for said in _role(role))


def access_lists_closed(seen: Seen) -> Iterator[Finding]:
    """Nobody reaches the databases from the internet at large."""
    for entry in seen.of(ACCESS):
        cidr = str(entry.values.get("cidr_block") or entry.values.get("ip_address") or "")
        try:
            opened = ip_network(cidr, strict=False)
        except ValueError:
            yield NotSeen(entry.address, f"{cidr or 'an entry'} is no range of addresses")
            continue
        if not _ours(opened) and opened.prefixlen < WIDEST_PUBLIC:
            yield Violation(entry.address, f"{cidr} may connect")
        else:
            yield Noted(cidr, str(entry.values.get("comment") or "may connect"))
    for found in seen.strangers(ACCESS):
        yield Violation(found, "is on the list and no layer describes it")


def redis_is_closed(seen: Seen) -> Iterator[Finding]:
    """Redis wants a password, speaks TLS only, and is encrypted with a key of ours."""
    for redis in seen.of(REDIS):
        name, values = redis.values.get("name"), redis.values
        if not values.get("auth_enabled"):
            yield Violation(redis.address, f"{name} wants no password")
        if values.get("transit_encryption_mode") != "SERVER_AUTHENTICATION":
            yield Violation(redis.address, f"{name} speaks without TLS")
        if not values.get("customer_managed_key"):
            yield Violation(redis.address, f"{name} is encrypted with Google's key")
        if values.get("connect_mode") != "PRIVATE_SERVICE_ACCESS":
            yield Violation(redis.address, f"{name} is reached otherwise than by the peering")


def encrypted_with_our_keys(seen: Seen) -> Iterator[Finding]:
    """Data and backups of MongoDB are encrypted with a key of ours that Atlas could use."""
    usable = {
        str(one.values.get("project_id"))
        for one in seen.of(ENCRYPTION)
        if (kms := block(one.values, "google_cloud_kms_config")).get("enabled")
        and kms.get("valid", True)
    }
    for one in seen.of(ENCRYPTION):
        kms = block(one.values, "google_cloud_kms_config")
        if not kms.get("enabled"):
            yield Violation(one.address, "encryption with a key of ours is off")
        elif kms.get("valid") is False:
            yield Violation(one.address, "Atlas cannot use the key")
    for cluster in mongo_clusters(seen):
        about, project = cluster.resource.address, str(cluster.values.get("project_id"))
        if cluster.values.get("encryption_at_rest_provider") != "GCP":
            yield Violation(about, f"{cluster.name} is encrypted with Atlas's key")
        elif project not in usable:
            yield Violation(about, f"{cluster.name}: no usable key stands in its project")


def _user(user: StandingResource, ours: set[str]) -> Iterator[str]:
    scopes = {str(one.get("name")) for one in items(user.values, "scopes")}
    if not scopes:
        yield "reaches every cluster of the project"
    elif strange := scopes - ours:
        yield f"reaches {', '.join(sorted(strange))}"
    for role in items(user.values, "roles"):
        if role.get("role_name") in TOO_MUCH:
            yield f"is {role.get('role_name')}"


def _role(role: StandingResource) -> Iterator[str]:
    if everywhere := sorted(set(_everywhere(role))):
        yield f"may {', '.join(everywhere)} everywhere"
    for inherited in items(role.values, "inherited_roles"):
        if inherited.get("role_name") in TOO_MUCH:
            yield f"inherits {inherited.get('role_name')}"


def _ours(opened: IPv4Network | IPv6Network) -> bool:
    return isinstance(opened, IPv4Network) and any(opened.subnet_of(one) for one in PRIVATE)


def _everywhere(role: StandingResource) -> Iterator[str]:
    """Actions of a role of ours that it may do in every database, or on the whole cluster."""
    for action in items(role.values, "actions"):
        for where in items(action, "resources"):
            if where.get("cluster") or not where.get("database_name"):
                yield str(action.get("action"))

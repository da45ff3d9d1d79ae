"""Rules over the databases that stand: backups and copies, who may do what, what is encrypted.

Add here a rule that only needs the layer ``databases``; list it in ``catalog``. What is left of it
when a region is lost is in ``survival``; how a MongoDB cluster is read is in ``members``.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from crm_infra.checks.cloud_says import Backup
from crm_infra.checks.members import (
    MONGODB,
    MongoCluster,
    copies_of,
    mongo_clusters,
    schedules_of,
)
from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation, block, items
from crm_infra.environments.ranges import PRIVATE
from crm_infra.state.document import StandingResource

PROJECT = "mongodbatlas_project"
USER = "mongodbatlas_database_user"
ROLE = "mongodbatlas_custom_db_role"
ACCESS = "mongodbatlas_project_ip_access_list"
ENCRYPTION = "mongodbatlas_encryption_at_rest"
REDIS = "google_redis_instance"
RPO_SECONDS = 3600
"""What may be lost at most: an hour of writes."""
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
COPIED = frozenset({"hourly", "daily", "weekly", "monthly"})


def backups_younger_than_rpo(seen: Seen) -> Iterator[Finding]:
    """Each cluster can go back to a moment that is no more than an hour ago."""
    clusters = mongo_clusters(seen)
    if not clusters:
        yield Violation(MONGODB, "no cluster stands that could have a backup")
    for cluster in clusters:
        if not cluster.values.get("backup_enabled"):
            yield Violation(cluster.resource.address, f"{cluster.name} has no backups")
            continue
        yield from _scheduled(cluster, seen)
        yield from _newest(cluster, seen)


def copies_in_recovery_region(seen: Seen) -> Iterator[Finding]:
    """Backups of every kind lie in the recovery region too, with the log between them."""
    if seen.environment is None:
        yield NotSeen("environment", "no file says which region is the recovery region")
        return
    region = seen.environment.regions.recovery.name
    for cluster in mongo_clusters(seen):
        found = [copy for copy in copies_of(seen, cluster) if copy.region == region]
        kinds = {kind for copy in found for kind in copy.frequencies}
        about = cluster.resource.address
        if missing := COPIED - kinds:
            said = f"no copies in {region} of backups that are {', '.join(sorted(missing))}"
            yield Violation(about, f"{cluster.name}: {said}")
        elif not any(copy.with_oplog for copy in found):
            yield Violation(about, f"{cluster.name}: the log is not copied to {region}")
        else:
            yield Noted(cluster.name, f"{', '.join(sorted(kinds))} and the log, in {region} too")
        for backup in seen.says.backups or ():
            if _of(backup, cluster) and region not in backup.copied_to:
                yield Violation(about, f"{cluster.name}: its newest backup is not in {region}")


def users_are_scoped(seen: Seen) -> Iterator[Finding]:
    """Each user reaches one cluster of this project, and has roles on single databases only."""
    ours = {cluster.name for cluster in mongo_clusters(seen)}
    for user in seen.of(USER):
        name = user.values.get("username")
        scopes = {str(one.get("name")) for one in items(user.values, "scopes")}
        if not scopes:
            yield Violation(user.address, f"{name} reaches every cluster of the project")
        elif strange := scopes - ours:
            yield Violation(user.address, f"{name} reaches {', '.join(sorted(strange))}")
        for role in items(user.values, "roles"):
            if role.get("role_name") in TOO_MUCH:
                yield Violation(user.address, f"{name} is {role.get('role_name')}")
    for role in seen.of(ROLE):
        if everywhere := sorted(set(_everywhere(role))):
            said = f"role {role.values.get('role_name')} may {', '.join(everywhere)} everywhere"
            yield Violation(role.address, said)
        for inherited in items(role.values, "inherited_roles"):
            if inherited.get("role_name") in TOO_MUCH:
                name = role.values.get("role_name")
                said = f"role {name} inherits {inherited.get('role_name')}"
                yield Violation(role.address, said)


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


def _ours(opened: IPv4Network | IPv6Network) -> bool:
    return isinstance(opened, IPv4Network) and any(opened.subnet_of(one) for one in PRIVATE)


def _everywhere(role: StandingResource) -> Iterator[str]:
    """Actions of a role of ours that it may do in every database, or on the whole cluster."""
    for action in items(role.values, "actions"):
        for where in items(action, "resources"):
            if where.get("cluster") or not where.get("database_name"):
                yield str(action.get("action"))


def _scheduled(cluster: MongoCluster, seen: Seen) -> Iterator[Finding]:
    """Every hour, and the log between two backups."""
    about = cluster.resource.address
    hourly = [
        int(item.get("frequency_interval") or 0)
        for schedule in schedules_of(seen, cluster)
        for item in items(schedule.values, "policy_item_hourly")
    ]
    if not hourly or min(hourly) * 3600 > RPO_SECONDS:
        yield Violation(about, f"{cluster.name}: no backup is taken every hour")
    if not cluster.values.get("pit_enabled"):
        yield Violation(about, f"{cluster.name}: no way back to a moment between two backups")


def _newest(cluster: MongoCluster, seen: Seen) -> Iterator[Finding]:
    """The youngest backup that the cloud lists."""
    about = cluster.resource.address
    if seen.says.backups is None:
        yield NotSeen(cluster.name, "its list of backups cannot be asked for on this target")
        return
    ages = [one.age for one in seen.says.backups if _of(one, cluster)]
    if not ages:
        yield Violation(about, f"{cluster.name}: no backup of it is there yet")
    elif min(ages) > RPO_SECONDS:
        yield Violation(about, f"{cluster.name}: its newest backup is {_old(min(ages))} old")
    else:
        yield Noted(cluster.name, f"its newest backup is {_old(min(ages))} old")


def _of(backup: Backup, cluster: MongoCluster) -> bool:
    return backup.cluster == cluster.name and backup.project == cluster.values.get("project_id")


def _old(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"

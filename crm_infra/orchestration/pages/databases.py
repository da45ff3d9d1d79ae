"""The page of ``databases``: its picture; nodes, backups, users, endpoints and Redis as tables."""

from collections.abc import Iterator

from crm_infra.checks.databases import ENCRYPTION, REDIS, ROLE, USER
from crm_infra.checks.members import (
    MongoCluster,
    copies_of,
    endpoint_service,
    mongo_clusters,
    schedules_of,
)
from crm_infra.checks.model import Seen, block, items
from crm_infra.checks.survival import LINK
from crm_infra.orchestration.pages.forms import Metadata, Row, picture, table
from crm_infra.orchestration.pages.words import listed
from crm_infra.orchestration.pictures.databases import databases_picture
from crm_infra.state.document import StandingResource

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAST_DAY = 40
FREQUENCIES = ("hourly", "daily", "weekly", "monthly", "yearly")


def part(seen: Seen, title: str) -> Metadata:
    """Replication over the regions, and everything else as tables."""
    return {
        **picture("replication", databases_picture(seen, title), title),
        "nodes": table(node_rows(seen)),
        "backups": table(backup_rows(seen)),
        "users": table(user_rows(seen)),
        "endpoints": table(endpoint_rows(seen)),
        "redis": table(redis_rows(seen)),
        "keys": table(key_rows(seen)),
    }


def node_rows(seen: Seen) -> list[Row]:
    """Each cluster's nodes by region, the first to lead first."""
    return [
        {
            "cluster": cluster.name,
            "region": region.name,
            "voting": str(region.voting),
            "priority": str(region.priority),
            "size": region.size,
            "grows to": region.largest or "-",
            "disk": f"{region.disk_gb:g} GB",
        }
        for cluster in mongo_clusters(seen)
        for region in cluster.regions
    ]


def backup_rows(seen: Seen) -> list[Row]:
    """What is taken, how often, how long it is kept, where copies go."""
    return [row for cluster in mongo_clusters(seen) for row in _backups_of(cluster, seen)]


def user_rows(seen: Seen) -> list[Row]:
    """Each user: what it may do where; passwords are in Secret Manager only."""
    ours = {str(one.values.get("role_name")): _actions(one) for one in seen.of(ROLE)}
    return [
        {
            "user": str(user.values.get("username")),
            "may": listed([_role(one, ours) for one in items(user.values, "roles")]),
            "reaches": listed([str(one.get("name")) for one in items(user.values, "scopes")]),
            "password": _password(user),
        }
        for user in seen.of(USER)
    ]


def endpoint_rows(seen: Seen) -> list[Row]:
    """Private endpoints to the databases, and what either side says of them."""
    rows: list[Row] = []
    for one in seen.of(LINK):
        service = endpoint_service(seen, one.values.get("name"))
        rows.append(
            {
                "endpoint": str(one.values.get("name")),
                "region": str(one.values.get("region")),
                "address": str(service.get("private_endpoint_ip_address") or "-"),
                "Google says": str(one.values.get("psc_connection_status") or "-"),
                "Atlas says": str(
                    service.get("gcp_endpoint_status") or service.get("gcp_status") or "-"
                ),
            }
        )
    return rows


def redis_rows(seen: Seen) -> list[Row]:
    """Each Redis: how large, how many nodes, how it is closed, when it is maintained."""
    return [
        {
            "redis": str(one.values.get("name")),
            "region": str(one.values.get("region")),
            "version": str(one.values.get("redis_version")),
            "tier": str(one.values.get("tier")),
            "memory": f"{one.values.get('memory_size_gb')} GB",
            "replicas": str(one.values.get("replica_count") or 0),
            "password": "yes" if one.values.get("auth_enabled") else "no",
            "TLS": "yes" if one.values.get("transit_encryption_mode") != "DISABLED" else "no",
            "maintained": _window(one),
        }
        for one in seen.of(REDIS)
    ]


def key_rows(seen: Seen) -> list[Row]:
    """With which key what is encrypted."""
    rows: list[Row] = []
    for one in seen.of(ENCRYPTION):
        kms = block(one.values, "google_cloud_kms_config")
        usable = "usable" if kms.get("valid", True) else "not usable"
        rows.append({"what": "MongoDB", "key": f"a version of key atlas, {usable}"})
    rows += [
        {"what": str(one.values.get("name")), "key": _last(one.values.get("customer_managed_key"))}
        for one in seen.of(REDIS)
    ]
    return rows


def _backups_of(cluster: MongoCluster, seen: Seen) -> Iterator[Row]:
    copies = copies_of(seen, cluster)
    for schedule in schedules_of(seen, cluster):
        for kind in FREQUENCIES:
            for item in items(schedule.values, f"policy_item_{kind}"):
                yield {
                    "cluster": cluster.name,
                    "what": kind,
                    "every": _every(kind, int(item.get("frequency_interval") or 0)),
                    "kept": f"{item.get('retention_value')} {item.get('retention_unit')}",
                    "copies in": listed(
                        [copy.region for copy in copies if kind in copy.frequencies]
                    ),
                }
        days = schedule.values.get("restore_window_days")
        yield {
            "cluster": cluster.name,
            "what": "log, to any moment",
            "every": "continuously" if cluster.values.get("pit_enabled") else "off",
            "kept": f"{days} days",
            "copies in": listed([copy.region for copy in copies if copy.with_oplog]),
        }


def _every(kind: str, interval: int) -> str:
    """As Atlas means the number: hours, days, a day of the week, a day of the month."""
    if kind == "hourly":
        return "hour" if interval == 1 else f"{interval} hours"
    if kind == "weekly":
        return WEEKDAYS[(interval - 1) % 7]
    if kind == "monthly":
        return "last day of the month" if interval == LAST_DAY else f"day {interval} of the month"
    return "day" if interval == 1 else f"{interval} days"


def _role(role: dict[str, object], ours: dict[str, str]) -> str:
    if said := ours.get(str(role.get("role_name"))):
        return said
    parts = [role.get("database_name"), role.get("collection_name")]
    return f"{role.get('role_name')} on {'.'.join(str(part) for part in parts if part)}"


def _actions(role: StandingResource) -> str:
    """What a role of ours allows, in words as in MongoDB."""
    by_place: dict[str, list[str]] = {}
    for action in items(role.values, "actions"):
        for where in items(action, "resources"):
            place = str(where.get("database_name") or "every database")
            by_place.setdefault(place, []).append(str(action.get("action")).lower())
    return "; ".join(f"{', '.join(sorted(done))} in {place}" for place, done in by_place.items())


def _password(user: StandingResource) -> str:
    version = user.values.get("password_wo_version")
    return f"version {version} of its secret" if version else "kept elsewhere"


def _window(redis: StandingResource) -> str:
    window = block(block(redis.values, "maintenance_policy"), "weekly_maintenance_window")
    hours = block(window, "start_time").get("hours") or 0
    return f"{str(window.get('day')).title()} {hours:02.0f}:00 UTC" if window else "any time"


def _last(path: object) -> str:
    return str(path).rpartition("/")[2] if path else "Google's"

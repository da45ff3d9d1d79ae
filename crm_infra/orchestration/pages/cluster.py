"""The page of ``cluster``: its picture; clusters, pools, what runs on Cloud Run, and topics."""

from collections.abc import Iterator

from crm_infra.checks.cluster import BACKUP_PLAN, JOB, SERVICE
from crm_infra.checks.model import Seen, block, items
from crm_infra.checks.pools import Cluster, clusters_of
from crm_infra.orchestration.pages.forms import Metadata, Row, picture, table
from crm_infra.orchestration.pages.words import listed
from crm_infra.orchestration.pictures.cluster import TOPIC, cluster_picture
from crm_infra.state.document import StandingResource

SUBSCRIPTION = "google_pubsub_subscription"
SCHEDULED = "google_cloud_scheduler_job"


def part(seen: Seen, title: str) -> Metadata:
    """Pools, node by node, and everything else as tables."""
    return {
        **picture("pools by region", cluster_picture(seen, title), title),
        "clusters": table(cluster_rows(seen)),
        "pools": table(pool_rows(seen)),
        "services and jobs": table(runner_rows(seen)),
        "topics": table(topic_rows(seen)),
    }


def cluster_rows(seen: Seen) -> list[Row]:
    """Each cluster: where, which release, who reaches it, its backups."""
    plans = list(seen.of(BACKUP_PLAN))
    return [
        {
            "cluster": cluster.name,
            "in": cluster.location,
            "channel": str(block(cluster.values, "release_channel").get("channel") or "-"),
            "version": str(cluster.values.get("master_version") or "-"),
            "control plane": _endpoint(cluster),
            "most nodes": str(cluster.most_nodes),
            "backups": listed([_plan(one) for one in plans if _is_of(one, cluster)]),
        }
        for cluster in clusters_of(seen)
    ]


def pool_rows(seen: Seen) -> list[Row]:
    """Each pool: machine, zones, least, now, most, spot, taints."""
    return [
        {
            "cluster": cluster.name,
            "pool": pool.name,
            "machine": pool.machine,
            "disk": f"{pool.disk_gb} GB {pool.disk_type}",
            "zones": listed(pool.zones),
            "least": str(pool.least),
            "now": str(pool.now),
            "most": str(pool.most),
            "spot": "yes" if pool.spot else "-",
            "taints": listed(pool.taints),
        }
        for cluster in clusters_of(seen)
        for pool in cluster.pools
    ]


def runner_rows(seen: Seen) -> list[Row]:
    """Each service and job of Cloud Run, and when jobs run."""
    return [*_services(seen), *_jobs(seen), *_schedules(seen)]


def topic_rows(seen: Seen) -> list[Row]:
    """Each topic: who is told, and where goes what nobody could handle."""
    told = list(seen.of(SUBSCRIPTION))
    rows: list[Row] = []
    for name in sorted(str(one.values.get("name")) for one in seen.of(TOPIC)):
        hearing = [one for one in told if _hears(one, name)]
        rows.append(
            {
                "topic": name,
                "subscriptions": listed([str(one.values.get("name")) for one in hearing]),
                "dead letters to": listed(sorted({_dead_letters(one) for one in hearing} - {""})),
            }
        )
    return rows


def _services(seen: Seen) -> Iterator[Row]:
    for one in seen.of(SERVICE):
        template = block(one.values, "template")
        scaling = block(template, "scaling") or block(one.values, "scaling")
        least, most = scaling.get("min_instance_count") or 0, scaling.get("max_instance_count")
        ingress = str(one.values.get("ingress") or "").removeprefix("INGRESS_TRAFFIC_").lower()
        yield _runner(one, "service", f"{least} to {most} instances, {ingress.replace('_', ' ')}")


def _jobs(seen: Seen) -> Iterator[Row]:
    for one in seen.of(JOB):
        task = block(block(one.values, "template"), "template")
        again = task.get("max_retries")
        yield _runner(one, "job", f"{again} retries, {task.get('timeout') or 'no timeout'}")


def _schedules(seen: Seen) -> Iterator[Row]:
    for one in seen.of(SCHEDULED):
        zone = one.values.get("time_zone") or "Etc/UTC"
        yield _runner(one, "schedule", f"{one.values.get('schedule')} {zone}")


def _runner(one: StandingResource, kind: str, said: str) -> Row:
    place = one.values.get("location") or one.values.get("region")
    return {"what": kind, "name": str(one.values.get("name")), "in": str(place), "how": said}


def _endpoint(cluster: Cluster) -> str:
    endpoints = block(cluster.values, "control_plane_endpoints_config")
    named = block(endpoints, "dns_endpoint_config")
    words = [f"DNS {named['endpoint']}"] if named.get("endpoint") else []
    allowed = block(cluster.values, "master_authorized_networks_config")
    ranges = [str(one.get("cidr_block")) for one in items(allowed, "cidr_blocks")]
    return listed([*words, *(f"from {cidr}" for cidr in ranges)])


def _is_of(plan: StandingResource, cluster: Cluster) -> bool:
    return str(plan.values.get("cluster")).endswith(
        f"/locations/{cluster.location}/clusters/{cluster.name}"
    )


def _plan(plan: StandingResource) -> str:
    schedule = block(plan.values, "backup_schedule")
    when = schedule.get("cron_schedule") or ""
    rpo = block(schedule, "rpo_config").get("target_rpo_minutes")
    days = block(plan.values, "retention_policy").get("backup_retain_days")
    return f"{when or f'every {rpo} min'}, kept {days} days, in {plan.values.get('location')}"


def _hears(subscription: StandingResource, topic: str) -> bool:
    return str(subscription.values.get("topic")).rpartition("/")[2] == topic


def _dead_letters(subscription: StandingResource) -> str:
    policy = block(subscription.values, "dead_letter_policy")
    return str(policy.get("dead_letter_topic") or "").rpartition("/")[2]

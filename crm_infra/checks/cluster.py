"""Rules over the clusters that stand: who reaches them, what is encrypted, what fits.

Add here a rule that only needs the layer ``cluster``; list it in ``catalog``. What is left of it
when a region is lost is in ``survival``; how a cluster is read is in ``pools``.
"""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation, block, items
from crm_infra.checks.pools import Cluster, Pool, clusters_of
from crm_infra.environments.ranges import addresses_per_node
from crm_infra.state.document import StandingResource

SERVICE = "google_cloud_run_v2_service"
SERVICE_MEMBER = "google_cloud_run_v2_service_iam_member"
JOB = "google_cloud_run_v2_job"
BACKUP_PLAN = "google_gke_backup_backup_plan"
ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
PUBLIC = frozenset({"allUsers", "allAuthenticatedUsers"})
INTERNAL = frozenset({"INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"})
DEFAULT_ACCOUNT = "-compute@developer.gserviceaccount.com"
PODS_PER_NODE = 110


def private_cluster(seen: Seen) -> Iterator[Finding]:
    """Nodes have no public address, and nobody on the internet reaches the control plane by IP."""
    for cluster in clusters_of(seen):
        private = block(cluster.values, "private_cluster_config")
        if not private.get("enable_private_nodes"):
            yield _about(cluster, "its nodes have public addresses")
        if _ip_endpoint(cluster.values) and not private.get("enable_private_endpoint"):
            yield from _open_endpoint(cluster)


def workload_identity(seen: Seen) -> Iterator[Finding]:
    """Pods get rights of their own, and never those of their node."""
    for cluster in clusters_of(seen):
        if not block(cluster.values, "workload_identity_config").get("workload_pool"):
            yield _about(cluster, "has no workload identity pool")
        for pool in cluster.pools:
            yield from _identity_of(pool)


def encrypted(seen: Seen) -> Iterator[Finding]:
    """Secrets in etcd, the disks of all nodes and the backups are encrypted with keys of ours."""
    for cluster in clusters_of(seen):
        etcd = block(cluster.values, "database_encryption")
        if etcd.get("state") != "ENCRYPTED" or not etcd.get("key_name"):
            yield _about(cluster, "its secrets are not encrypted with a key of ours")
        scaling = block(cluster.values, "cluster_autoscaling")
        automatic = block(scaling, "auto_provisioning_defaults")
        if cluster.provisioned_cpus and not automatic.get("boot_disk_kms_key"):
            yield _about(cluster, "disks of auto-provisioned nodes are encrypted with Google's key")
        for pool in cluster.pools:
            if not pool.node.get("boot_disk_kms_key"):
                said = f"disks of {_named(pool)} are encrypted with Google's key"
                yield Violation(pool.resource.address, said)
    for plan in seen.of(BACKUP_PLAN):
        key = block(block(plan.values, "backup_config"), "encryption_key")
        if not key.get("gcp_kms_encryption_key"):
            name = plan.values.get("name")
            yield Violation(plan.address, f"backups of {name} are encrypted with Google's key")


def nodes_fit(seen: Seen) -> Iterator[Finding]:
    """With every pool at its largest, each node finds a range for its pods."""
    for cluster in clusters_of(seen):
        cidr, where = _pod_range(cluster, seen)
        per_node = int(cluster.values.get("default_max_pods_per_node") or PODS_PER_NODE)
        if not cidr:
            yield NotSeen(cluster.resource.address, "neither it nor its file tells its pod range")
            continue
        room = ip_network(cidr).num_addresses // addresses_per_node(per_node)
        said = f"{cluster.most_nodes} nodes at most, {room} fit into {cidr} ({where})"
        if cluster.most_nodes > room:
            yield _about(cluster, said)
        else:
            yield Noted(cluster.name, said)


def system_pods_have_a_place(seen: Seen) -> Iterator[Finding]:
    """Each cluster has a pool that takes every pod, never loses its nodes and is never empty."""
    for cluster in clusters_of(seen):
        fit = [pool for pool in cluster.pools if not pool.taints and not pool.spot and pool.least]
        if not fit:
            yield _about(cluster, "no pool is without taints, not spot and never empty")
        else:
            yield Noted(cluster.name, f"system pods run in {', '.join(pool.name for pool in fit)}")


def services_are_internal(seen: Seen) -> Iterator[Finding]:
    """No Cloud Run service hears the internet, none may be called by everybody, all use the VPC."""
    for service in seen.of(SERVICE):
        name = service.values.get("name")
        if service.values.get("ingress") not in INTERNAL:
            yield Violation(service.address, f"{name} hears the internet")
        if service.values.get("invoker_iam_disabled"):
            yield Violation(service.address, f"{name} asks nobody who calls")
        yield from _beside_the_vpc(service, block(service.values, "template"))
    for job in seen.of(JOB):
        task = block(block(job.values, "template"), "template")
        yield from _beside_the_vpc(job, task)
    for grant in seen.of(SERVICE_MEMBER):
        if grant.values.get("member") in PUBLIC:
            said = f"{grant.values.get('name')} may be called by {grant.values.get('member')}"
            yield Violation(grant.address, said)


def _beside_the_vpc(resource: StandingResource, template: Mapping[str, Any]) -> Iterator[Finding]:
    access = block(template, "vpc_access")
    if not access.get("connector") and not items(access, "network_interfaces"):
        yield Violation(
            resource.address, f"{resource.values.get('name')} does not go through the VPC"
        )


def _ip_endpoint(values: Mapping[str, Any]) -> bool:
    """Whether the control plane has an address at all: beside it there is the DNS endpoint."""
    endpoints = block(values, "control_plane_endpoints_config")
    by_ip = block(endpoints, "ip_endpoints_config")
    return bool(by_ip.get("enabled", True)) if by_ip else True


def _open_endpoint(cluster: Cluster) -> Iterator[Finding]:
    allowed = block(cluster.values, "master_authorized_networks_config")
    ranges = {str(one.get("cidr_block")) for one in items(allowed, "cidr_blocks")}
    if not allowed:
        yield _about(cluster, "its control plane hears every address of the internet")
    elif ranges & ANYWHERE:
        yield _about(cluster, f"its control plane hears {', '.join(sorted(ranges & ANYWHERE))}")
    elif allowed.get("gcp_public_cidrs_access_enabled"):
        yield _about(cluster, "its control plane hears every machine of Google Cloud")


def _identity_of(pool: Pool) -> Iterator[Finding]:
    mode = block(pool.node, "workload_metadata_config").get("mode")
    if mode != "GKE_METADATA":
        yield Violation(
            pool.resource.address, f"pods on {_named(pool)} can take the rights of their node"
        )
    account = str(pool.node.get("service_account") or "")
    if account in {"", "default"} or account.endswith(DEFAULT_ACCOUNT):
        yield Violation(pool.resource.address, f"nodes of {_named(pool)} have the default account")


def _pod_range(cluster: Cluster, seen: Seen) -> tuple[str, str]:
    """The pod range, and who says so: the cluster itself, or the environment's file."""
    allocated = block(cluster.values, "ip_allocation_policy").get("cluster_ipv4_cidr_block")
    own = str(allocated or cluster.values.get("cluster_ipv4_cidr") or "")
    if own:
        return own, "as it stands"
    for region in seen.environment.regions.both.values() if seen.environment else ():
        if region.name == cluster.region:
            return str(region.cidr.pods), "the environment's file"
    return "", ""


def _named(pool: Pool) -> str:
    return f"{pool.cluster}/{pool.name}"


def _about(cluster: Cluster, seen: str) -> Violation:
    return Violation(cluster.resource.address, f"{cluster.name}: {seen}")

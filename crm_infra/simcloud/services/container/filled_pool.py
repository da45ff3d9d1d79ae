"""What Kubernetes Engine fills in for a node pool: version, zones, instance groups, nodes."""

from typing import Any, Final, cast

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call, Thing, dig
from crm_infra.simcloud.services.container.nodes import cluster_of, nodes_of, zones_for
from crm_infra.simcloud.services.container.pods import secondary
from crm_infra.simcloud.services.container.types import CLUSTER, POOL, SUBNET
from crm_infra.simcloud.services.registry import completes
from crm_infra.simcloud.values import UNKNOWN, Values

_LINKS: Final = "https://www.googleapis.com/compute/v1"
_SCOPES: Final = tuple(
    f"https://www.googleapis.com/auth/{scope}"
    for scope in (
        "devstorage.read_only",
        "logging.write",
        "monitoring",
        "service.management.readonly",
        "servicecontrol",
        "trace.append",
    )
)
_NODE: Final[Values] = {
    "disk_size_gb": 100,
    "disk_type": "pd-balanced",
    "image_type": "COS_CONTAINERD",
    "machine_type": "e2-medium",
    "labels": {},
    "local_ssd_count": 0,
    "logging_variant": "DEFAULT",
    "metadata": {"disable-legacy-endpoints": "true"},
    "min_cpu_platform": "",
    "oauth_scopes": list(_SCOPES),
    "service_account": "default",
    "shielded_instance_config": [
        {"enable_integrity_monitoring": True, "enable_secure_boot": False}
    ],
}


@completes(POOL)
def pool(call: Call) -> Values:
    """What the API fills in for a node pool."""
    cluster = cluster_of(call) or Thing(CLUSTER, "")
    zones = zones_for(call.values, cluster.values)
    _follow(call)
    _count(call, cluster, len(zones))
    return {
        "version": dig(cluster.values, "master_version", ""),
        "node_locations": zones,
        "initial_node_count": int(call.get("node_count", 0)),
        "max_pods_per_node": int(dig(cluster.values, "default_max_pods_per_node", 110)),
        "instance_group_urls": _groups(call, cluster, zones, "instanceGroupManagers"),
        "managed_instance_group_urls": _groups(call, cluster, zones, "instanceGroups"),
        "autoscaling.location_policy": "ANY" if call.get("node_config.spot") else "BALANCED",
        **_node(call, cluster),
        **_network(call, cluster),
    }


def _count(call: Call, cluster: Thing, zones: int) -> None:
    """Nodes of each zone, as the provider counts them; the plan still holds the number before."""
    fixed = call.action == "create" and call.get("node_count") is not None
    if fixed or not (call.blocks("autoscaling") or call.values.get("node_count") is UNKNOWN):
        return
    call.values["node_count"] = nodes_of(call.values, cluster.values).now // (zones or 1)


def _follow(call: Call) -> None:
    """Taints and the disk stand in two places; what is filled in follows what is asked for."""
    for node in call.blocks("node_config"):
        taints = [
            {key: taint.get(key) for key in ("effect", "key", "value")}
            for taint in cast("list[Values]", node.get("taint") or [])
        ]
        node["effective_taints"] = taints
        if call.action == "update":
            node["boot_disk"] = [_disk(node)]


def _disk(node: Values) -> dict[str, Any]:
    return {
        "disk_type": _told(node, "disk_type"),
        "size_gb": _told(node, "disk_size_gb"),
        "provisioned_iops": 0,
        "provisioned_throughput": 0,
    }


def _told(node: Values, name: str) -> Any:
    value = node.get(name)
    return _NODE[name] if value is UNKNOWN or not value else value


def _groups(call: Call, cluster: Thing, zones: list[str], kind: str) -> list[str]:
    mark = identity.hexadecimal("group", call.id, digits=8)
    name = f"gke-{cluster.name}-{call.text('name')}-{mark}-grp"
    return [f"{_LINKS}/projects/{cluster.project}/zones/{zone}/{kind}/{name}" for zone in zones]


def _node(call: Call, cluster: Thing) -> Values:
    made = next(iter(call.blocks("node_config")), cast("Values", {}))
    inside: Values = {**_NODE, "boot_disk": [_disk(made)]}
    if dig(cluster.values, "workload_identity_config.workload_pool"):
        inside["workload_metadata_config"] = [{"mode": "GKE_METADATA"}]
    filled: Values = {f"node_config.{name}": value for name, value in inside.items()}
    return {"node_config": [{**inside, "preemptible": False, "spot": False}], **filled}


def _network(call: Call, cluster: Thing) -> Values:
    nodes = nodes_of(call.values, cluster.values)
    subnet = call.find(str(cluster.values.get("subnetwork") or ""), SUBNET)
    block = secondary(subnet.values, nodes.pod_range) if subnet else None
    inside: Values = {
        "enable_private_nodes": not nodes.public,
        "pod_ipv4_cidr_block": str(block or ""),
        "pod_range": nodes.pod_range,
        "subnetwork": subnet.id if subnet else "",
    }
    filled: Values = {f"network_config.{name}": value for name, value in inside.items()}
    return {"network_config": [{**inside, "create_pod_range": False}], **filled}

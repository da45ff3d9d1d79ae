"""What a cloud changes by itself, as it is meant to: such a difference is no drift.

Counters, upgrades within a channel, auto-scaling, and what a release of the application rolls. Add
an attribute here only when nobody who changes it by hand could do harm unseen.
"""

from collections.abc import Mapping

EVERYWHERE = frozenset(
    {"etag", "fingerprint", "label_fingerprint", "metadata_fingerprint", "update_time", "updated"}
)
"""What changes with every write."""
OF_A_TYPE: Mapping[str, frozenset[str]] = {
    "google_container_cluster": frozenset({"master_version", "node_version", "operation"}),
    "google_container_node_pool": frozenset(
        {"instance_group_urls", "managed_instance_group_urls", "node_count", "operation", "version"}
    ),
    "google_gke_backup_backup_plan": frozenset(
        {"protected_namespace_count", "protected_pod_count"}
    ),
    "google_redis_instance": frozenset({"current_location_id", "maintenance_version", "nodes"}),
    "mongodbatlas_advanced_cluster": frozenset({"mongo_db_version", "state_name"}),
    "mongodbatlas_cloud_backup_schedule": frozenset({"next_snapshot"}),
    "mongodbatlas_cloud_provider_access_authorization": frozenset({"feature_usages"}),
    "mongodbatlas_privatelink_endpoint": frozenset({"endpoint_group_names", "private_endpoints"}),
    "mongodbatlas_project": frozenset({"cluster_count", "ip_addresses"}),
}
"""What the cloud counts, upgrades or scales by itself, as it is meant to."""
ROLLED = frozenset(
    {
        "client",
        "client_version",
        "conditions",
        "execution_count",
        "generation",
        "image",
        "latest_created_execution",
        "latest_created_revision",
        "latest_ready_revision",
        "observed_generation",
        "revision",
        "terminal_condition",
        "traffic_statuses",
    }
)
"""What a release changes of a service or job: Terraform makes only their first revision."""
_RELEASED = frozenset({"google_cloud_run_v2_job", "google_cloud_run_v2_service"})


def moves_by_itself(kind: str, path: str) -> bool:
    """Whether the attribute of such a resource may differ without anybody having touched it."""
    first, last = path.partition(".")[0].partition("[")[0], path.rpartition(".")[2]
    own = OF_A_TYPE.get(kind, frozenset[str]())
    rolled = ROLLED if kind in _RELEASED else frozenset[str]()
    return not {first, last}.isdisjoint(EVERYWHERE | own | rolled)

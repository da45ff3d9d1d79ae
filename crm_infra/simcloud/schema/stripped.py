"""Gives back the ``description`` arguments that a stripped schema file has lost.

Schema files are often kept without descriptions, and a tool that drops every key of that name also
drops the arguments so called. A file is only completed where it holds no such argument for a
provider's type that really has one; ``terraform providers schema -json`` itself never needs this.
"""

from collections.abc import Mapping
from typing import Any, Final

_UPDATABLE: Final = (
    "google_artifact_registry_repository",
    "google_bigquery_dataset",
    "google_bigquery_table",
    "google_binary_authorization_attestor",
    "google_binary_authorization_policy",
    "google_certificate_manager_certificate",
    "google_certificate_manager_certificate_map",
    "google_certificate_manager_dns_authorization",
    "google_cloud_run_v2_service",
    "google_cloud_run_v2_worker_pool",
    "google_cloud_scheduler_job",
    "google_cloudfunctions2_function",
    "google_compute_backend_bucket",
    "google_compute_backend_service",
    "google_compute_firewall",
    "google_compute_firewall_policy",
    "google_compute_firewall_policy_rule",
    "google_compute_health_check",
    "google_compute_network_firewall_policy",
    "google_compute_network_firewall_policy_rule",
    "google_compute_region_backend_service",
    "google_compute_region_health_check",
    "google_compute_region_network_firewall_policy",
    "google_compute_region_network_firewall_policy_rule",
    "google_compute_region_security_policy",
    "google_compute_region_url_map",
    "google_compute_router",
    "google_compute_security_policy",
    "google_compute_security_policy_rule",
    "google_compute_service_attachment",
    "google_compute_url_map",
    "google_dns_policy",
    "google_gke_backup_backup_plan",
    "google_gke_backup_restore_plan",
    "google_iam_workload_identity_pool",
    "google_iam_workload_identity_pool_provider",
    "google_logging_metric",
    "google_logging_project_bucket_config",
    "google_logging_project_exclusion",
    "google_logging_project_sink",
    "google_monitoring_notification_channel",
    "google_network_connectivity_service_connection_policy",
    "google_network_security_server_tls_policy",
    "google_project_iam_custom_role",
    "google_service_account",
    "google_storage_transfer_job",
    "google_workflows_workflow",
    "helm_release",
    "kubernetes_priority_class_v1",
)
_REPLACING: Final = (
    "google_compute_address",
    "google_compute_external_vpn_gateway",
    "google_compute_forwarding_rule",
    "google_compute_global_address",
    "google_compute_global_forwarding_rule",
    "google_compute_ha_vpn_gateway",
    "google_compute_managed_ssl_certificate",
    "google_compute_network",
    "google_compute_network_endpoint_group",
    "google_compute_region_network_endpoint_group",
    "google_compute_resource_policy",
    "google_compute_route",
    "google_compute_ssl_certificate",
    "google_compute_ssl_policy",
    "google_compute_subnetwork",
    "google_compute_target_http_proxy",
    "google_compute_target_https_proxy",
    "google_compute_vpn_tunnel",
    "google_container_cluster",
)
_OPTIONAL: Final[dict[str, Any]] = {"optional": True, "type": "string"}
_LOST: Final[Mapping[str, Mapping[str, Any]]] = {
    **dict.fromkeys(_UPDATABLE, _OPTIONAL),
    **dict.fromkeys(_REPLACING, _OPTIONAL | {"force_new": True}),
    "google_dns_managed_zone": _OPTIONAL | {"default": "Managed by Terraform"},
}


def completed(name: str, attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """A type's arguments with the one that was lost, where there was one."""
    if name not in _LOST or "description" in attributes:
        return attributes
    return {**attributes, "description": _LOST[name]}

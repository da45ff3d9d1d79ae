"""Import ids: by which id a resource that was created, and then forgotten, is adopted.

Terraform reports the id of an object when its creation ends. For one whose creation was cut off,
the id is composed from the values that were planned. Add a type here when a layer uses it and its
id follows from its arguments; a type whose id the cloud chooses has none. Atlas' provider packs the
parts of an id into one text that no import takes: ``ENCODED`` says how those are put together whose
id Atlas chooses.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any

_PROJECT = "projects/{project}"
_GLOBAL = f"{_PROJECT}/global"
_REGIONAL = f"{_PROJECT}/regions/{{region}}"
_LOCATION = f"{_PROJECT}/locations/{{location}}"

TEMPLATES: Mapping[str, str] = {
    "google_artifact_registry_repository": f"{_LOCATION}/repositories/{{repository_id}}",
    "google_artifact_registry_repository_iam_member": (
        f"{_LOCATION}/repositories/{{repository}} {{role}} {{member}}"
    ),
    "google_binary_authorization_policy": "projects/{project}",
    "google_cloud_run_v2_job": f"{_LOCATION}/jobs/{{name}}",
    "google_cloud_run_v2_job_iam_member": f"{_LOCATION}/jobs/{{name}} {{role}} {{member}}",
    "google_cloud_run_v2_service": f"{_LOCATION}/services/{{name}}",
    "google_cloud_run_v2_service_iam_member": f"{_LOCATION}/services/{{name}} {{role}} {{member}}",
    "google_cloud_scheduler_job": f"{_PROJECT}/locations/{{region}}/jobs/{{name}}",
    "google_compute_address": f"{_REGIONAL}/addresses/{{name}}",
    "google_compute_firewall": f"{_GLOBAL}/firewalls/{{name}}",
    "google_compute_forwarding_rule": f"{_REGIONAL}/forwardingRules/{{name}}",
    "google_compute_global_address": f"{_GLOBAL}/addresses/{{name}}",
    "google_compute_network": f"{_GLOBAL}/networks/{{name}}",
    "google_compute_network_firewall_policy": f"{_GLOBAL}/firewallPolicies/{{name}}",
    "google_compute_network_firewall_policy_association": (
        f"{_GLOBAL}/firewallPolicies/{{firewall_policy}}/associations/{{name}}"
    ),
    "google_compute_network_firewall_policy_rule": (
        f"{_GLOBAL}/firewallPolicies/{{firewall_policy}}/{{priority}}"
    ),
    "google_compute_region_network_firewall_policy": f"{_REGIONAL}/firewallPolicies/{{name}}",
    "google_compute_region_security_policy": f"{_REGIONAL}/securityPolicies/{{name}}",
    "google_compute_route": f"{_GLOBAL}/routes/{{name}}",
    "google_compute_router": f"{_REGIONAL}/routers/{{name}}",
    "google_compute_router_nat": f"{_REGIONAL}/routers/{{router}}/{{name}}",
    "google_compute_security_policy": f"{_GLOBAL}/securityPolicies/{{name}}",
    "google_compute_ssl_policy": f"{_GLOBAL}/sslPolicies/{{name}}",
    "google_compute_subnetwork": f"{_REGIONAL}/subnetworks/{{name}}",
    "google_container_cluster": f"{_LOCATION}/clusters/{{name}}",
    "google_container_node_pool": "{cluster}/nodePools/{name}",
    "google_dns_managed_zone": f"{_PROJECT}/managedZones/{{name}}",
    "google_dns_policy": f"{_PROJECT}/policies/{{name}}",
    "google_dns_record_set": f"{_PROJECT}/managedZones/{{managed_zone}}/rrsets/{{name}}/{{type}}",
    "google_gke_backup_backup_plan": f"{_LOCATION}/backupPlans/{{name}}",
    "google_gke_backup_restore_plan": f"{_LOCATION}/restorePlans/{{name}}",
    "google_iam_workload_identity_pool": (
        f"{_PROJECT}/locations/global/workloadIdentityPools/{{workload_identity_pool_id}}"
    ),
    "google_iam_workload_identity_pool_provider": (
        f"{_PROJECT}/locations/global/workloadIdentityPools/{{workload_identity_pool_id}}"
        "/providers/{workload_identity_pool_provider_id}"
    ),
    "google_kms_crypto_key": "{key_ring}/cryptoKeys/{name}",
    "google_kms_crypto_key_iam_member": "{crypto_key_id} {role} {member}",
    "google_kms_key_ring": f"{_LOCATION}/keyRings/{{name}}",
    "google_logging_project_bucket_config": f"{_LOCATION}/buckets/{{bucket_id}}",
    "google_logging_project_sink": f"{_PROJECT}/sinks/{{name}}",
    "google_org_policy_policy": "{name}",
    "google_project_iam_audit_config": "{project} {service}",
    "google_project_iam_custom_role": f"{_PROJECT}/roles/{{role_id}}",
    "google_project_iam_member": "{project} {role} {member}",
    "google_project_service": "{project}/{service}",
    "google_pubsub_subscription": f"{_PROJECT}/subscriptions/{{name}}",
    "google_pubsub_subscription_iam_member": (
        f"{_PROJECT}/subscriptions/{{subscription}} {{role}} {{member}}"
    ),
    "google_pubsub_topic": f"{_PROJECT}/topics/{{name}}",
    "google_pubsub_topic_iam_member": f"{_PROJECT}/topics/{{topic}} {{role}} {{member}}",
    "google_redis_instance": f"{_PROJECT}/locations/{{region}}/instances/{{name}}",
    "google_secret_manager_secret": f"{_PROJECT}/secrets/{{secret_id}}",
    "google_secret_manager_secret_iam_member": (
        f"{_PROJECT}/secrets/{{secret_id}} {{role}} {{member}}"
    ),
    "google_service_account": (
        f"{_PROJECT}/serviceAccounts/{{account_id}}@{{project}}.iam.gserviceaccount.com"
    ),
    "google_service_account_iam_member": "{service_account_id} {role} {member}",
    "google_service_networking_connection": "{network}:{service}",
    "google_storage_bucket": "{name}",
    "google_storage_bucket_iam_member": "b/{bucket} {role} {member}",
    "mongodbatlas_advanced_cluster": "{project_id}-{name}",
    "mongodbatlas_auditing": "{project_id}",
    "mongodbatlas_backup_compliance_policy": "{project_id}",
    "mongodbatlas_cloud_backup_schedule": "{project_id}-{cluster_name}",
    "mongodbatlas_custom_db_role": "{project_id}-{role_name}",
    "mongodbatlas_database_user": "{project_id}/{username}/{auth_database_name}",
    "mongodbatlas_encryption_at_rest": "{project_id}",
    "mongodbatlas_maintenance_window": "{project_id}",
    "mongodbatlas_privatelink_endpoint_service": (
        "{project_id}--{private_link_id}--{endpoint_service_id}--{provider_name}"
    ),
    "mongodbatlas_project_ip_access_list": "{project_id}-{cidr_block}",
}
ENCODED: Mapping[str, str] = {
    "mongodbatlas_alert_configuration": "{project_id}-{id}",
    "mongodbatlas_cloud_provider_access_setup": "{project_id}-{provider_name}-{id}",
    "mongodbatlas_privatelink_endpoint": "{project_id}-{private_link_id}-{provider_name}-{region}",
}
"""Type → its import id, from the parts that are packed into the id that Terraform reports."""

MADE_AGAIN = frozenset({"mongodbatlas_cloud_provider_access_authorization"})
"""Types that nothing can import, and that are created once more without any harm."""

_FIELD = re.compile(r"\{(\w+)\}")
_INSIDE = re.compile(r"/\{(\w+)\}")


def reported_id(kind: str, identity: str) -> str:
    """The id that an import takes, from the one that Terraform reported.

    Empty where it must be composed of the planned values: a binding's id joins its parts by slashes
    and its import id by spaces, and what Atlas' provider packs is imported by names.
    """
    if kind in ENCODED:
        return _filled(ENCODED[kind], _unpacked(identity))
    template = TEMPLATES.get(kind, "")
    is_composed = " " in template or (template and kind.startswith("mongodbatlas_"))
    return "" if is_composed or kind in MADE_AGAIN else identity


def composed_id(kind: str, values: Mapping[str, Any], defaults: Mapping[str, str]) -> str:
    """The id by which such an object would be imported; empty when it cannot be known.

    Args:
        kind: The resource type.
        values: The values that were planned, as far as they were known.
        defaults: What resources leave to the provider: the environment's project and region.
    """
    known: dict[str, Any] = {**defaults, **{k: v for k, v in values.items() if v}}
    return _filled(TEMPLATES.get(kind, ""), known)


def _filled(template: str, known: Mapping[str, Any]) -> str:
    """The template with its fields; a path that stands inside a path gives its last part."""
    if any(name not in known for name in _FIELD.findall(template)):
        return ""
    short = _INSIDE.sub(lambda field: "/" + str(known[field[1]]).rpartition("/")[2], template)
    return short.format_map(known)


def _unpacked(identity: str) -> dict[str, str]:
    """The parts of an id of Atlas' provider: ``key:value-key:value``, each of them in base64."""
    pairs = (part.partition(":") for part in identity.split("-") if ":" in part)
    try:
        return {b64decode(key).decode(): b64decode(value).decode() for key, _, value in pairs}
    except (NotBase64, UnicodeDecodeError):
        return {}

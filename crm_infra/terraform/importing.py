"""Import ids: by which id a resource that was created, and then forgotten, is adopted.

Terraform reports the id of an object when its creation ends. For one whose creation was cut off,
the id is composed from the values that were planned. Add a type here when a layer uses it and its
id follows from its arguments; a type whose id the cloud chooses has none.
"""

import re
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
    "google_compute_address": f"{_REGIONAL}/addresses/{{name}}",
    "google_compute_firewall": f"{_GLOBAL}/firewalls/{{name}}",
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
    "google_dns_managed_zone": f"{_PROJECT}/managedZones/{{name}}",
    "google_dns_policy": f"{_PROJECT}/policies/{{name}}",
    "google_dns_record_set": f"{_PROJECT}/managedZones/{{managed_zone}}/rrsets/{{name}}/{{type}}",
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
}
_FIELD = re.compile(r"\{(\w+)\}")


def is_composed(kind: str) -> bool:
    """Whether the id that Terraform reports is not the one that an import takes.

    A binding's id joins its parts by slashes, and its import id by spaces.
    """
    return " " in TEMPLATES.get(kind, "")


def composed_id(kind: str, values: Mapping[str, Any], defaults: Mapping[str, str]) -> str:
    """The id by which such an object would be imported; empty when it cannot be known.

    Args:
        kind: The resource type.
        values: The values that were planned, as far as they were known.
        defaults: What resources leave to the provider: the environment's project and region.
    """
    template = TEMPLATES.get(kind, "")
    known: dict[str, Any] = {**defaults, **{k: v for k, v in values.items() if v}}
    if any(name not in known for name in _FIELD.findall(template)):
        return ""
    return template.format_map(known)

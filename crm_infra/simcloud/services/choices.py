"""Words that the provider leaves to the API: for each argument those that there are.

A table. A word whose rule needs more than the word itself is a rule in its service's file.
"""

import re
from collections.abc import Callable
from typing import Final

from crm_infra.simcloud.services.call import Call, camel, every, field_error
from crm_infra.simcloud.services.registry import rule

_ADDRESS: Final = (
    "GCE_ENDPOINT|SHARED_LOADBALANCER_VIP|VPC_PEERING|IPSEC_INTERCONNECT|PRIVATE_SERVICE_CONNECT"
    "|DNS_RESOLVER|NAT_AUTO"
)
_DISK: Final = "pd-(standard|balanced|ssd|extreme)|hyperdisk-[a-z-]+|lustre|local-ssd"
_MACHINE: Final = (
    r"(custom-|(e2|n1|n2|n2d|n4|n4d|c2|c2d|c3|c3d|c4|c4a|c4d|t2a|t2d|m1|m2|m3|m4|x4|a2|a3|a4|g2|g4"
    r"|h3|h4d|z3|ek)-)[a-z0-9-]+|[fg]1-(micro|small)|ct\w+-[a-z0-9-]+"
)
_IMAGE: Final = (
    "(?i)COS_CONTAINERD|UBUNTU_CONTAINERD|WINDOWS_LTSC_CONTAINERD|WINDOWS_SAC_CONTAINERD"
)
_METHODS: Final = "(?i)GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
_CLASSES: Final = "STANDARD|NEARLINE|COLDLINE|ARCHIVE|MULTI_REGIONAL|REGIONAL"
_EXCEED: Final = r"deny(\((403|404|429|502)\))?|redirect"
_PURPOSES: Final = (
    "ENCRYPT_DECRYPT|ASYMMETRIC_SIGN|ASYMMETRIC_DECRYPT|MAC|RAW_ENCRYPT_DECRYPT|KEY_ENCAPSULATION"
)
_MONITORED: Final = (
    "uptime_url|gce_instance|gae_app|aws_ec2_instance|aws_elb_load_balancer|k8s_service"
    "|servicedirectory_service|cloud_run_revision"
)
_IPV6: Final = (
    "DISABLE_GOOGLE_ACCESS|ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE"
    "|ENABLE_BIDIRECTIONAL_ACCESS_TO_GOOGLE"
)

CHOICES: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("compute", "google_compute_address", "purpose", _ADDRESS),
    ("compute", "google_compute_global_address", "purpose", "VPC_PEERING|PRIVATE_SERVICE_CONNECT"),
    ("compute", "google_compute_subnetwork", "private_ipv6_google_access", _IPV6),
    (
        "compute",
        "google_compute_security_policy_rule",
        "rate_limit_options.exceed_action",
        _EXCEED,
    ),
    (
        "compute",
        "google_compute_security_policy_rule",
        "redirect_options.type",
        "EXTERNAL_302|GOOGLE_RECAPTCHA",
    ),
    ("kms", "google_kms_crypto_key", "purpose", _PURPOSES),
    ("container", "google_container_cluster", "node_config.disk_type", _DISK),
    ("container", "google_container_cluster", "node_config.machine_type", _MACHINE),
    ("container", "google_container_node_pool", "node_config.disk_type", _DISK),
    ("container", "google_container_node_pool", "node_config.machine_type", _MACHINE),
    ("container", "google_container_node_pool", "node_config.image_type", _IMAGE),
    ("cloudscheduler", "google_cloud_scheduler_job", "http_target.http_method", _METHODS),
    ("storage", "google_storage_bucket", "autoclass.terminal_storage_class", "NEARLINE|ARCHIVE"),
    (
        "storage",
        "google_storage_bucket_object",
        "storage_class",
        _CLASSES,
    ),
    ("storage", "google_storage_bucket_object", "retention.mode", "Locked|Unlocked"),
    ("storage", "google_storage_notification", "payload_format", "JSON_API_V1|NONE"),
    (
        "logging",
        "google_logging_project_bucket_config",
        "index_configs.type",
        "INDEX_TYPE_STRING|INDEX_TYPE_INTEGER",
    ),
    (
        "monitoring",
        "google_monitoring_uptime_check_config",
        "monitored_resource.type",
        _MONITORED,
    ),
)


def _words(service: str, path: str, pattern: str) -> Callable[[Call], str | None]:
    def check(call: Call) -> str | None:
        for where, given in every(call.values, path):
            if given and not re.fullmatch(pattern, str(given)):
                if service == "compute":
                    return field_error(where, given, "Not a valid value.")
                name = ".".join(camel(part) for part in where.split("."))
                return f"Invalid value at '{name}': \"{given}\""
        return None

    return check


for _service, _type, _path, _pattern in CHOICES:
    rule(
        _service,
        _type,
        says=f"Only words that the API has are taken for {_path}",
        reason="invalid" if _service in ("compute", "storage") else "badRequest",
    )(_words(_service, _path, _pattern))

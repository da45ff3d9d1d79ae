"""One reasonable resource of every type that the catalogue serves, in an order that can be made.

``{type.name}`` stands for the id of what was made before under that name; see ``made``.
"""

from typing import Any

Landscape = list[tuple[str, str, dict[str, Any]]]

PROJECT = "crm-dev"
AGENT = "serviceAccount:service-999999999999@{}.iam.gserviceaccount.com"
ENCRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
ACCOUNT = f"crm-nodes@{PROJECT}.iam.gserviceaccount.com"
MEMBER = f"serviceAccount:{ACCOUNT}"
READ = "projects/crm-dev/locations/us-central1/repositories/images"

NETWORKS: Landscape = [
    ("compute_network", "vpc", {"name": "vpc", "auto_create_subnetworks": False}),
    ("compute_network", "peer", {"name": "peer", "auto_create_subnetworks": False}),
    (
        "compute_subnetwork",
        "nodes",
        {
            "name": "nodes",
            "network": "{vpc}",
            "ip_cidr_range": "10.0.0.0/20",
            "private_ip_google_access": True,
            "secondary_ip_range": [
                {"range_name": "pods", "ip_cidr_range": "10.8.0.0/16"},
                {"range_name": "services", "ip_cidr_range": "10.1.0.0/20"},
            ],
            "log_config": {"flow_sampling": 0.5, "aggregation_interval": "INTERVAL_1_MIN"},
        },
    ),
    (
        "compute_subnetwork",
        "proxy",
        {
            "name": "proxy",
            "network": "{vpc}",
            "ip_cidr_range": "10.3.2.0/23",
            "purpose": "REGIONAL_MANAGED_PROXY",
            "role": "ACTIVE",
        },
    ),
    (
        "compute_network_peering",
        "peering",
        {"name": "to-peer", "network": "{vpc}", "peer_network": "{peer}"},
    ),
    (
        "compute_route",
        "route",
        {
            "name": "out",
            "network": "{vpc}",
            "dest_range": "199.36.153.8/30",
            "next_hop_gateway": "default-internet-gateway",
        },
    ),
    ("compute_router", "router", {"name": "router", "network": "{vpc}"}),
    ("compute_address", "nat-address", {"name": "nat-1"}),
    (
        "compute_address",
        "inside",
        {"name": "inside", "address_type": "INTERNAL", "subnetwork": "{nodes}"},
    ),
    (
        "compute_router_nat",
        "nat",
        {
            "name": "nat",
            "router": "router",
            "nat_ip_allocate_option": "MANUAL_ONLY",
            "nat_ips": ["{nat-address}"],
            "source_subnetwork_ip_ranges_to_nat": "ALL_SUBNETWORKS_ALL_IP_RANGES",
            "enable_dynamic_port_allocation": True,
            "min_ports_per_vm": 64,
            "max_ports_per_vm": 4096,
            "log_config": {"enable": True, "filter": "ERRORS_ONLY"},
        },
    ),
    ("compute_global_address", "web", {"name": "web"}),
    (
        "compute_global_address",
        "producers",
        {
            "name": "producers",
            "purpose": "VPC_PEERING",
            "address_type": "INTERNAL",
            "prefix_length": 20,
            "network": "{vpc}",
        },
    ),
    (
        "service_networking_connection",
        "private",
        {
            "network": "{vpc}",
            "service": "servicenetworking.googleapis.com",
            "reserved_peering_ranges": ["producers"],
        },
    ),
    (
        "network_connectivity_service_connection_policy",
        "psc",
        {
            "name": "redis",
            "location": "us-central1",
            "service_class": "gcp-memorystore",
            "network": "{vpc}",
            "psc_config": {"subnetworks": ["{nodes}"]},
        },
    ),
]

FIREWALLS: Landscape = [
    (
        "compute_firewall",
        "health",
        {
            "name": "health",
            "network": "vpc",
            "source_ranges": ["35.191.0.0/16"],
            "allow": [{"protocol": "tcp", "ports": ["8080"]}],
        },
    ),
    ("compute_network_firewall_policy", "walls", {"name": "walls"}),
    (
        "compute_network_firewall_policy_rule",
        "deny",
        {
            "firewall_policy": "walls",
            "priority": 65000,
            "action": "deny",
            "direction": "EGRESS",
            "match": {"dest_ip_ranges": ["0.0.0.0/0"], "layer4_configs": {"ip_protocol": "all"}},
        },
    ),
    (
        "compute_network_firewall_policy_association",
        "walls-vpc",
        {"name": "vpc", "firewall_policy": "walls", "attachment_target": "{vpc}"},
    ),
    ("compute_security_policy", "edge", {"name": "edge"}),
    (
        "compute_security_policy_rule",
        "sqli",
        {
            "security_policy": "edge",
            "priority": 1000,
            "action": "deny(403)",
            "match": {
                "expr": {
                    "expression": "evaluatePreconfiguredWaf('sqli-v33-stable', {'sensitivity': 1})"
                }
            },
        },
    ),
    (
        "compute_ssl_policy",
        "tls",
        {"name": "tls", "profile": "MODERN", "min_tls_version": "TLS_1_2"},
    ),
    (
        "compute_health_check",
        "alive",
        {"name": "alive", "http_health_check": {"port_specification": "USE_SERVING_PORT"}},
    ),
    (
        "compute_forwarding_rule",
        "endpoint",
        {
            "name": "endpoint",
            "network": "{vpc}",
            "subnetwork": "{nodes}",
            "ip_address": "{inside}",
            "load_balancing_scheme": "",
            "target": "projects/producer-1/regions/us-central1/serviceAttachments/atlas",
        },
    ),
    ("compute_project_metadata_item", "login", {"key": "enable-oslogin", "value": "TRUE"}),
]

IDENTITIES: Landscape = [
    ("service_account", "account", {"account_id": "crm-nodes", "display_name": "Nodes"}),
    (
        "project_iam_custom_role",
        "reader",
        {"role_id": "crmReader", "title": "Reader", "permissions": ["storage.buckets.get"]},
    ),
    ("project_iam_member", "own-role", {"project": PROJECT, "role": "{reader}", "member": MEMBER}),
    (
        "project_iam_member",
        "logs",
        {"project": PROJECT, "role": "roles/logging.logWriter", "member": MEMBER},
    ),
    (
        "project_iam_binding",
        "metrics",
        {"project": PROJECT, "role": "roles/monitoring.metricWriter", "members": [MEMBER]},
    ),
    (
        "project_iam_audit_config",
        "audits",
        {
            "project": PROJECT,
            "service": "allServices",
            "audit_log_config": [{"log_type": "ADMIN_READ"}, {"log_type": "DATA_READ"}],
        },
    ),
    (
        "service_account_iam_member",
        "user",
        {
            "service_account_id": "{account}",
            "role": "roles/iam.serviceAccountUser",
            "member": "group:crm@crm.example.com",
        },
    ),
    (
        "service_account_iam_binding",
        "users",
        {
            "service_account_id": "{account}",
            "role": "roles/iam.serviceAccountTokenCreator",
            "members": ["group:crm@crm.example.com"],
        },
    ),
    ("iam_workload_identity_pool", "ci", {"workload_identity_pool_id": "crm-ci"}),
    (
        "iam_workload_identity_pool_provider",
        "github",
        {
            "workload_identity_pool_id": "crm-ci",
            "workload_identity_pool_provider_id": "github",
            "attribute_mapping": {"google.subject": "assertion.sub"},
            "attribute_condition": "assertion.repository == 'o/r'",
            "oidc": {"issuer_uri": "https://token.actions.githubusercontent.com"},
        },
    ),
]

KEYS: Landscape = [
    ("kms_key_ring", "ring", {"name": "crm", "location": "us-central1"}),
    ("kms_key_ring", "ring-nam4", {"name": "crm", "location": "nam4"}),
    (
        "kms_crypto_key",
        "key",
        {"name": "data", "key_ring": "{ring}", "rotation_period": "7776000s"},
    ),
    ("kms_crypto_key", "key-nam4", {"name": "data", "key_ring": "{ring-nam4}"}),
    ("kms_crypto_key_version", "version", {"crypto_key": "{key}"}),
    (
        "kms_key_ring_iam_member",
        "viewer",
        {"key_ring_id": "{ring}", "role": "roles/cloudkms.viewer", "member": MEMBER},
    ),
    *(
        (
            "kms_crypto_key_iam_member",
            f"use-{domain}",
            {"crypto_key_id": key, "role": ENCRYPTER, "member": AGENT.format(domain)},
        )
        for domain, key in (
            ("gcp-sa-secretmanager", "{key}"),
            ("gcp-sa-pubsub", "{key}"),
            ("gcp-sa-logging", "{key}"),
            ("gcp-sa-artifactregistry", "{key}"),
            ("gs-project-accounts", "{key-nam4}"),
            ("container-engine-robot", "{key}"),
            ("compute-system", "{key}"),
            ("cloud-redis", "{key}"),
            ("gcp-sa-gkebackup", "{key}"),
        )
    ),
]

DATA: Landscape = [
    ("pubsub_topic", "rotation", {"name": "rotation", "kms_key_name": "{key}"}),
    ("pubsub_subscription", "listener", {"name": "listener", "topic": "{rotation}"}),
    (
        "pubsub_topic_iam_member",
        "publisher",
        {"topic": "{rotation}", "role": "roles/pubsub.publisher", "member": MEMBER},
    ),
    (
        "pubsub_subscription_iam_member",
        "subscriber",
        {"subscription": "listener", "role": "roles/pubsub.subscriber", "member": MEMBER},
    ),
    (
        "secret_manager_secret",
        "secret",
        {
            "secret_id": "db-password",
            "replication": {
                "user_managed": {
                    "replicas": {
                        "location": "us-central1",
                        "customer_managed_encryption": {"kms_key_name": "{key}"},
                    }
                }
            },
            "rotation": {
                "rotation_period": "7776000s",
                "next_rotation_time": "2027-01-01T00:00:00Z",
            },
            "topics": [{"name": "{rotation}"}],
        },
    ),
    (
        "secret_manager_secret_version",
        "secret-1",
        {"secret": "{secret}", "secret_data_wo": "s3ntinel", "secret_data_wo_version": "1"},
    ),
    (
        "secret_manager_secret_iam_member",
        "accessor",
        {"secret_id": "{secret}", "role": "roles/secretmanager.secretAccessor", "member": MEMBER},
    ),
    (
        "secret_manager_secret_iam_binding",
        "accessors",
        {"secret_id": "{secret}", "role": "roles/secretmanager.viewer", "members": [MEMBER]},
    ),
    (
        "storage_bucket",
        "bucket",
        {
            "name": "crm-dev-backups",
            "location": "NAM4",
            "force_destroy": True,
            "uniform_bucket_level_access": True,
            "public_access_prevention": "enforced",
            "versioning": {"enabled": True},
            "encryption": {"default_kms_key_name": "{key-nam4}"},
            "lifecycle_rule": [
                {"action": {"type": "Delete"}, "condition": {"age": 30}},
            ],
        },
    ),
    (
        "storage_bucket_iam_member",
        "bucket-reader",
        {"bucket": "{bucket}", "role": "roles/storage.objectViewer", "member": MEMBER},
    ),
    (
        "storage_bucket_iam_binding",
        "bucket-readers",
        {"bucket": "{bucket}", "role": "roles/storage.objectCreator", "members": [MEMBER]},
    ),
    (
        "storage_bucket_object",
        "object",
        {"bucket": "{bucket}", "name": "hello.txt", "content": "hello"},
    ),
    (
        "storage_notification",
        "notification",
        {"bucket": "{bucket}", "payload_format": "JSON_API_V1", "topic": "{rotation}"},
    ),
    (
        "artifact_registry_repository",
        "images",
        {
            "repository_id": "images",
            "location": "us-central1",
            "format": "DOCKER",
            "kms_key_name": "{key}",
        },
    ),
    (
        "artifact_registry_repository_iam_member",
        "puller",
        {"repository": READ, "role": "roles/artifactregistry.reader", "member": MEMBER},
    ),
    ("bigquery_dataset", "costs", {"dataset_id": "costs", "location": "US"}),
    (
        "bigquery_dataset_iam_member",
        "costs-reader",
        {"dataset_id": "costs", "role": "roles/bigquery.dataViewer", "member": MEMBER},
    ),
]

OPERATIONS: Landscape = [
    ("dns_managed_zone", "zone", {"name": "crm", "dns_name": "crm.example.com."}),
    (
        "dns_managed_zone",
        "inner",
        {
            "name": "inner",
            "dns_name": "inner.crm.example.com.",
            "visibility": "private",
            "private_visibility_config": {"networks": [{"network_url": "{vpc}"}]},
        },
    ),
    (
        "dns_record_set",
        "record",
        {
            "managed_zone": "crm",
            "name": "app.crm.example.com.",
            "type": "A",
            "ttl": 300,
            "rrdatas": ["203.0.113.7"],
        },
    ),
    (
        "dns_policy",
        "logging",
        {"name": "logging", "enable_logging": True, "networks": [{"network_url": "{vpc}"}]},
    ),
    (
        "dns_response_policy",
        "responses",
        {"response_policy_name": "responses", "networks": [{"network_url": "{vpc}"}]},
    ),
    (
        "dns_response_policy_rule",
        "response",
        {
            "response_policy": "responses",
            "rule_name": "pga",
            "dns_name": "pga.",
            "local_data": {
                "local_datas": [{"name": "pga.", "type": "A", "rrdatas": ["199.36.153.8"]}]
            },
        },
    ),
    (
        "logging_project_bucket_config",
        "logs-bucket",
        {
            "project": PROJECT,
            "location": "us-central1",
            "bucket_id": "audit",
            "retention_days": 400,
            "cmek_settings": {"kms_key_name": "{key}"},
        },
    ),
    (
        "logging_project_sink",
        "sink",
        {"name": "audit", "destination": "logging.googleapis.com/{logs-bucket}"},
    ),
    (
        "logging_metric",
        "metric",
        {"name": "iam-changes", "filter": 'protoPayload.methodName="SetIamPolicy"'},
    ),
    (
        "logging_project_exclusion",
        "exclusion",
        {"name": "noise", "filter": "severity < INFO"},
    ),
    (
        "monitoring_notification_channel",
        "mail",
        {"type": "email", "labels": {"email_address": "ops@crm.example.com"}},
    ),
    (
        "monitoring_uptime_check_config",
        "uptime",
        {
            "display_name": "web",
            "timeout": "10s",
            "period": "60s",
            "http_check": {"path": "/healthz", "port": 443, "use_ssl": True},
            "monitored_resource": {
                "type": "uptime_url",
                "labels": {"project_id": PROJECT, "host": "app.crm.example.com"},
            },
        },
    ),
    (
        "monitoring_alert_policy",
        "alert",
        {
            "display_name": "down",
            "combiner": "OR",
            "conditions": [
                {
                    "display_name": "down",
                    "condition_threshold": {
                        "filter": 'metric.type="x"',
                        "comparison": "COMPARISON_GT",
                        "duration": "60s",
                    },
                }
            ],
        },
    ),
    ("monitoring_dashboard", "board", {"dashboard_json": '{"displayName":"crm"}'}),
    (
        "billing_budget",
        "budget",
        {
            "billing_account": "0A0A0A-0B0B0B-0C0C0C",
            "display_name": "crm",
            "amount": {"specified_amount": {"currency_code": "USD", "units": "900"}},
            "threshold_rules": [{"threshold_percent": 0.9}],
        },
    ),
    (
        "essential_contacts_contact",
        "contact",
        {
            "parent": f"projects/{PROJECT}",
            "email": "security@crm.example.com",
            "language_tag": "en",
            "notification_category_subscriptions": ["SECURITY"],
        },
    ),
    (
        "org_policy_policy",
        "policy",
        {
            "parent": f"projects/{PROJECT}",
            "name": f"projects/{PROJECT}/policies/iam.disableServiceAccountKeyCreation",
            "spec": {"rules": [{"enforce": "TRUE"}]},
        },
    ),
    ("project", "project", {"project_id": "crm-other", "name": "Other", "org_id": "123456789012"}),
    ("project_service", "service", {"service": "compute.googleapis.com", "project": "crm-other"}),
]

WORKLOADS: Landscape = [
    (
        "container_cluster",
        "cluster",
        {
            "name": "crm",
            "location": "us-central1",
            "network": "{vpc}",
            "subnetwork": "{nodes}",
            "remove_default_node_pool": True,
            "initial_node_count": 1,
            "datapath_provider": "ADVANCED_DATAPATH",
            "release_channel": {"channel": "REGULAR"},
            "ip_allocation_policy": {
                "cluster_secondary_range_name": "pods",
                "services_secondary_range_name": "services",
            },
            "private_cluster_config": {
                "enable_private_nodes": True,
                "enable_private_endpoint": True,
                "master_ipv4_cidr_block": "172.16.0.0/28",
            },
            "control_plane_endpoints_config": {
                "dns_endpoint_config": {"allow_external_traffic": True}
            },
            "workload_identity_config": {"workload_pool": f"{PROJECT}.svc.id.goog"},
            "database_encryption": {"state": "ENCRYPTED", "key_name": "{key}"},
            "addons_config": {"gke_backup_agent_config": {"enabled": True}},
        },
    ),
    (
        "container_node_pool",
        "pool",
        {
            "name": "system",
            "cluster": "{cluster}",
            "autoscaling": {"total_min_node_count": 1, "total_max_node_count": 3},
            "max_pods_per_node": 64,
            "node_config": {
                "machine_type": "e2-standard-2",
                "disk_size_gb": 50,
                "service_account": ACCOUNT,
                "boot_disk_kms_key": "{key}",
                "spot": True,
                "workload_metadata_config": {"mode": "GKE_METADATA"},
            },
            "upgrade_settings": {"max_surge": 1, "max_unavailable": 0},
        },
    ),
    (
        "gke_backup_backup_plan",
        "backups",
        {
            "name": "crm",
            "location": "us-central1",
            "cluster": "{cluster}",
            "backup_config": {
                "all_namespaces": True,
                "include_secrets": True,
                "encryption_key": {"gcp_kms_encryption_key": "{key}"},
            },
            "backup_schedule": {"cron_schedule": "0 * * * *"},
            "retention_policy": {"backup_retain_days": 7},
        },
    ),
    (
        "gke_backup_restore_plan",
        "restores",
        {
            "name": "crm",
            "location": "us-central1",
            "cluster": "{cluster}",
            "backup_plan": "{backups}",
            "restore_config": {
                "all_namespaces": True,
                "namespaced_resource_restore_mode": "FAIL_ON_CONFLICT",
                "volume_data_restore_policy": "RESTORE_VOLUME_DATA_FROM_BACKUP",
                "cluster_resource_restore_scope": {"all_group_kinds": True},
                "cluster_resource_conflict_policy": "USE_EXISTING_VERSION",
            },
        },
    ),
    (
        "binary_authorization_policy",
        "images-allowed",
        {
            "default_admission_rule": {
                "evaluation_mode": "ALWAYS_ALLOW",
                "enforcement_mode": "DRYRUN_AUDIT_LOG_ONLY",
            }
        },
    ),
    (
        "cloud_run_v2_service",
        "service-scoring",
        {
            "name": "scoring",
            "location": "us-central1",
            "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY",
            "template": {
                "service_account": ACCOUNT,
                "containers": [
                    {
                        "image": "us-docker.pkg.dev/cloudrun/container/hello",
                        "env": [
                            {
                                "name": "PASSWORD",
                                "value_source": {
                                    "secret_key_ref": {"secret": "{secret}", "version": "latest"}
                                },
                            }
                        ],
                        "resources": {"limits": {"cpu": "1", "memory": "512Mi"}},
                    }
                ],
                "scaling": {"max_instance_count": 4},
                "vpc_access": {
                    "egress": "PRIVATE_RANGES_ONLY",
                    "network_interfaces": [{"network": "{vpc}", "subnetwork": "{nodes}"}],
                },
            },
        },
    ),
    (
        "cloud_run_v2_service_iam_member",
        "invoker",
        {
            "name": "{service-scoring}",
            "location": "us-central1",
            "role": "roles/run.invoker",
            "member": MEMBER,
        },
    ),
    (
        "cloud_run_v2_job",
        "job-import",
        {
            "name": "import",
            "location": "us-central1",
            "template": {
                "template": {
                    "service_account": ACCOUNT,
                    "containers": [{"image": "us-docker.pkg.dev/cloudrun/container/job"}],
                }
            },
        },
    ),
    (
        "cloud_run_v2_job_iam_member",
        "runner",
        {
            "name": "{job-import}",
            "location": "us-central1",
            "role": "roles/run.invoker",
            "member": MEMBER,
        },
    ),
    (
        "cloud_scheduler_job",
        "hourly",
        {
            "name": "hourly",
            "region": "us-central1",
            "schedule": "0 * * * *",
            "time_zone": "Etc/UTC",
            "pubsub_target": {"topic_name": "{rotation}", "data": "e30="},
        },
    ),
    (
        "redis_instance",
        "cache",
        {
            "name": "cache",
            "region": "us-central1",
            "tier": "STANDARD_HA",
            "memory_size_gb": 5,
            "replica_count": 1,
            "redis_version": "REDIS_7_2",
            "authorized_network": "{vpc}",
            "connect_mode": "PRIVATE_SERVICE_ACCESS",
            "reserved_ip_range": "producers",
            "auth_enabled": True,
            "transit_encryption_mode": "SERVER_AUTHENTICATION",
            "customer_managed_key": "{key}",
            "maintenance_policy": {
                "weekly_maintenance_window": {"day": "SUNDAY", "start_time": {"hours": 4}}
            },
        },
    ),
]

LANDSCAPE: Landscape = [
    *NETWORKS,
    *FIREWALLS,
    *IDENTITIES,
    *KEYS,
    *DATA,
    *OPERATIONS,
    *WORKLOADS,
]


def made(given: Any, ids: dict[str, str]) -> Any:
    """The configuration with the ids of what stands in place of their names."""
    if isinstance(given, str):
        for name, id_ in ids.items():
            given = given.replace(f"{{{name}}}", id_)
        return given
    if isinstance(given, list):
        return [made(item, ids) for item in given]
    if isinstance(given, dict):
        return {key: made(item, ids) for key, item in given.items()}
    return given

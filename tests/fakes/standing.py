"""Resources as they stand in a small, sound environment; a test breaks what it needs broken."""

from typing import Any

from crm_infra.state.document import StandingResource

PROJECT = "crm-dev-platform"
REGION = f"projects/{PROJECT}/regions/us-central1"
NODES = 'module.region["primary"].google_compute_subnetwork.nodes'


def resource(kind: str, name: str, **values: Any) -> StandingResource:
    return StandingResource(f"{kind}.{name}", kind, {"name": name, **values})


def nodes_subnet(**changed: Any) -> StandingResource:
    values = {
        "id": f"{REGION}/subnetworks/crm-nodes-us-central1",
        "name": "crm-nodes-us-central1",
        "region": "us-central1",
        "purpose": "PRIVATE",
        "ip_cidr_range": "10.0.0.0/20",
        "private_ip_google_access": True,
        "log_config": [{"flow_sampling": 0.1}],
        "secondary_ip_range": [
            {"range_name": "pods", "ip_cidr_range": "10.1.0.0/16"},
            {"range_name": "services", "ip_cidr_range": "10.0.64.0/20"},
        ],
    }
    return StandingResource(NODES, "google_compute_subnetwork", values | changed)


def proxy_subnet() -> StandingResource:
    return resource(
        "google_compute_subnetwork",
        "crm-proxy-only-us-central1",
        region="us-central1",
        purpose="REGIONAL_MANAGED_PROXY",
        ip_cidr_range="10.0.18.0/23",
        private_ip_google_access=False,
        log_config=[],
    )


def nat(**changed: Any) -> StandingResource:
    values = {
        "region": "us-central1",
        "nat_ip_allocate_option": "MANUAL_ONLY",
        "nat_ips": ["https://www.googleapis.com/compute/v1/…/crm-nat-01"],
        "source_subnetwork_ip_ranges_to_nat": "LIST_OF_SUBNETWORKS",
        "subnetwork": [
            {
                "name": f"{REGION}/subnetworks/crm-nodes-us-central1",
                "source_ip_ranges_to_nat": ["PRIMARY_IP_RANGE", "LIST_OF_SECONDARY_IP_RANGES"],
                "secondary_ip_range_names": ["pods"],
            }
        ],
    }
    return resource("google_compute_router_nat", "crm-us-central1", **(values | changed))


def network(**changed: Any) -> StandingResource:
    values = {
        "id": f"projects/{PROJECT}/global/networks/crm",
        "name": "crm",
        "routing_mode": "REGIONAL",
        "auto_create_subnetworks": False,
        "delete_default_routes_on_create": True,
    }
    return StandingResource(
        "google_compute_network.this", "google_compute_network", values | changed
    )


def firewall_rule(name: str, priority: int, action: str, direction: str) -> StandingResource:
    side = "src_ip_ranges" if direction == "INGRESS" else "dest_ip_ranges"
    protocol = "all" if action == "deny" else "tcp"
    match = {side: ["0.0.0.0/0"], "layer4_configs": [{"ip_protocol": protocol, "ports": []}]}
    return resource(
        "google_compute_network_firewall_policy_rule",
        name,
        rule_name=name,
        priority=priority,
        action=action,
        direction=direction,
        match=[match],
    )


def sound_network() -> tuple[StandingResource, ...]:
    return (
        network(),
        nodes_subnet(),
        proxy_subnet(),
        nat(),
        resource("google_compute_address", "nat-01", region="us-central1", address="203.0.113.80"),
        resource(
            "google_compute_global_address",
            "crm-private-services-us-central1",
            purpose="VPC_PEERING",
            address="10.0.32.0",
            prefix_length=20,
        ),
        resource("google_service_networking_connection", "this", service="peer.example.com"),
        firewall_rule("to-external-services", 3000, "allow", "EGRESS"),
        firewall_rule("deny-ingress", 65000, "deny", "INGRESS"),
        firewall_rule("deny-egress", 65010, "deny", "EGRESS"),
    )


def key(**changed: Any) -> StandingResource:
    values = {
        "id": f"projects/{PROJECT}/locations/us-central1/keyRings/crm/cryptoKeys/disks",
        "purpose": "ENCRYPT_DECRYPT",
        "rotation_period": "7776000s",
    }
    return resource("google_kms_crypto_key", "disks", **(values | changed))


def bucket(**changed: Any) -> StandingResource:
    values = {
        "uniform_bucket_level_access": True,
        "public_access_prevention": "enforced",
        "versioning": [{"enabled": True}],
        "retention_policy": [],
    }
    return resource("google_storage_bucket", "reports", **(values | changed))


def audit(**changed: Any) -> StandingResource:
    kinds = ("ADMIN_READ", "DATA_READ", "DATA_WRITE")
    values = {
        "service": "allServices",
        "audit_log_config": [{"log_type": kind, "exempted_members": []} for kind in kinds],
    }
    return resource("google_project_iam_audit_config", "all", **(values | changed))


def sound_foundation() -> tuple[StandingResource, ...]:
    return (key(), bucket(), audit())

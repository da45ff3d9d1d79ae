"""Clusters as they stand in a sound environment with one or two regions."""

from typing import Any

from crm_infra.state.document import StandingResource
from tests.fakes.standing import PROJECT, resource

ZONES = {
    "us-central1": ["us-central1-a", "us-central1-b", "us-central1-c"],
    "us-east1": ["us-east1-b", "us-east1-c", "us-east1-d"],
}


def cluster(region: str = "us-central1", **changed: Any) -> StandingResource:
    key = f"projects/{PROJECT}/locations/{region}/keyRings/crm/cryptoKeys/gke"
    disks = f"projects/{PROJECT}/locations/{region}/keyRings/crm/cryptoKeys/disks"
    values = {
        "id": f"projects/{PROJECT}/locations/{region}/clusters/crm-{region}",
        "name": f"crm-{region}",
        "location": region,
        "node_locations": ZONES[region],
        "master_version": "1.35.8-gke.1000000",
        "release_channel": [{"channel": "REGULAR"}],
        "private_cluster_config": [{"enable_private_nodes": True, "enable_private_endpoint": True}],
        "control_plane_endpoints_config": [
            {
                "dns_endpoint_config": [{"endpoint": "gke-1.us-central1.gke.goog"}],
                "ip_endpoints_config": [{"enabled": True}],
            }
        ],
        "master_authorized_networks_config": [
            {
                "cidr_blocks": [{"cidr_block": "10.0.0.0/20"}],
                "gcp_public_cidrs_access_enabled": False,
            }
        ],
        "workload_identity_config": [{"workload_pool": f"{PROJECT}.svc.id.goog"}],
        "database_encryption": [{"state": "ENCRYPTED", "key_name": key}],
        "cluster_autoscaling": [
            {
                "enabled": True,
                "resource_limits": [
                    {"resource_type": "cpu", "minimum": 0, "maximum": 16},
                    {"resource_type": "memory", "minimum": 0, "maximum": 64},
                ],
                "auto_provisioning_defaults": [{"boot_disk_kms_key": disks}],
            }
        ],
        "default_max_pods_per_node": 64,
        "ip_allocation_policy": [{"cluster_ipv4_cidr_block": "10.1.0.0/16"}],
        "cluster_ipv4_cidr": "10.1.0.0/16",
    }
    return StandingResource(
        f'module.cluster["{region}"].google_container_cluster.this',
        "google_container_cluster",
        values | changed,
    )


def node(**changed: Any) -> dict[str, Any]:
    account = f"crm-nodes@{PROJECT}.iam.gserviceaccount.com"
    values = {
        "machine_type": "e2-standard-2",
        "disk_size_gb": 50,
        "disk_type": "pd-balanced",
        "spot": False,
        "taint": [],
        "service_account": account,
        "boot_disk_kms_key": "projects/x/locations/us-central1/keyRings/crm/cryptoKeys/disks",
        "workload_metadata_config": [{"mode": "GKE_METADATA"}],
    }
    return values | changed


def pool(name: str, region: str = "us-central1", **changed: Any) -> StandingResource:
    taint = {"key": "crm.example.com/pool", "value": name, "effect": "NO_SCHEDULE"}
    values = {
        "name": name,
        "cluster": f"projects/{PROJECT}/locations/{region}/clusters/crm-{region}",
        "location": region,
        "node_locations": ZONES[region][:1],
        "node_count": 1,
        "autoscaling": [{"total_min_node_count": 1, "total_max_node_count": 3}],
        "upgrade_settings": [{"max_surge": 1, "max_unavailable": 0}],
        "node_config": [node() if name == "system" else node(spot=True, taint=[taint])],
    }
    return StandingResource(
        f'module.cluster["{region}"].module.pool["{name}"].google_container_node_pool.this',
        "google_container_node_pool",
        values | changed,
    )


def service(name: str = "contact-import", **changed: Any) -> StandingResource:
    template = {
        "vpc_access": [{"network_interfaces": [{"network": "crm"}], "egress": "ALL_TRAFFIC"}],
        "scaling": [{"min_instance_count": 0, "max_instance_count": 4}],
    }
    values = {
        "location": "us-central1",
        "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY",
        "template": [template],
    }
    return resource("google_cloud_run_v2_service", name, **(values | changed))


def job(name: str = "ai-scoring", **changed: Any) -> StandingResource:
    task = {"vpc_access": [{"network_interfaces": [{"network": "crm"}]}], "max_retries": 3}
    values = {"location": "us-central1", "template": [{"template": [task]}]}
    return resource("google_cloud_run_v2_job", name, **(values | changed))


def backup_plan(region: str = "us-central1", **changed: Any) -> StandingResource:
    values = {
        "location": "us-east1",
        "cluster": f"projects/{PROJECT}/locations/{region}/clusters/crm-{region}",
        "backup_schedule": [{"cron_schedule": "0 3 * * *"}],
        "retention_policy": [{"backup_retain_days": 7}],
        "backup_config": [{"encryption_key": [{"gcp_kms_encryption_key": "projects/x/key"}]}],
    }
    return resource("google_gke_backup_backup_plan", f"crm-{region}", **(values | changed))


def region(name: str = "us-central1") -> tuple[StandingResource, ...]:
    pools = (pool(one, name) for one in ("system", "frontend", "backend"))
    return (cluster(name), *pools, backup_plan(name))


def sound_cluster(*regions: str) -> tuple[StandingResource, ...]:
    """A cluster in each region, the first one by default; services in the primary region."""
    standing = [one for name in regions or ("us-central1",) for one in region(name)]
    topic = resource("google_pubsub_topic", "contact-import")
    dead = resource("google_pubsub_topic", "contact-import-dead")
    told = resource(
        "google_pubsub_subscription",
        "contact-import-push",
        topic=f"projects/{PROJECT}/topics/contact-import",
        dead_letter_policy=[
            {"dead_letter_topic": f"projects/{PROJECT}/topics/contact-import-dead"}
        ],
    )
    schedule = resource(
        "google_cloud_scheduler_job", "ai-scoring", region="us-central1", schedule="0 4 * * *"
    )
    return (*standing, service(), job(), topic, dead, told, schedule)

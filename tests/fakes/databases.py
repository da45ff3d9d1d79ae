"""Databases as they stand in a sound environment with one or three regions."""

from typing import Any

from crm_infra.state.document import StandingResource
from tests.fakes.standing import PROJECT, resource

ATLAS = "6745a1b2c3d4e5f6a7b8c9d0"
CENTRAL, EAST, WEST = "CENTRAL_US", "EASTERN_US", "WESTERN_US"
ONE_REGION = ((CENTRAL, 3),)
THREE_REGIONS = ((CENTRAL, 2), (EAST, 2), (WEST, 1))
KINDS = ("hourly", "daily", "weekly", "monthly")


def mongo(regions: tuple[tuple[str, int], ...] = ONE_REGION, **changed: Any) -> StandingResource:
    configs = [
        {
            "region_name": name,
            "provider_name": "GCP",
            "priority": 7 - place,
            "electable_specs": {"node_count": count, "instance_size": "M10", "disk_size_gb": 10},
            "auto_scaling": {"compute_enabled": True, "compute_max_instance_size": "M20"},
        }
        for place, (name, count) in enumerate(regions)
    ]
    values = {
        "project_id": ATLAS,
        "name": "crm",
        "cluster_id": "6745a1b2c3d4e5f6a7b8c9d1",
        "mongo_db_major_version": "8.0",
        "backup_enabled": True,
        "pit_enabled": True,
        "encryption_at_rest_provider": "GCP",
        "termination_protection_enabled": False,
        "replication_specs": [{"region_configs": configs}],
    }
    return StandingResource(
        "mongodbatlas_advanced_cluster.this", "mongodbatlas_advanced_cluster", values | changed
    )


def schedule(**changed: Any) -> StandingResource:
    items = {
        f"policy_item_{kind}": [
            {"frequency_interval": 1, "retention_unit": "days", "retention_value": 7}
        ]
        for kind in KINDS
    }
    copies = {"region_name": EAST, "frequencies": [k.upper() for k in KINDS]}
    values = {
        "project_id": ATLAS,
        "cluster_name": "crm",
        "restore_window_days": 2,
        "copy_settings": [{**copies, "cloud_provider": "GCP", "should_copy_oplogs": True}],
        **items,
    }
    return StandingResource(
        "mongodbatlas_cloud_backup_schedule.this",
        "mongodbatlas_cloud_backup_schedule",
        values | changed,
    )


def user(name: str = "crm-backend", **changed: Any) -> StandingResource:
    values = {
        "project_id": ATLAS,
        "username": name,
        "auth_database_name": "admin",
        "password_wo_version": 1,
        "roles": [{"role_name": "crm-backend", "database_name": "admin", "collection_name": ""}],
        "scopes": [{"name": "crm", "type": "CLUSTER"}],
    }
    return StandingResource(
        f'mongodbatlas_database_user.this["{name}"]', "mongodbatlas_database_user", values | changed
    )


def role(resources: dict[str, Any] | None = None) -> StandingResource:
    within = resources or {"database_name": "crm", "collection_name": "", "cluster": False}
    values = {
        "role_name": "crm-backend",
        "actions": [{"action": "FIND", "resources": [within]}],
        "inherited_roles": [],
    }
    return StandingResource(
        'mongodbatlas_custom_db_role.this["backend"]', "mongodbatlas_custom_db_role", values
    )


def access(cidr: str = "10.0.0.0/20", **changed: Any) -> StandingResource:
    values = {"project_id": ATLAS, "cidr_block": cidr, "comment": "nodes"}
    return StandingResource(
        f'mongodbatlas_project_ip_access_list.this["{cidr}"]',
        "mongodbatlas_project_ip_access_list",
        values | changed,
    )


def encryption(**kms: Any) -> StandingResource:
    config = {"enabled": True, "valid": True, "role_id": "6745a1b2c3d4e5f6a7b8c9d2"}
    return StandingResource(
        "mongodbatlas_encryption_at_rest.this",
        "mongodbatlas_encryption_at_rest",
        {"project_id": ATLAS, "google_cloud_kms_config": [config | kms]},
    )


def redis(region: str = "us-central1", **changed: Any) -> StandingResource:
    key = f"projects/{PROJECT}/locations/{region}/keyRings/crm/cryptoKeys/redis"
    values = {
        "region": region,
        "redis_version": "REDIS_7_2",
        "tier": "BASIC",
        "memory_size_gb": 1,
        "replica_count": 0,
        "auth_enabled": True,
        "transit_encryption_mode": "SERVER_AUTHENTICATION",
        "connect_mode": "PRIVATE_SERVICE_ACCESS",
        "customer_managed_key": key,
        "maintenance_policy": [
            {"weekly_maintenance_window": [{"day": "SUNDAY", "start_time": [{"hours": 4}]}]}
        ],
    }
    return resource("google_redis_instance", f"crm-{region}", **(values | changed))


def link(region: str = "us-central1") -> tuple[StandingResource, ...]:
    name = f"crm-atlas-{region}"
    rule = resource(
        "google_compute_forwarding_rule",
        name,
        region=region,
        ip_address=f"projects/{PROJECT}/regions/{region}/addresses/{name}",
        psc_connection_status="ACCEPTED",
    )
    service = resource(
        "mongodbatlas_privatelink_endpoint_service",
        name,
        endpoint_service_id=name,
        private_endpoint_ip_address="10.0.16.2",
        gcp_endpoint_status="AVAILABLE",
    )
    return rule, service


def sound_databases(*, three: bool = False) -> tuple[StandingResource, ...]:
    """One region; or the recovery region and the witness beside it."""
    standing = ("us-central1", "us-east1") if three else ("us-central1",)
    return (
        mongo(THREE_REGIONS if three else ONE_REGION),
        schedule(),
        user(),
        role(),
        access(),
        encryption(),
        *(redis(region) for region in standing),
        *(one for region in standing for one in link(region)),
    )

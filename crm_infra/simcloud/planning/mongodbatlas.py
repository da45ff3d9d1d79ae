"""MongoDB Atlas: what an update unsettles, and what its provider checks beside its schema.

Checks are in ``atlas_checks``; what a change does to a cluster is in ``atlas_cluster``.
"""

from collections.abc import Iterable

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.planning import atlas_checks, atlas_cluster


def _link(draft: Draft) -> Iterable[Fault]:
    """Which kind of endpoint a service takes is settled when it is made."""
    name = "port_mapping_enabled"
    if draft.prior is not None and bool(draft.prior.get(name)) is not bool(draft.values.get(name)):
        yield Fault("`port_mapping_enabled` cannot be changed after resource creation")


QUIRKS = {
    "mongodbatlas_advanced_cluster": Quirks(
        check=atlas_checks.cluster,
        adjust=atlas_cluster.adjust,
        unsettled=frozenset(
            {
                "advanced_configuration",
                "config_server_type",
                "connection_strings",
                "mongo_db_version",
                "replication_specs",
                "state_name",
            }
        ),
        defaults={"delete_on_create_timeout": True},
    ),
    "mongodbatlas_alert_configuration": Quirks(
        check=atlas_checks.alert,
        unsettled=frozenset(
            {"metric_threshold_config", "notification", "threshold_config", "updated"}
        ),
    ),
    "mongodbatlas_cloud_backup_schedule": Quirks(check=atlas_checks.backup_schedule),
    "mongodbatlas_custom_db_role": Quirks(check=atlas_checks.custom_role),
    "mongodbatlas_database_user": Quirks(check=atlas_checks.database_user, unsettled=frozenset()),
    "mongodbatlas_encryption_at_rest": Quirks(
        check=atlas_checks.encryption_at_rest, unsettled=frozenset({"google_cloud_kms_config"})
    ),
    "mongodbatlas_log_integration": Quirks(
        adjust=atlas_cluster.created_only("project_id"), unsettled=frozenset()
    ),
    "mongodbatlas_maintenance_window": Quirks(check=atlas_checks.maintenance_window),
    "mongodbatlas_privatelink_endpoint": Quirks(adjust=_link),
    "mongodbatlas_privatelink_endpoint_service": Quirks(check=atlas_checks.private_endpoint),
    "mongodbatlas_project_ip_access_list": Quirks(check=atlas_checks.access_list),
    "mongodbatlas_project": Quirks(
        adjust=atlas_cluster.created_only("project_owner_id", "with_default_alerts_settings"),
        unsettled=frozenset({"region_usage_restrictions"}),
        defaults={"with_default_alerts_settings": True},
    ),
    "mongodbatlas_project_service_account": Quirks(
        adjust=atlas_cluster.created_only("project_id", "secret_expires_after_hours"),
        unsettled=frozenset(),
    ),
    "mongodbatlas_service_account": Quirks(
        adjust=atlas_cluster.created_only("org_id", "secret_expires_after_hours"),
        unsettled=frozenset(),
    ),
}

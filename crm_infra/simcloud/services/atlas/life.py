"""Clusters: what the Admin API refuses to do to them, or because of what else stands.

Backups that recovery starts from, keys, work that is still going on, protection and pauses.
"""

from crm_infra.simcloud.services.atlas import topology
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, refuses
from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.services.registry import DELETE, UPDATE


@refuses(
    "clusters",
    CLUSTER,
    says="Point-in-time recovery needs backups",
    reason="CANNOT_ENABLE_PIT_WITHOUT_BACKUP",
)
def pit(call: Call) -> Detail | None:
    """Refuse a window of the oplog without snapshots to start from."""
    if call.get("pit_enabled") is True and call.get("backup_enabled") is not True:
        return Detail("Continuous Cloud Backup cannot be enabled when Cloud Backup is disabled.")
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="Encryption with one's own keys is set up in the project first",
    reason="ENCRYPTION_AT_REST_NOT_CONFIGURED_FOR_PROVIDER",
)
def own_keys(call: Call) -> Detail | None:
    """Refuse a provider of keys that the project has no key of."""
    given = call.text("encryption_at_rest_provider")
    if given in ("", "NONE") or not call.changed_or_new("encryption_at_rest_provider"):
        return None
    blocks = {"GCP": "google_cloud_kms_config", "AWS": "aws_kms_config"}
    block = blocks.get(given, "azure_key_vault_config")
    for setup in call.others("mongodbatlas_encryption_at_rest"):
        if dig(setup.values, f"{block}.enabled") is True:
            return None
    text = f"Encryption at rest is not enabled for provider {given} in this project."
    return Detail(text, given)


@refuses(
    "clusters",
    CLUSTER,
    says="A least time in the oplog needs a disk that grows",
    reason="OPLOG_MIN_RETENTION_HOURS_NO_DISK_AUTO_SCALING",
)
def oplog_hours(call: Call) -> Detail | None:
    """Refuse hours that a full disk would break."""
    hours = call.get("advanced_configuration.oplog_min_retention_hours")
    path = "advanced_configuration.oplog_min_retention_hours"
    if not hours or not call.changed_or_new(path):
        return None
    if all(
        dig(c, "auto_scaling.disk_gb_enabled") is True for _, c in topology.configs(call.values)
    ):
        return None
    return Detail("Cannot set oplogMinRetentionHours because disk auto-scaling is not enabled.")


@refuses(
    "clusters",
    CLUSTER,
    says="A cluster that is changing takes no second change",
    code=409,
    reason="CLUSTER_UPDATE_IN_PROGRESS",
    on=(UPDATE, DELETE),
)
def busy(call: Call) -> Detail | None:
    """Refuse while Atlas is still at work."""
    standing = call.world.find((CLUSTER,), call.id, call.place)
    if standing is None or standing.stage == "ready":
        return None
    doing = {"creating": "CREATING", "updating": "UPDATING"}.get(standing.stage, "DELETING")
    text = f"Cannot update cluster {call.text('name')} while it is {doing}."
    return Detail(text, call.text("name"), doing)


@refuses(
    "clusters",
    CLUSTER,
    says="A cluster with termination protection stays",
    reason="CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED",
    on=(DELETE,),
)
def protected(call: Call) -> Detail | None:
    """Refuse to end what is protected."""
    if call.before("termination_protection_enabled") is not True:
        return None
    return Detail("Cannot terminate a cluster when termination protection is enabled.")


@refuses(
    "clusters",
    CLUSTER,
    says="A paused cluster is started before anything else is done to it",
    code=409,
    reason="CANNOT_UPDATE_PAUSED_CLUSTER",
    on=(UPDATE,),
)
def paused(call: Call) -> Detail | None:
    """Refuse changes of what does not run."""
    if call.before("paused") is True and call.get("paused") is not False:
        text = f"Cannot update cluster {call.text('name')} while it is paused or being paused."
        return Detail(text, call.text("name"))
    return None

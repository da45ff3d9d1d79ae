"""Backup for GKE: plans by which clusters are backed up, and by which they are restored.

What the API fills in beside what the catalogue says, and what it refuses.
"""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.services.encryption import agent_of, may_not_use, unusable, withheld
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, UPDATE, completes, rule
from crm_infra.simcloud.values import Values

BACKUP: Final = "google_gke_backup_backup_plan"
RESTORE: Final = "google_gke_backup_restore_plan"
CLUSTER: Final = "google_container_cluster"
_ADDON: Final = "addons_config.gke_backup_agent_config.enabled"
_AGENT: Final = "gcp-sa-gkebackup"
_KEY: Final = "backup_config.encryption_key.gcp_kms_encryption_key"
_NAME: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_CRON: Final = re.compile(r"[\d*,/-]+(?: [\d*,/A-Za-z-]+){4}")
_LONGEST_LOCK: Final = 90
_LONGEST: Final = 365
_RPO_MINUTES: Final = (60, 86400)


@completes(BACKUP)
def backup_plan(_call: Call) -> Values:
    """What the API fills in for a backup plan."""
    return {
        "protected_namespace_count": 0,
        "protected_pod_count": 0,
        "backup_config.include_secrets": False,
        "backup_config.include_volume_data": False,
        "backup_schedule.paused": False,
        "retention_policy.backup_delete_lock_days": 0,
        "retention_policy.backup_retain_days": 0,
        "retention_policy.locked": False,
        "retention_policy": [
            {"backup_delete_lock_days": 0, "backup_retain_days": 0, "locked": False}
        ],
    }


@rule(
    "gkebackup",
    BACKUP,
    RESTORE,
    says="A name is at most 63 lower-case letters, digits, hyphens",
    on=(CREATE,),
    reason="",
)
def name(call: Call) -> str | None:
    """Refuse names that are none."""
    given = call.text("name")
    kind = "backupPlan" if call.type == BACKUP else "restorePlan"
    return None if not given or _NAME.fullmatch(given) else f"Invalid {kind}Id: {given}"


@rule("gkebackup", BACKUP, RESTORE, says="A plan lies in a region", on=(CREATE,), reason="")
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    return None if not given or is_region(given) else f"Location {given} is not supported."


@rule(
    "gkebackup",
    BACKUP,
    RESTORE,
    says="The cluster of a plan has the add-on for backups",
    on=(CREATE,),
    reason="failedPrecondition",
)
def agent(call: Call) -> str | None:
    """Refuse clusters that nothing can be backed up from."""
    cluster = call.target("cluster", CLUSTER)
    if cluster is None or dig(cluster.values, _ADDON) is True:
        return None
    return (
        f"Backup for GKE is not enabled on cluster {cluster.id}. Enable the add-on"
        " gke_backup_agent_config and try again."
    )


@rule("gkebackup", BACKUP, says="The key of backups lies where the plan does", reason="")
def key_location(call: Call) -> str | None:
    """Refuse a key of another place."""
    given, place = call.text(_KEY), call.text("location")
    if given and place and not same_location(given, place):
        return f"Encryption key {given} must be in the same region as the backup plan: {place}."
    return None


@rule(
    "gkebackup",
    BACKUP,
    says="The service agent may use the key of backups, and the key can be used",
    reason="failedPrecondition",
)
def key_granted(call: Call) -> str | None:
    """Refuse a key that the service agent cannot use."""
    if not call.changed_or_new(_KEY):
        return None
    held = withheld(call, call.text(_KEY), _AGENT)
    return may_not_use(held, agent_of(call, _AGENT)) if held else unusable(call, call.text(_KEY))


@rule(
    "gkebackup",
    BACKUP,
    says="Backups are kept for at most 365 days, locked for at most 90, and no longer locked than"
    " kept",
    reason="",
)
def retention(call: Call) -> str | None:
    """Refuse retention out of bounds."""
    kept = call.get("retention_policy.backup_retain_days", 0)
    locked = call.get("retention_policy.backup_delete_lock_days", 0)
    if not 0 <= locked <= _LONGEST_LOCK:
        return f"backup_delete_lock_days must be between 0 and {_LONGEST_LOCK}: {int(locked)}"
    if not 0 <= kept <= _LONGEST:
        return f"backup_retain_days must be between 0 and {_LONGEST}: {int(kept)}"
    if kept and locked > kept:
        return (
            f"backup_retain_days ({int(kept)}) must be greater than or equal to"
            f" backup_delete_lock_days ({int(locked)})."
        )
    return None


@rule(
    "gkebackup",
    BACKUP,
    says="A schedule is a time table or an objective, one of them, and needs backups to be kept",
    reason="",
)
def schedule(call: Call) -> str | None:
    """Refuse schedules that are none, and those whose backups pile up."""
    cron = call.text("backup_schedule.cron_schedule")
    minutes = call.get("backup_schedule.rpo_config.target_rpo_minutes")
    if cron and minutes is not None:
        return "Only one of cron_schedule and rpo_config may be specified."
    if cron and not _CRON.fullmatch(cron):
        return f'Invalid cron_schedule: "{cron}"'
    least, most = _RPO_MINUTES
    if minutes is not None and not least <= minutes <= most:
        return f"target_rpo_minutes must be between {least} and {most}: {int(minutes)}"
    if (cron or minutes is not None) and not call.get("retention_policy.backup_retain_days"):
        return "backup_retain_days must be set when a backup schedule is specified."
    return None


@rule(
    "gkebackup",
    BACKUP,
    says="A locked retention is not changed any more",
    on=(UPDATE,),
    reason="failedPrecondition",
)
def locked(call: Call) -> str | None:
    """Refuse changes of a retention that is locked."""
    if call.before("retention_policy.locked") is True and call.changed("retention_policy"):
        return f"The retention policy of backup plan {call.id} is locked and cannot be updated."
    return None

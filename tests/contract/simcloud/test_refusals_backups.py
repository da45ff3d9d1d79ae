"""What the simulated Backup for GKE refuses, and what it fills in."""

import pytest

from tests.contract.simcloud.workshop import agent_of, changed, cluster, grant, key, vpc
from tests.fakes.cloud_account import Account, Values

BAD = "googleapi: Error 400: "
CLUSTER = "projects/crm-dev/locations/us-central1/clusters/crm"
PLAN: Values = {
    "name": "crm",
    "location": "us-east1",
    "cluster": CLUSTER,
    "backup_config": {"all_namespaces": True, "include_secrets": True},
    "backup_schedule": {"cron_schedule": "0 * * * *"},
    "retention_policy": {"backup_retain_days": 7, "backup_delete_lock_days": 3},
}
RESTORE: Values = {
    "name": "crm",
    "location": "us-central1",
    "cluster": CLUSTER,
    "backup_plan": "projects/crm-dev/locations/us-east1/backupPlans/crm",
    "restore_config": {
        "all_namespaces": True,
        "namespaced_resource_restore_mode": "FAIL_ON_CONFLICT",
        "volume_data_restore_policy": "RESTORE_VOLUME_DATA_FROM_BACKUP",
        "cluster_resource_restore_scope": {"all_group_kinds": True},
        "cluster_resource_conflict_policy": "USE_EXISTING_VERSION",
    },
}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": "Crm"}, "Invalid backupPlanId: Crm"),
        ({"location": "us-mars1"}, "Location us-mars1 is not supported"),
        (
            {"retention_policy": {"backup_retain_days": 2}},
            "backup_retain_days (2) must be greater than or equal to backup_delete_lock_days (3)",
        ),
        (
            {"retention_policy": {"backup_retain_days": 400}},
            "backup_retain_days must be between 0 and 365: 400",
        ),
        (
            {"retention_policy": {"backup_delete_lock_days": 91, "backup_retain_days": 100}},
            "backup_delete_lock_days must be between 0 and 90: 91",
        ),
        ({"backup_schedule": {"cron_schedule": "hourly"}}, 'Invalid cron_schedule: "hourly"'),
        (
            {"backup_schedule": {"rpo_config": {"target_rpo_minutes": 60}}},
            "Only one of cron_schedule and rpo_config may be specified",
        ),
        (
            {"backup_schedule": {"cron_schedule": None, "rpo_config": {"target_rpo_minutes": 30}}},
            "target_rpo_minutes must be between 60 and 86400: 30",
        ),
        (
            {"retention_policy": None},
            "backup_retain_days must be set when a backup schedule is specified",
        ),
    ],
)
def test_a_backup_plan_is_refused(account: Account, change: Values, refusal: str) -> None:
    vpc(account)
    cluster(account)
    found = account.refused("gke_backup_backup_plan", **changed(PLAN, change))
    assert found.removesuffix(".") == BAD + refusal


def test_a_cluster_is_backed_up_by_its_agent(account: Account) -> None:
    vpc(account)
    bare = cluster(account, addons_config={"gke_backup_agent_config": {"enabled": False}})
    assert account.refused("gke_backup_backup_plan", **PLAN) == (
        f"{BAD}Backup for GKE is not enabled on cluster {CLUSTER}. Enable the add-on"
        " gke_backup_agent_config and try again., failedPrecondition"
    )
    account.delete("container_cluster", bare)
    cluster(account)
    made = account.create("gke_backup_backup_plan", **PLAN)
    assert (made["state"], made["protected_pod_count"]) == ("READY", 0)
    assert made["etag"]


def test_a_plan_needs_its_cluster(account: Account) -> None:
    assert account.refused("gke_backup_backup_plan", **PLAN) == (
        "googleapi: Error 404: Requested entity was not found."
    )


def test_backups_are_encrypted_where_they_lie(account: Account) -> None:
    vpc(account)
    cluster(account)
    far, near = key(account, "us-central1", "far"), key(account, "us-east1")
    with_key = {"backup_config": {"encryption_key": {"gcp_kms_encryption_key": far}}}
    assert account.refused("gke_backup_backup_plan", **changed(PLAN, with_key)) == (
        f"{BAD}Encryption key {far} must be in the same region as the backup plan: us-east1."
    )
    with_key["backup_config"]["encryption_key"]["gcp_kms_encryption_key"] = near
    assert account.refused("gke_backup_backup_plan", **changed(PLAN, with_key)) == (
        f"{BAD}Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '{near}' (or"
        f" it may not exist) for {agent_of(account, 'gcp-sa-gkebackup')}., failedPrecondition"
    )
    grant(account, near, "gcp-sa-gkebackup")
    assert account.create("gke_backup_backup_plan", **changed(PLAN, with_key))


def test_a_locked_retention_stays(account: Account) -> None:
    vpc(account)
    cluster(account)
    given = changed(PLAN, {"retention_policy": {"locked": True}})
    made = account.create("gke_backup_backup_plan", **given)
    longer = changed(given, {"retention_policy": {"backup_retain_days": 30}})
    assert account.refused_update("gke_backup_backup_plan", made, **longer) == (
        f"{BAD}The retention policy of backup plan {made['id']} is locked and cannot be updated.,"
        " failedPrecondition"
    )
    other = changed(given, {"description": "hourly"})
    assert account.update("gke_backup_backup_plan", made, **other)


def test_what_is_restored_was_backed_up(account: Account) -> None:
    vpc(account)
    cluster(account)
    assert account.refused("gke_backup_restore_plan", **RESTORE) == (
        "googleapi: Error 404: Requested entity was not found."
    )
    account.create("gke_backup_backup_plan", **PLAN)
    assert account.create("gke_backup_restore_plan", **RESTORE)["state"] == "READY"

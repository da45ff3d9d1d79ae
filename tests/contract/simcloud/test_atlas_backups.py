"""What Atlas refuses about backups, and which snapshots there are by now."""

from typing import Any

import pytest

from crm_infra.simcloud.control import atlas as control
from tests.contract.simcloud.atlas_account import TWO_TWO_ONE, Atlas, item, scheduled, usual
from tests.fakes.cloud_account import Account, Values

HOUR = 3600.0
INVALID = "400 INVALID_ATTRIBUTE: Invalid attribute {} specified."
ENUM = "400 INVALID_ENUM_VALUE: An invalid enumeration value {} was specified."
NOT_MET = (
    "400 BACKUP_POLICIES_NOT_MEETING_BACKUP_COMPLIANCE_POLICY_REQUIREMENTS: The following backup"
    " policies do not comply with the specified backup compliance policy: [crm: {}]"
)


@pytest.fixture
def atlas(account: Account) -> Atlas:
    return Atlas(account)


def copy(**given: Any) -> Values:
    usual_copy = {
        "cloud_provider": "GCP",
        "region_name": "EASTERN_US",
        "frequencies": ["HOURLY", "DAILY"],
        "should_copy_oplogs": True,
    }
    return {"copy_settings": {**usual_copy, **given}}


def policy(**given: Any) -> Values:
    return {
        "authorized_email": "ops@example.com",
        "authorized_user_first_name": "Ada",
        "authorized_user_last_name": "Byron",
        "pit_enabled": True,
        "restore_window_days": 2,
        "policy_item_hourly": item(1, "days", 2),
        **given,
    }


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"restore_window_days": 0}, INVALID.format("restoreWindowDays")),
        ({"policy_item_hourly": item(5, "days", 2)}, INVALID.format("frequencyInterval")),
        ({"policy_item_daily": item(2, "days", 7)}, INVALID.format("frequencyInterval")),
        ({"policy_item_weekly": item(8, "weeks", 4)}, INVALID.format("frequencyInterval")),
        ({"policy_item_monthly": item(31, "months", 3)}, INVALID.format("frequencyInterval")),
        ({"policy_item_hourly": item(1, "hours", 2)}, ENUM.format("hours")),
        ({"policy_item_hourly": item(1, "days", 0)}, INVALID.format("retentionValue")),
        (
            {"policy_item_weekly": item(6, "days", 3)},
            (
                "400 RETENTION_OF_LESS_FREQUENT_POLICY_ITEM_TOO_SHORT: The retention of the weekly"
                " policy item must not be shorter than that of the daily policy item."
            ),
        ),
        (
            copy(region_name="us-east1"),
            "400 INVALID_REGION: No region us-east1 exists for provider GCP.",
        ),
        (
            copy(region_name="CENTRAL_US"),
            (
                "400 CANNOT_COPY_SNAPSHOT_TO_SAME_REGION: Cannot copy snapshots to CENTRAL_US, the"
                " region that they are taken in."
            ),
        ),
        (
            copy(cloud_provider="AWS", region_name="US_EAST_1"),
            "400 COPY_SETTINGS_PROVIDER_MISMATCH: Cannot copy snapshots of cluster crm to AWS.",
        ),
        (copy(frequencies=["HOURLY", "EACH"]), ENUM.format("EACH")),
        (
            copy(frequencies=["YEARLY"]),
            (
                "400 COPY_SETTINGS_FREQUENCY_NOT_IN_POLICY: Cannot copy YEARLY snapshots because"
                " the"
                " policy has none."
            ),
        ),
        (
            copy(zone_id="ffffffffffffffffffffffff"),
            (
                "400 INVALID_ZONE_ID: The zone ffffffffffffffffffffffff is not a zone of the"
                " cluster."
            ),
        ),
    ],
)
def test_a_schedule_is_refused(atlas: Atlas, change: Values, refusal: str) -> None:
    atlas.cluster()
    assert atlas.refused("cloud_backup_schedule", **scheduled(**change)) == refusal


def test_a_schedule_needs_its_cluster(atlas: Atlas) -> None:
    assert atlas.refused("cloud_backup_schedule", **scheduled()) == (
        f"404 CLUSTER_NOT_FOUND: No cluster named crm exists in group {atlas.project}."
    )


def test_a_schedule_needs_backups(atlas: Atlas) -> None:
    atlas.cluster(backup_enabled=False, pit_enabled=False)
    assert atlas.refused("cloud_backup_schedule", **scheduled()) == (
        "404 BACKUP_CONFIG_NOT_FOUND: No backup configuration exists for cluster crm in group"
        f" {atlas.project}."
    )


def test_oplogs_are_copied_where_they_are_kept(atlas: Atlas) -> None:
    atlas.cluster(pit_enabled=False)
    assert atlas.refused("cloud_backup_schedule", **scheduled(**copy())) == (
        "400 CANNOT_COPY_OPLOGS_WITHOUT_PIT: Cannot copy oplogs because Continuous Cloud Backup is"
        " not enabled."
    )


def test_a_schedule_gets_its_ids(atlas: Atlas) -> None:
    cluster = atlas.cluster()
    state = atlas.schedule(**copy())
    zone = cluster["replication_specs"][0]["zone_id"]
    assert state["copy_settings"][0]["zone_id"] == zone
    assert state["policy_item_hourly"][0]["frequency_type"] == "hourly"
    assert len(state["policy_item_hourly"][0]["id"]) == len(state["id_policy"]) == 24
    assert state["cluster_id"] == cluster["cluster_id"]


def test_a_policy_asks_the_same_of_all(atlas: Atlas) -> None:
    atlas.cluster()
    atlas.schedule(policy_item_hourly=item(6, "days", 2))
    assert atlas.refused("backup_compliance_policy", **policy()) == NOT_MET.format(
        "hourly snapshots are taken less often or kept shorter"
    )


def test_a_policy_keeps_schedules_and_clusters(atlas: Atlas) -> None:
    cluster, schedule = atlas.cluster(), atlas.schedule()
    atlas.create("backup_compliance_policy", **policy())
    less = scheduled(policy_item_hourly=item(1, "days", 1))
    assert atlas.refused_update("cloud_backup_schedule", schedule, **less) == NOT_MET.format(
        "hourly snapshots are taken less often or kept shorter"
    )
    assert atlas.refused_update(
        "cloud_backup_schedule", schedule, **scheduled(restore_window_days=1)
    ) == NOT_MET.format("the restore window is shorter")
    assert atlas.refused_delete("cloud_backup_schedule", schedule) == NOT_MET.format(
        "the schedule would be deleted"
    )
    assert atlas.refused_update(
        "advanced_cluster", cluster, **usual(pit_enabled=False)
    ) == NOT_MET.format("Continuous Cloud Backup is off")
    atlas.delete("advanced_cluster", cluster)


def test_a_policy_only_gets_stricter(atlas: Atlas) -> None:
    atlas.cluster()
    atlas.schedule(restore_window_days=7)
    state = atlas.create("backup_compliance_policy", **policy())
    assert state["state"] == "ACTIVE"
    state = atlas.update("backup_compliance_policy", state, **policy(restore_window_days=3))
    assert atlas.refused_update(
        "backup_compliance_policy", state, **policy(pit_enabled=False, restore_window_days=1)
    ) == (
        "403 CANNOT_WEAKEN_BACKUP_COMPLIANCE_POLICY: The backup compliance policy cannot be made"
        " less"
        " strict: pit_enabled, restore_window_days."
    )


def test_snapshots_and_restores_are_refused(atlas: Atlas) -> None:
    atlas.cluster(backup_enabled=False, pit_enabled=False)
    snapshot = {"cluster_name": "crm", "description": "d", "retention_in_days": 1}
    assert atlas.refused("cloud_backup_snapshot", **snapshot).startswith("404 BACKUP_CONFIG_NOT_")
    job: Values = {"cluster_name": "crm", "snapshot_id": "0" * 24}
    for config, refusal in (
        ({"automated": True, "download": True}, INVALID.format("deliveryType")),
        (
            {"point_in_time": True, "point_in_time_utc_seconds": 1},
            (
                "400 CANNOT_RESTORE_POINT_IN_TIME: Continuous Cloud Backup is not enabled for the"
                " cluster."
            ),
        ),
        (
            {"automated": True, "target_cluster_name": "other"},
            f"404 CLUSTER_NOT_FOUND: No cluster named other exists in group {atlas.project}.",
        ),
    ):
        given = {**job, "delivery_type_config": config}
        assert atlas.refused("cloud_backup_snapshot_restore_job", **given) == refusal
    wrong = {**job, "snapshot_id": "nightly", "delivery_type_config": {"download": True}}
    assert atlas.refused("cloud_backup_snapshot_restore_job", **wrong) == (
        "404 SNAPSHOT_NOT_FOUND: No snapshot with ID nightly exists for the cluster."
    )


def newest(account: Account, later: float = 0.0) -> Values:
    """The only entry of the list, so many seconds after the last operation."""
    with account.store.view() as view:
        ended = view.latest(1)[0].ended
    assert ended is not None
    return control.backups(account.store, lambda: ended + later)[0]


def test_the_first_snapshot_is_taken_at_once(atlas: Atlas, account: Account) -> None:
    atlas.cluster()
    assert newest(account)["age_seconds"] == 0
    assert newest(account)["project"] == "crm-dev"
    assert newest(account, 600)["age_seconds"] == 600


def test_an_hourly_schedule_leaves_nothing_older_than_an_hour(
    atlas: Atlas, account: Account
) -> None:
    atlas.cluster()
    atlas.schedule(**copy())
    found = newest(account, 30.5 * HOUR)
    assert found["age_seconds"] < HOUR
    assert found["interval_seconds"] == HOUR
    assert found["point_in_time"] is True
    assert found["oplog_window_days"] == 2
    assert found["oplog_copies"] == ["EASTERN_US"]
    assert found["copy_places"] == ["us-east1"]
    assert found["place"] == "us-central1"
    kinds = [snapshot["frequency"] for snapshot in found["snapshots"]]
    assert kinds.count("hourly") == 23
    assert {each["region"] for s in found["snapshots"] for each in s["copies"]} == {"EASTERN_US"}


def test_without_a_schedule_of_ones_own_atlas_has_its_usual_one(
    atlas: Atlas, account: Account
) -> None:
    atlas.cluster(*TWO_TWO_ONE)
    found = newest(account, 5 * HOUR)
    assert found["interval_seconds"] == 6 * HOUR
    assert found["age_seconds"] == 5 * HOUR
    assert found["copy_regions"] == []


def test_a_snapshot_on_demand_counts(atlas: Atlas, account: Account) -> None:
    atlas.cluster()
    atlas.schedule(policy_item_hourly=[], **copy(frequencies=["ON_DEMAND"]))
    given = {"cluster_name": "crm", "description": "before", "retention_in_days": 1}
    made = atlas.create("cloud_backup_snapshot", **given)
    first = newest(account, 60)["snapshots"][0]
    assert (first["id"], first["frequency"], first["age_seconds"]) == (
        made["snapshot_id"],
        "ondemand",
        60,
    )
    assert first["copies"] == [{"region": "EASTERN_US", "place": "us-east1"}]


def test_no_backups_no_entry(atlas: Atlas, account: Account) -> None:
    atlas.cluster(backup_enabled=False, pit_enabled=False)
    assert control.backups(account.store) == []

"""What a plan says of MongoDB Atlas' resources before anything is sent.

Clusters that stand are changed here on paper only; refusals at apply are in the other test_atlas
files, equality with recorded plans of the real provider in test_golden_atlas.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_infra.simcloud.engine.plan import plan
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.values import UNKNOWN
from tests.contract.simcloud.atlas_account import (
    Atlas,
    advanced,
    item,
    region,
    scaling,
    scheduled,
    specs,
    usual,
)
from tests.fakes.cloud_account import Account, Values, configured, schema_of

CLUSTER = "advanced_cluster"


@pytest.fixture
def atlas(tmp_path: Path) -> Iterator[Atlas]:
    account = Account(tmp_path)
    yield Atlas(account)
    account.close()


def planned(atlas: Atlas, type_: str, prior: Values | None, **given: Any) -> Any:
    name = f"mongodbatlas_{type_}"
    schema = schema_of(name)
    home = {} if type_ == "project" else {"project_id": atlas.project}
    config = configured(schema.block, {**home, **given})
    return plan(schema, prior, config, atlas.account.settings, quirks_for(name))


def values(atlas: Atlas, prior: Values, **given: Any) -> Values:
    found = planned(atlas, CLUSTER, prior, **given)
    assert not found.faults
    return found.values


def faults(type_: str, config: Values) -> list[tuple[str, str]]:
    check = quirks_for(f"mongodbatlas_{type_}").check
    assert check is not None
    return [(fault.summary, fault.detail) for fault in check(config)]


def electable(of: Values) -> Values:
    return of["replication_specs"][0]["region_configs"][0]["electable_specs"]


def test_a_label_moves_no_node(atlas: Atlas) -> None:
    before = atlas.cluster()
    after = values(atlas, before, **usual(tags={"team": "crm"}))
    assert after["replication_specs"] == before["replication_specs"]
    assert after["connection_strings"] is UNKNOWN
    assert after["state_name"] is UNKNOWN
    assert after["cluster_id"] == before["cluster_id"]


def test_sizes_that_auto_scaling_may_have_moved_are_not_known(atlas: Atlas) -> None:
    scaled = region(auto_scaling=scaling())
    before = atlas.cluster(scaled)
    after = values(atlas, before, **usual(scaled, tags={"team": "crm"}))
    assert electable(after)["disk_size_gb"] is UNKNOWN
    assert electable(after)["node_count"] == 3
    spec = after["replication_specs"][0]
    assert spec["zone_id"] == before["replication_specs"][0]["zone_id"]


def test_a_region_more_leaves_the_topology_unknown(atlas: Atlas) -> None:
    before = atlas.cluster()
    after = values(atlas, before, **usual(region(), region("EASTERN_US", 6, 2)))
    assert after["replication_specs"][0]["container_id"] is UNKNOWN


def test_nodes_that_are_no_longer_spoken_of_stay(atlas: Atlas) -> None:
    readers = {"instance_size": "M10", "node_count": 1}
    left_out = dict.fromkeys(("disk_iops", "disk_size_gb", "ebs_volume_type"))
    before = atlas.cluster(region(read_only_specs={**left_out, **readers}))
    after = values(atlas, before, **usual(tags={"team": "crm"}))
    kept = after["replication_specs"][0]["region_configs"][0]["read_only_specs"]
    assert kept["node_count"] == 1


def test_nodes_do_not_vanish_while_the_meaning_of_sizes_changes(atlas: Atlas) -> None:
    readers = {"instance_size": "M10", "node_count": 1}
    left_out = dict.fromkeys(("disk_iops", "disk_size_gb", "ebs_volume_type"))
    before = atlas.cluster(region(read_only_specs={**left_out, **readers}))
    found = planned(atlas, CLUSTER, before, **usual(use_effective_fields=True))
    assert [fault.summary for fault in found.faults] == [
        "Cannot remove read_only_specs attributes while toggling use_effective_fields"
    ]


def test_priorities_go_down() -> None:
    given = usual(region(priority=6), region("EASTERN_US", 7, 2))
    assert faults(CLUSTER, given) == [
        (
            "priority values in region_configs must be in descending order",
            "priority value at index 0 is 6 and priority value at index 1 is 7",
        )
    ]


def test_settings_come_with_a_version(atlas: Atlas) -> None:
    settings = advanced(default_max_time_ms=5000)
    old = planned(
        atlas,
        CLUSTER,
        None,
        **usual(mongo_db_major_version="7.0", advanced_configuration=settings),
    )
    assert [fault.summary for fault in old.faults] == [
        (
            "`advanced_configuration.default_max_time_ms` can only be configured if the"
            " mongo_db_major_version is 8.0 or higher"
        )
    ]
    assert not planned(atlas, CLUSTER, None, **usual(advanced_configuration=settings)).faults


def test_what_counts_at_creation_only_is_not_changed_later(atlas: Atlas) -> None:
    given = {"name": "crm-two", "org_id": "5f0a1b2c3d4e5f6a7b8c9d0e"}
    before = atlas.create("project", alone=True, **given)
    found = planned(atlas, "project", before, **given, with_default_alerts_settings=False)
    assert [(fault.summary, fault.detail) for fault in found.faults] == [
        (
            (
                "with_default_alerts_settings cannot be updated or set after import, remove it from"
                " the configuration or use the state value (see below)."
            ),
            "The current state value is true",
        )
    ]
    assert not found.replace


def test_a_service_of_endpoints_keeps_its_kind(atlas: Atlas) -> None:
    given = {"provider_name": "GCP", "region": "us-central1"}
    before = atlas.create("privatelink_endpoint", **given, port_mapping_enabled=True)
    found = planned(atlas, "privatelink_endpoint", before, **given)
    assert [fault.summary for fault in found.faults] == [
        "`port_mapping_enabled` cannot be changed after resource creation"
    ]


def test_a_schedule_that_says_nothing_new_changes_nothing(atlas: Atlas) -> None:
    atlas.cluster()
    before = atlas.schedule()
    same = atlas.account.replan(
        "mongodbatlas_cloud_backup_schedule", before, project_id=atlas.project, **scheduled()
    )
    assert not same
    after = planned(
        atlas, "cloud_backup_schedule", before, **scheduled(policy_item_daily=item(1, "days", 9))
    )
    assert not after.replace
    assert after.values["policy_item_daily"][0]["retention_value"] == 9


def test_a_cluster_that_says_nothing_new_changes_nothing(atlas: Atlas) -> None:
    given = usual(region(auto_scaling=scaling()))
    before = atlas.create(CLUSTER, **given)
    assert not atlas.account.replan(
        f"mongodbatlas_{CLUSTER}", before, project_id=atlas.project, **given
    )


@pytest.mark.parametrize(
    ("type_", "config", "said"),
    [
        (
            "project_ip_access_list",
            {"cidr_block": "10.0.0.1/8"},
            "Attribute cidr_block string value must be defined as a valid cidr., got: 10.0.0.1/8",
        ),
        (
            "project_ip_access_list",
            {"ip_address": "10.0.0"},
            "Attribute ip_address string value must be defined as a valid IP Address., got: 10.0.0",
        ),
        (
            "database_user",
            {"password": "secret", "x509_type": "MANAGED"},
            'Attribute "x509_type" cannot be specified when "password" is specified',
        ),
        (
            "database_user",
            {"password": "secret", "password_wo": "secret"},
            'Attribute "password" cannot be specified when "password_wo" is specified',
        ),
        (
            "database_user",
            {"aws_iam_type": "GROUP"},
            'Attribute aws_iam_type value must be one of: ["NONE" "USER" "ROLE"], got: "GROUP"',
        ),
        (
            "alert_configuration",
            {"metric_threshold_config": [{"operator": "ABOVE"}]},
            (
                "Attribute metric_threshold_config[0].operator value must be one of:"
                ' ["GREATER_THAN" "LESS_THAN"], got: "ABOVE"'
            ),
        ),
        (
            "alert_configuration",
            {"notification": [{"type_name": "PAGER_DUTY", "interval_min": 5}]},
            (
                "Attribute notification[0].interval_min 'interval_min' must not be set if"
                " type_name is 'PAGER_DUTY', 'OPS_GENIE' or 'VICTOR_OPS', got: 5"
            ),
        ),
        (
            "advanced_cluster",
            {"mongo_db_major_version": "eight"},
            (
                "Attribute mongo_db_major_version MongoDB major version must be in the format"
                ' "8" or "8.0", got: eight'
            ),
        ),
        (
            "advanced_cluster",
            {"advanced_configuration": {"oplog_size_mb": -1}},
            "Attribute advanced_configuration.oplog_size_mb value must be at least 0, got: -1",
        ),
        (
            "encryption_at_rest",
            {"aws_kms_config": [{"access_key_id": "key", "role_id": "1"}]},
            (
                "Attribute aws_kms_config[0] for credentials: `access_key_id` and"
                " `secret_access_key` are allowed but not `role_id`. For roles: `access_key_id` and"
                " `secret_access_key` are not allowed but `role_id` is allowed, got:"
                ' {"access_key_id":"key","role_id":"1"}'
            ),
        ),
        (
            "privatelink_endpoint_service",
            {"private_endpoint_ip_address": "10.0.0.1", "endpoints": [{"ip_address": "10.0.0.2"}]},
            '"private_endpoint_ip_address": conflicts with endpoints',
        ),
    ],
)
def test_a_configuration_is_checked_before_anything_is_sent(
    type_: str, config: Values, said: str
) -> None:
    assert said in [detail for _, detail in faults(type_, config)]


@pytest.mark.parametrize(
    ("type_", "config", "said"),
    [
        (
            "cloud_backup_schedule",
            {"reference_hour_of_day": 24},
            '"reference_hour_of_day" value should be between 0 and 23, got: 24',
        ),
        ("custom_db_role", {"role_name": "x-gen"}, "`role_name` cannot start with 'xgen-'"),
    ],
)
def test_older_types_say_it_in_one_line(type_: str, config: Values, said: str) -> None:
    assert [summary for summary, _ in faults(type_, config)] == [said]


@pytest.mark.parametrize(
    ("type_", "config"),
    [
        ("project_ip_access_list", {"cidr_block": UNKNOWN}),
        ("database_user", {"password": UNKNOWN, "x509_type": UNKNOWN}),
        ("advanced_cluster", {"mongo_db_major_version": UNKNOWN, "replication_specs": UNKNOWN}),
        ("alert_configuration", {"notification": [UNKNOWN]}),
    ],
)
def test_what_is_not_known_yet_is_not_checked(type_: str, config: Values) -> None:
    assert faults(type_, config) == []


def test_a_first_plan_knows_nothing_that_atlas_fills_in(atlas: Atlas) -> None:
    found = planned(atlas, CLUSTER, None, **usual())
    assert found.values["connection_strings"] is UNKNOWN
    assert found.values["replication_specs"] == [
        {**specs(region())[0], **found.values["replication_specs"][0]}
    ]

"""Drift: per attribute, by whom, and without what the cloud changes by itself."""

from datetime import UTC, datetime

import pytest

from crm_infra.checks.by_itself import moves_by_itself
from crm_infra.checks.cloud_log import Operation, newest_first, simulated_times
from crm_infra.checks.drift import drift_result, drifted_in
from crm_infra.terraform.plan import Action, ResourceChange

ID = "projects/p/regions/r/subnetworks/nodes"
SUBNET = "google_compute_subnetwork"


def changed(before: object, after: object, action: Action = Action.UPDATE) -> ResourceChange:
    return ResourceChange(f"{SUBNET}.nodes", SUBNET, action, before=before, after=after)


def operation(number: int, caller: str, kind: str = "update") -> Operation:
    at = datetime(2026, 5, 4, 12, number, tzinfo=UTC)
    return Operation(number, kind, SUBNET, ID, caller, begins=10.0, ends=22.0, at=at)


def test_says_attribute_and_who_changed_it_last() -> None:
    change = changed({"id": ID, "on": True}, {"id": ID, "on": False})
    log = newest_first([operation(2, "by hand"), operation(1, "registry/hashicorp/google")])
    (drifted,) = drifted_in([change], log, "p")
    assert drifted.seen == "on: true -> false, by hand at 2026-05-04 12:02:00 UTC"


def test_a_deleted_resource_is_drift() -> None:
    (drifted,) = drifted_in([changed({"id": ID}, None, Action.DELETE)], {}, "p")
    assert drifted.deleted
    assert drifted.seen == "is gone"


def test_what_another_terraform_changed_is_said_so() -> None:
    log = newest_first([operation(1, "registry.terraform.io/hashicorp/google")])
    (drifted,) = drifted_in([changed({"id": ID, "a": 1}, {"id": ID, "a": 2})], log, "p")
    assert drifted.who == "by another Terraform run"


def test_without_a_log_the_audit_trail_is_named() -> None:
    (drifted,) = drifted_in([changed({"id": ID, "a": 1}, {"id": ID, "a": 2})], None, "p")
    assert drifted.who.startswith("see https://console.cloud.google.com/logs/query")
    assert drifted.who.endswith("project=p")


def test_values_that_change_with_every_write_are_no_drift() -> None:
    change = changed({"id": ID, "etag": "a"}, {"id": ID, "etag": "b"})
    assert drifted_in([change], {}, "p") == []


@pytest.mark.parametrize(
    ("kind", "path", "moves"),
    [
        ("mongodbatlas_project", "cluster_count", True),
        ("google_compute_subnetwork", "cluster_count", False),
        ("google_container_node_pool", "node_count", True),
        ("google_container_node_pool", "node_config.machine_type", False),
        ("google_cloud_run_v2_service", "template.containers.image", True),
        ("google_cloud_run_v2_service", "terminal_condition[0].state", True),
        ("google_cloud_run_v2_service", "ingress", False),
        ("anything", "log_config.etag", True),
    ],
)
def test_what_the_cloud_counts_scales_or_rolls_is_no_drift(
    kind: str, path: str, moves: bool
) -> None:
    assert moves_by_itself(kind, path) is moves


def test_the_check_fails_when_anything_drifted() -> None:
    drifted = drifted_in([changed({"id": ID, "a": 1}, {"id": ID, "a": 2})], {}, "p")
    result = drift_result("network", drifted, 49)
    assert not result.passed
    assert "1 of 49" in result.summary
    assert drift_result("network", [], 49).passed


def test_simulated_time_is_of_our_resources_only_and_from_first_to_last() -> None:
    other = Operation(3, "create", SUBNET, "else", "x", 0.0, 900.0, datetime.now(UTC))
    times = simulated_times([operation(1, "x"), other], {(SUBNET, ID): "subnet.nodes"})
    assert times.total == 12.0
    assert times.by_address == {"subnet.nodes": 12.0}

"""Quirks: what Google's provider knows at plan time beyond its schema."""

from typing import Any

import pytest

from crm_infra.simcloud.engine.draft import Draft, Settings
from crm_infra.simcloud.engine.faults import Path
from crm_infra.simcloud.engine.quirks import NO_QUIRKS
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.schema import load
from crm_infra.simcloud.values import UNKNOWN, Values


def adjusted(
    type_: str, values: Values, prior: Values | None = None, config: Values | None = None
) -> tuple[Draft, list[str]]:
    schema = load({"resource_schemas": {type_: {"block": {}}}}).resources[type_]
    draft = Draft(schema, values if config is None else config, prior, Settings(), dict(values))
    adjust = quirks_for(type_).adjust
    assert adjust is not None
    return draft, [fault.summary for fault in adjust(draft)]


@pytest.mark.parametrize(
    ("old", "new", "replaced"),
    [
        ("10.0.0.0/20", "10.0.0.0/19", False),
        ("10.0.16.0/20", "10.0.0.0/19", False),
        ("10.0.0.0/20", "10.0.0.0/21", True),
        ("10.0.0.0/20", "10.1.0.0/20", True),
        ("10.0.0.0/20", UNKNOWN, False),
    ],
)
def test_a_subnets_range_grows_in_place_and_otherwise_needs_a_new_subnet(
    old: str, new: Any, replaced: bool
) -> None:
    draft, _ = adjusted("google_compute_subnetwork", {"ip_cidr_range": new}, {"ip_cidr_range": old})
    assert draft.replace == [("ip_cidr_range",)] * replaced


def test_the_order_of_secondary_ranges_says_nothing() -> None:
    old = [{"range_name": "a"}, {"range_name": "b"}]
    draft, _ = adjusted(
        "google_compute_subnetwork",
        {"secondary_ip_range": old[::-1]},
        {"secondary_ip_range": old},
    )
    assert draft.values["secondary_ip_range"] == old


def test_all_secondary_ranges_go_only_when_emptiness_is_sent() -> None:
    ranges = [{"range_name": "a"}]
    values = {"secondary_ip_range": ranges, "send_secondary_ip_range_if_empty": True}
    draft, _ = adjusted(
        "google_compute_subnetwork",
        values,
        {"secondary_ip_range": ranges},
        {"secondary_ip_range": []},
    )
    assert draft.values["secondary_ip_range"] == []


@pytest.mark.parametrize(
    ("type_", "values", "prior", "path"),
    [
        (
            "google_redis_instance",
            {"redis_version": "REDIS_6_0"},
            {"redis_version": "REDIS_7_2"},
            ("redis_version",),
        ),
        (
            "google_redis_instance",
            {"redis_version": "REDIS_7_2"},
            {"redis_version": "REDIS_6_X"},
            None,
        ),
        (
            "google_redis_instance",
            {"redis_version": "REDIS_7_4"},
            {"redis_version": "REDIS_7_2"},
            None,
        ),
        (
            "google_container_cluster",
            {"enable_l4_ilb_subsetting": False},
            {"enable_l4_ilb_subsetting": True},
            ("enable_l4_ilb_subsetting",),
        ),
        (
            "google_container_cluster",
            {"enable_l4_ilb_subsetting": True},
            {"enable_l4_ilb_subsetting": False},
            None,
        ),
        (
            "google_vpc_access_connector",
            {"min_instances": 2},
            {"min_instances": 3},
            ("min_instances",),
        ),
        ("google_vpc_access_connector", {"min_instances": 4}, {"min_instances": 3}, None),
        (
            "google_storage_bucket",
            {"retention_policy": []},
            {"retention_policy": [{"is_locked": True}]},
            ("retention_policy", 0, "is_locked"),
        ),
        (
            "google_storage_bucket",
            {"retention_policy": []},
            {"retention_policy": [{"is_locked": False}]},
            None,
        ),
    ],
)
def test_some_changes_work_in_one_direction_only(
    type_: str, values: Values, prior: Values, path: Path | None
) -> None:
    draft, _ = adjusted(type_, values, prior)
    assert draft.replace == ([path] if path else [])


@pytest.mark.parametrize(
    ("type_", "values", "words"),
    [
        (
            "google_compute_ssl_policy",
            {"name": "m", "profile": "CUSTOM"},
            "the profile is set to CUSTOM but no custom_features are set.",
        ),
        (
            "google_compute_ssl_policy",
            {"name": "m", "profile": "MODERN", "custom_features": ["x"]},
            "using custom_features requires the profile to be CUSTOM.",
        ),
        (
            "google_compute_firewall",
            {"direction": "INGRESS"},
            "one of source_tags, source_ranges, or source_service_accounts must be defined",
        ),
        (
            "google_compute_firewall",
            {"direction": "EGRESS", "log_config": [{}], "enable_logging": False},
            "log_config cannot be defined when enable_logging is false",
        ),
        (
            "google_compute_security_policy",
            {"rule": [{"priority": 1}, {"priority": 1}]},
            "Two rules have the same priority",
        ),
        (
            "google_monitoring_notification_channel",
            {"labels": {"password": "a"}, "sensitive_labels": [{"password": "b"}]},
            "Sensitive label [password] cannot be set in both",
        ),
        (
            "google_logging_project_sink",
            {"bigquery_options": [{}], "unique_writer_identity": False},
            "unique_writer_identity must be true",
        ),
        (
            "google_container_cluster",
            {"node_version": "1.35", "min_master_version": "1.36"},
            "Resource argument node_version (value: 1.35) must either be unset",
        ),
    ],
)
def test_some_configurations_are_refused_at_plan(type_: str, values: Values, words: str) -> None:
    _, faults = adjusted(type_, values)
    assert len(faults) == 1
    assert words in faults[0]


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("google_compute_ssl_policy", {"profile": "CUSTOM", "custom_features": UNKNOWN}),
        ("google_compute_firewall", {"direction": "INGRESS", "source_ranges": UNKNOWN}),
        ("google_compute_firewall", {"direction": "EGRESS"}),
        ("google_compute_security_policy", {"rule": [{"priority": 1}, {"priority": UNKNOWN}]}),
        ("google_monitoring_notification_channel", {"labels": UNKNOWN, "sensitive_labels": []}),
    ],
)
def test_what_is_right_or_unknown_is_accepted(type_: str, values: Values) -> None:
    assert adjusted(type_, values)[1] == []


def test_a_service_account_knows_its_address_before_it_exists() -> None:
    values = {"account_id": "nodes", "project": "crm", "email": UNKNOWN, "member": UNKNOWN}
    draft, _ = adjusted("google_service_account", values)
    assert draft.values["email"] == "nodes@crm.iam.gserviceaccount.com"
    assert draft.values["member"] == "serviceAccount:nodes@crm.iam.gserviceaccount.com"


def test_the_order_of_a_firewall_rules_ports_says_nothing() -> None:
    key = quirks_for("google_compute_firewall").same_element["allow"]
    one, two = ({"protocol": p, "ports": n} for p, n in (("tcp", ["1", "2"]), ("TCP", ["2", "1"])))
    assert key(one) == key(two)


def test_most_types_have_no_quirks() -> None:
    assert quirks_for("google_pubsub_topic") is NO_QUIRKS
    assert quirks_for("google_compute_network") is NO_QUIRKS

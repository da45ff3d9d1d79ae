"""What Google's provider takes for no difference, and what it refuses beside its schema."""

from typing import Any

import pytest

from crm_infra.simcloud.engine.draft import Draft, Settings
from crm_infra.simcloud.engine.plan import plan
from crm_infra.simcloud.engine.validation import validate
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.schema import load
from crm_infra.simcloud.values import UNKNOWN, Values

CLUSTER = "google_container_cluster"
POOL = "google_container_node_pool"
SERVICE = "google_cloud_run_v2_service"
JOB = "google_cloud_scheduler_job"
RULE = "google_compute_forwarding_rule"
BACKEND = "google_compute_backend_service"
SCOPES = "https://www.googleapis.com/auth/"
AUDIENCE = "https://x.run.app"


def nested(path: str, value: Any) -> Values:
    """One value at a path through single blocks."""
    name, _, rest = path.partition(".")
    return {name: [nested(rest, value)] if rest else value}


def schema(type_: str, path: str, attribute: Values) -> Any:
    """A type with one argument, at a path through blocks."""
    *blocks, name = path.split(".")
    block: Values = {"attributes": {name: {"optional": True, **attribute}}}
    for outer in reversed(blocks):
        block = {"block_types": {outer: {"nesting_mode": "list", "block": block}}}
    told = {type_: {"block": block, "version": 0, "sdk": "v2"}}
    return load({"resource_schemas": told}).resources[type_]


TEXT: Values = {"type": "string"}
NEW: Values = {"type": "string", "force_new": True}
LABELS: Values = {"type": ["map", "string"]}
SET: Values = {"type": ["set", "string"]}
LIST: Values = {"type": ["list", "string"]}


@pytest.mark.parametrize(
    ("type_", "path", "attribute", "old", "new", "changes"),
    [
        (
            CLUSTER,
            "maintenance_policy.recurring_window.recurrence",
            TEXT,
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
            "FREQ=DAILY",
            False,
        ),
        (
            CLUSTER,
            "maintenance_policy.recurring_window.recurrence",
            TEXT,
            "FREQ=WEEKLY;BYDAY=SA",
            "FREQ=DAILY",
            True,
        ),
        (
            CLUSTER,
            "cluster_autoscaling.auto_provisioning_defaults.oauth_scopes",
            LIST,
            [f"{SCOPES}devstorage.read_only", f"{SCOPES}monitoring.write"],
            [f"{SCOPES}devstorage.read_only"],
            False,
        ),
        (
            CLUSTER,
            "cluster_autoscaling.auto_provisioning_defaults.min_cpu_platform",
            TEXT,
            "automatic",
            None,
            False,
        ),
        (CLUSTER, "confidential_nodes.confidential_instance_type", NEW, "SEV", None, False),
        (POOL, "node_config.resource_labels", LABELS, {"goog-gke-x": "1", "a": "b"}, {"a": "b"}, 0),
        (POOL, "node_config.resource_labels", LABELS, {"goog-gke-x": "1", "a": "b"}, {"a": "c"}, 1),
        (POOL, "node_config.resource_labels", LABELS, {"goog-gke-x": "1"}, None, False),
        (
            SERVICE,
            "template.containers.resources.limits",
            LABELS,
            {"cpu": "1000m", "memory": "1Gi"},
            {"memory": "1Gi"},
            False,
        ),
        (
            SERVICE,
            "template.containers.resources.limits",
            LABELS,
            {"cpu": "1000m", "nvidia.com/gpu": "1"},
            {"memory": "1Gi"},
            True,
        ),
        (JOB, "http_target.uri", TEXT, f"{AUDIENCE}/", AUDIENCE, False),
        (JOB, "http_target.oauth_token.scope", TEXT, f"{SCOPES}cloud-platform", None, False),
        (JOB, "http_target.oauth_token.scope", TEXT, f"{SCOPES}pubsub", None, True),
        (
            "google_cloud_tasks_queue",
            "retry_config.max_retry_duration",
            TEXT,
            None,
            "0s",
            False,
        ),
        (
            "google_pubsub_subscription",
            "push_config.attributes",
            LABELS,
            {},
            {"x-goog-version": "v1"},
            False,
        ),
        (RULE, "ip_address", NEW, "10.0.0.5", "projects/p/regions/r/addresses/a", False),
        (RULE, "ip_address", NEW, "10.0.0.5", "10.0.0.6", True),
        (RULE, "ip_address", NEW, "10.0.0.5", UNKNOWN, True),
        (RULE, "port_range", NEW, "80-80", "80", False),
        (RULE, "port_range", NEW, "80-80", "81", True),
        ("google_compute_router_nat", "nat_ips", SET, ["https://g/v1/addresses/a"], ["a"], False),
        ("google_compute_router_nat", "nat_ips", SET, ["https://g/v1/addresses/a"], ["b"], True),
        ("google_redis_instance", "secondary_ip_range", TEXT, "10.9.0.0/28", "AUTO", False),
    ],
)
def test_one_thing_in_two_spellings_is_no_difference(
    type_: str, path: str, attribute: Values, old: Any, new: Any, changes: bool
) -> None:
    planned = plan(
        schema(type_, path, attribute),
        nested(path, old),
        nested(path, new),
        Settings(),
        quirks_for(type_),
    )
    assert (planned.values != nested(path, old)) == bool(changes)


def test_an_audience_left_out_is_the_address_that_is_called() -> None:
    same = quirks_for(JOB).suppressed["http_target.oidc_token.audience"]
    draft = drafted(JOB, {"http_target": [{"uri": AUDIENCE}]})
    assert same(draft, AUDIENCE, None)
    assert not same(draft, "https://other", None)


@pytest.mark.parametrize(
    ("type_", "path", "attribute", "given"),
    [
        (JOB, "attempt_deadline", TEXT | {"default": "180s"}, None),
        (BACKEND, "log_config.sample_rate", {"type": "number", "default": 1}, None),
        (
            CLUSTER,
            "cluster_autoscaling.auto_provisioning_defaults.min_cpu_platform",
            TEXT,
            "automatic",
        ),
    ],
)
def test_what_means_nothing_is_not_planned_for_a_new_resource(
    type_: str, path: str, attribute: Values, given: Any
) -> None:
    config = nested(path, given)
    planned = plan(schema(type_, path, attribute), None, config, Settings(), quirks_for(type_))
    assert planned.values == nested(path, None)


def test_how_much_is_logged_says_nothing_where_nothing_is_logged() -> None:
    same = quirks_for(BACKEND).suppressed["log_config.sample_rate"]
    assert same(drafted(BACKEND, {"log_config": [{"enable": False}]}), 1, 0.5)
    assert same(drafted(BACKEND, {"log_config": []}), 1, 0.5)
    assert not same(drafted(BACKEND, {"log_config": [{"enable": True}]}), 1, 0.5)


def test_the_subnet_of_a_control_plane_with_a_range_is_not_missed() -> None:
    same = quirks_for(CLUSTER).suppressed["private_cluster_config.private_endpoint_subnetwork"]
    ranged = {"private_cluster_config": [{"master_ipv4_cidr_block": "172.16.0.0/28"}]}
    assert same(drafted(CLUSTER, ranged), "projects/p/regions/r/subnetworks/s", None)
    assert not same(drafted(CLUSTER, {}), "projects/p/regions/r/subnetworks/s", None)


def drafted(type_: str, values: Values, prior: Values | None = None) -> Draft:
    empty = load({"resource_schemas": {type_: {"block": {}}}}).resources[type_]
    return Draft(empty, values, prior, Settings(), dict(values))


def adjusted(type_: str, values: Values, prior: Values | None = None) -> tuple[Draft, list[str]]:
    draft = drafted(type_, values, prior)
    adjust = quirks_for(type_).adjust
    assert adjust is not None
    return draft, [fault.summary for fault in adjust(draft)]


ATTACHED = "projects/p/regions/r/serviceAttachments/"


@pytest.mark.parametrize(
    ("type_", "old", "new", "paths"),
    [
        (RULE, {"target": f"{ATTACHED}a"}, {"target": f"{ATTACHED}b"}, [("target",)]),
        (RULE, {"target": f"{ATTACHED}a"}, {"target": f"https://g/v1/{ATTACHED}a"}, []),
        (RULE, {"target": "a"}, {"target": "b"}, []),
        (
            RULE,
            {"allow_global_access": None},
            {"allow_global_access": True, "load_balancing_scheme": "INTERNAL_MANAGED"},
            [("allow_global_access",)],
        ),
        (
            RULE,
            {"allow_global_access": None},
            {"allow_global_access": True, "load_balancing_scheme": "INTERNAL"},
            [],
        ),
        (
            RULE,
            {"target": f"{ATTACHED}a", "psc_connection_status": "CLOSED"},
            {"target": f"{ATTACHED}a", "recreate_closed_psc": True},
            [("psc_connection_status",)],
        ),
        (
            CLUSTER,
            {"enable_k8s_beta_apis": [{"enabled_apis": ["a", "b"]}]},
            {"enable_k8s_beta_apis": [{"enabled_apis": ["b"]}]},
            [("enable_k8s_beta_apis", 0, "enabled_apis")],
        ),
        (
            CLUSTER,
            {"enable_k8s_beta_apis": [{"enabled_apis": ["a"]}]},
            {"enable_k8s_beta_apis": [{"enabled_apis": ["a", "b"]}]},
            [],
        ),
    ],
)
def test_some_changes_need_a_new_resource(
    type_: str, old: Values, new: Values, paths: list[Any]
) -> None:
    draft, faults = adjusted(type_, new, old)
    assert faults == []
    assert draft.replace == paths


def provisioned(**settings: Any) -> Values:
    path = "cluster_autoscaling.auto_provisioning_defaults.upgrade_settings"
    return nested(path, [settings])


def test_provisioned_pools_surge_or_have_settings_of_another_strategy() -> None:
    _, faults = adjusted(CLUSTER, provisioned(strategy="BLUE_GREEN", max_surge=1))
    words = "Surge upgrade settings max_surge/max_unavailable can only be used when strategy is set"
    assert faults == [f"{words} to SURGE"]
    assert not adjusted(CLUSTER, provisioned(strategy="SURGE", max_surge=1))[1]
    assert not adjusted(CLUSTER, provisioned(strategy="BLUE_GREEN", max_surge=UNKNOWN))[1]


def test_the_first_version_of_nodes_may_be_another_build() -> None:
    nodes = {"node_version": "1.35.1-gke.2", "min_master_version": "1.35.1-gke.1"}
    assert adjusted(CLUSTER, nodes)[1] == []
    assert adjusted(CLUSTER, {"node_version": "1.35.1-gke.2"})[1] == []


def test_a_call_is_made_with_one_kind_of_token() -> None:
    both = {"http_target": [{"oauth_token": [{}], "oidc_token": [{}]}]}
    _, faults = adjusted(JOB, both)
    words = "Error in http_target: only one of oauth_token or oidc_token can be specified"
    assert faults == [f"{words}, but not both."]


@pytest.mark.parametrize(
    ("header", "refused"),
    [("Content-Length", True), ("X-Google-Thing", True), ("Content-Type", False)],
)
def test_some_headers_are_set_by_the_scheduler_alone(header: str, refused: bool) -> None:
    told = schema(JOB, "http_target.headers", LABELS)
    found = validate(told, nested("http_target.headers", {header: "1"}), quirks_for(JOB))
    words = f"Cannot set the {header} header on http_target.0.headers"
    assert [fault.summary for fault in found] == [words] * refused


HEALTH = "google_compute_health_check"
NAT = "google_compute_router_nat"
FIREWALL = "google_compute_firewall"
ADDRESSES = "https://www.googleapis.com/compute/v1/projects/p/regions/r/addresses/"


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (
            {"port_specification": "USE_SERVING_PORT", "port": 80},
            "port cannot be specified when using port_specification USE_SERVING_PORT.",
        ),
        (
            {"port_specification": "USE_SERVING_PORT", "port_name": "http"},
            "port_name cannot be specified when using port_specification USE_SERVING_PORT.",
        ),
        (
            {"port_specification": "USE_NAMED_PORT", "port": 80},
            "port cannot be specified when using port_specification USE_NAMED_PORT.",
        ),
        (
            {"port_specification": "USE_NAMED_PORT"},
            "Must specify port_name when using USE_NAMED_PORT as port_specification.",
        ),
        ({"port_specification": "USE_NAMED_PORT", "port_name": "http"}, None),
        ({"port_specification": "USE_SERVING_PORT", "port": UNKNOWN}, None),
        ({"port": 80}, None),
    ],
)
def test_a_port_is_named_or_given_or_left_to_the_backends(block: Values, words: str | None) -> None:
    _, faults = adjusted(HEALTH, {"http_health_check": [block]})
    assert faults == ([f"Error in http_health_check: {words}"] if words else [])


@pytest.mark.parametrize(
    ("kind", "same"), [("USE_FIXED_PORT", True), (None, True), ("USE_SERVING_PORT", False)]
)
def test_the_usual_port_is_what_no_port_means(kind: str | None, same: bool) -> None:
    draft = drafted(HEALTH, {"https_health_check": [{"port_specification": kind}]})
    suppressed = quirks_for(HEALTH).suppressed["https_health_check.port"]
    assert suppressed(draft, 443, None) is same
    assert not suppressed(draft, 8443, None)


@pytest.mark.parametrize(
    ("prior", "values", "words"),
    [
        (
            None,
            {"drain_nat_ips": [f"{ADDRESSES}a"]},
            "New RouterNat cannot have drain_nat_ips, got values [a]",
        ),
        (
            {"nat_ips": ["b"]},
            {"drain_nat_ips": ["a"], "nat_ips": ["b"]},
            'drain_nat_ip "a" was not previously set in nat_ips [b]',
        ),
        (
            {"nat_ips": ["a"]},
            {"drain_nat_ips": [f"{ADDRESSES}a"], "nat_ips": [f"{ADDRESSES}a"]},
            'drain_nat_ip "a" cannot be drained if still set in nat_ips [a]',
        ),
        ({"nat_ips": ["a", "b"]}, {"drain_nat_ips": ["a"], "nat_ips": ["b"]}, None),
        ({"nat_ips": ["a"]}, {"drain_nat_ips": [UNKNOWN], "nat_ips": ["a"]}, None),
    ],
)
def test_only_addresses_that_were_used_are_drained(
    prior: Values | None, values: Values, words: str | None
) -> None:
    _, faults = adjusted(NAT, values, prior)
    assert faults == ([words] if words else [])


@pytest.mark.parametrize(
    ("type_", "block", "old", "more", "stays"),
    [
        (CLUSTER, "binary_authorization", {"evaluation_mode": "DISABLED"}, {}, True),
        (CLUSTER, "binary_authorization", {"enabled": True}, {}, False),
        (CLUSTER, "network_policy", {"enabled": False, "provider": "CALICO"}, {}, True),
        (CLUSTER, "network_policy", {"enabled": True}, {}, False),
        (CLUSTER, "fleet", {"project": "p", "pre_registered": True}, {}, True),
        (CLUSTER, "fleet", {"project": "p", "pre_registered": False}, {}, False),
        (FIREWALL, "log_config", {"metadata": "X"}, {"enable_logging": True}, True),
        (FIREWALL, "log_config", {"metadata": "X"}, {}, False),
    ],
)
def test_some_blocks_may_be_left_out_as_they_stand(
    type_: str, block: str, old: Values, more: Values, stays: bool
) -> None:
    unmissed = quirks_for(type_).unmissed[block]
    assert unmissed(drafted(type_, more), old) is stays


def test_a_block_that_is_not_missed_is_planned_as_it_stands() -> None:
    told = schema(CLUSTER, "network_policy.enabled", {"type": "bool"})
    prior = {"network_policy": [{"enabled": False}]}
    planned = plan(told, prior, {"network_policy": []}, Settings(), quirks_for(CLUSTER))
    assert planned.values == prior
    on = {"network_policy": [{"enabled": True}]}
    planned = plan(told, on, {"network_policy": []}, Settings(), quirks_for(CLUSTER))
    assert planned.values == {"network_policy": []}

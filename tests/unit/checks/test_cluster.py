"""Rules over clusters: each finds exactly what breaks it, and nothing in a sound cluster."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from crm_infra.checks import budget
from crm_infra.checks import cluster as rules
from crm_infra.checks.catalog import judge
from crm_infra.checks.cloud_says import CloudSays
from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation
from crm_infra.environments import load_environment
from crm_infra.state.document import StandingResource
from tests.fakes.clusters import backup_plan, cluster, job, node, pool, service, sound_cluster
from tests.fakes.standing import resource

Rule = Callable[[Seen], Iterable[Finding]]
DEV = load_environment("dev")


def with_instead(changed: StandingResource) -> Seen:
    kept = [one for one in sound_cluster() if one.address != changed.address]
    return Seen((*kept, changed), environment=DEV)


def broken(rule: Rule, seen: Seen) -> list[str]:
    return [one.seen for one in rule(seen) if isinstance(one, Violation)]


def open_endpoint(*ranges: str, google: bool = False) -> StandingResource:
    allowed = {
        "cidr_blocks": [{"cidr_block": cidr} for cidr in ranges],
        "gcp_public_cidrs_access_enabled": google,
    }
    return cluster(
        private_cluster_config=[{"enable_private_nodes": True, "enable_private_endpoint": False}],
        master_authorized_networks_config=[allowed] if ranges or google else [],
    )


def test_a_sound_cluster_breaks_no_rule() -> None:
    seen = Seen(sound_cluster(), environment=DEV, says=CloudSays(outages=frozenset()))
    results = judge("cluster", seen)
    assert [(one.name, one.summary) for one in results if not one.passed] == []
    assert all(one.looked_at for one in results)


@pytest.mark.parametrize(
    ("rule", "changed", "expected"),
    [
        (
            rules.private_cluster,
            cluster(private_cluster_config=[{"enable_private_endpoint": True}]),
            "crm-us-central1: its nodes have public addresses",
        ),
        (
            rules.private_cluster,
            open_endpoint(),
            "crm-us-central1: its control plane hears every address of the internet",
        ),
        (
            rules.private_cluster,
            open_endpoint("10.0.0.0/20", "0.0.0.0/0"),
            "crm-us-central1: its control plane hears 0.0.0.0/0",
        ),
        (
            rules.private_cluster,
            open_endpoint("10.0.0.0/20", google=True),
            "crm-us-central1: its control plane hears every machine of Google Cloud",
        ),
        (
            rules.workload_identity,
            cluster(workload_identity_config=[]),
            "crm-us-central1: has no workload identity pool",
        ),
        (
            rules.workload_identity,
            pool("system", node_config=[node(workload_metadata_config=[{"mode": "GCE_METADATA"}])]),
            "pods on crm-us-central1/system can take the rights of their node",
        ),
        (
            rules.workload_identity,
            pool("system", node_config=[node(service_account="default")]),
            "nodes of crm-us-central1/system have the default account",
        ),
        (
            rules.encrypted,
            cluster(database_encryption=[{"state": "DECRYPTED", "key_name": ""}]),
            "crm-us-central1: its secrets are not encrypted with a key of ours",
        ),
        (
            rules.encrypted,
            pool("system", node_config=[node(boot_disk_kms_key="")]),
            "disks of crm-us-central1/system are encrypted with Google's key",
        ),
        (
            rules.encrypted,
            backup_plan(backup_config=[{"encryption_key": []}]),
            "backups of crm-us-central1 are encrypted with Google's key",
        ),
        (
            rules.nodes_fit,
            cluster(ip_allocation_policy=[{"cluster_ipv4_cidr_block": "10.1.0.0/22"}]),
            "crm-us-central1: 12 nodes at most, 8 fit into 10.1.0.0/22 (as it stands)",
        ),
        (
            rules.system_pods_have_a_place,
            pool("system", node_config=[node(spot=True)]),
            "crm-us-central1: no pool is without taints, not spot and never empty",
        ),
        (
            rules.system_pods_have_a_place,
            pool("system", autoscaling=[{"total_min_node_count": 0, "total_max_node_count": 3}]),
            "crm-us-central1: no pool is without taints, not spot and never empty",
        ),
        (
            rules.services_are_internal,
            service(ingress="INGRESS_TRAFFIC_ALL"),
            "contact-import hears the internet",
        ),
        (
            rules.services_are_internal,
            service(template=[{"vpc_access": []}]),
            "contact-import does not go through the VPC",
        ),
        (
            rules.services_are_internal,
            job(template=[{"template": [{"vpc_access": []}]}]),
            "ai-scoring does not go through the VPC",
        ),
        (
            rules.services_are_internal,
            resource("google_cloud_run_v2_service_iam_member", "contact-import", member="allUsers"),
            "contact-import may be called by allUsers",
        ),
    ],
)
def test_a_rule_says_what_breaks_it(rule: Rule, changed: StandingResource, expected: str) -> None:
    assert broken(rule, with_instead(changed)) == [expected]


def test_a_pod_range_that_the_cluster_does_not_tell_is_read_from_the_file() -> None:
    silent = cluster(ip_allocation_policy=[], cluster_ipv4_cidr="")
    (noted,) = rules.nodes_fit(with_instead(silent))
    assert isinstance(noted, Noted)
    assert "10.1.0.0/16 (the environment's file)" in noted.seen


def test_a_pod_range_that_nobody_tells_is_not_green() -> None:
    silent = cluster(ip_allocation_policy=[], cluster_ipv4_cidr="")
    (finding,) = rules.nodes_fit(Seen((silent,)))
    assert isinstance(finding, NotSeen)


def test_limits_per_zone_count_in_every_zone() -> None:
    zones = ["us-central1-a", "us-central1-b", "us-central1-c"]
    zonal = pool(
        "backend", node_locations=zones, autoscaling=[{"min_node_count": 1, "max_node_count": 200}]
    )
    (said,) = broken(rules.nodes_fit, with_instead(zonal))
    assert said.startswith("crm-us-central1: 609 nodes at most")


def test_what_pools_may_grow_to_is_held_against_the_budget() -> None:
    (noted,) = budget.autoscaling_within(with_instead(pool("system")))
    assert isinstance(noted, Noted)
    huge = pool(
        "backend",
        autoscaling=[{"total_min_node_count": 1, "total_max_node_count": 90}],
    )
    (violation,) = budget.autoscaling_within(with_instead(huge))
    assert isinstance(violation, Violation)
    assert "and the budget leaves $" in violation.seen


def test_a_machine_without_a_price_is_said_and_not_green() -> None:
    strange = pool("backend", node_config=[node(machine_type="z9-huge-128")])
    (finding,) = budget.autoscaling_within(with_instead(strange))
    assert isinstance(finding, NotSeen)
    assert "z9-huge-128" in finding.seen


@pytest.mark.parametrize("bare", [{}, {"cluster_autoscaling": None}, {"node_locations": None}])
def test_attributes_that_are_missing_are_no_crash(bare: dict[str, Any]) -> None:
    standing = (
        StandingResource("google_container_cluster.x", "google_container_cluster", bare),
        StandingResource("google_container_node_pool.x", "google_container_node_pool", bare),
        StandingResource("google_cloud_run_v2_service.x", "google_cloud_run_v2_service", bare),
    )
    assert judge("cluster", Seen(standing, environment=DEV))

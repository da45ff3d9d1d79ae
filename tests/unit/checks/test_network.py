"""Rules over the network: each finds exactly what breaks it, and nothing in a sound network."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.checks import network as rules
from crm_infra.checks.catalog import judge
from crm_infra.checks.model import Seen, Violation
from crm_infra.state.document import StandingResource
from tests.fakes.standing import (
    NODES,
    firewall_rule,
    nat,
    network,
    nodes_subnet,
    resource,
    sound_network,
)

Rule = Callable[[Seen], Iterable[Violation]]


def with_instead(changed: StandingResource) -> Seen:
    """The sound network with one resource in another condition."""
    kept = [one for one in sound_network() if one.address != changed.address]
    return Seen((*kept, changed))


def without(kind: str) -> Seen:
    return Seen(tuple(one for one in sound_network() if one.type != kind))


def test_a_sound_network_breaks_no_rule() -> None:
    results = judge("network", Seen(sound_network()))
    assert [result.name for result in results if not result.passed] == []
    assert all(result.looked_at for result in results)


@pytest.mark.parametrize(
    ("rule", "changed", "expected"),
    [
        (rules.flow_logs, nodes_subnet(log_config=[]), "crm-nodes-us-central1 has no flow logs"),
        (
            rules.flow_logs,
            nodes_subnet(log_config=[{"flow_sampling": 0}]),
            "crm-nodes-us-central1 has no flow logs",
        ),
        (
            rules.private_google_access,
            nodes_subnet(private_ip_google_access=False),
            "crm-nodes-us-central1 reaches Google's APIs over the internet only",
        ),
        (
            rules.no_default_network,
            network(name="default"),
            "default makes subnets in every region by itself",
        ),
        (
            rules.no_default_network,
            network(auto_create_subnetworks=True),
            "crm makes subnets in every region by itself",
        ),
        (
            rules.nat_reaches,
            nat(subnetwork=[]),
            "no NAT reaches crm-nodes-us-central1, nodes and pods",
        ),
        (
            rules.nat_reaches,
            nat(region="us-east1"),
            "no NAT reaches crm-nodes-us-central1, nodes and pods",
        ),
        (rules.nat_reaches, nat(nat_ips=[]), "the NAT of crm-nodes-us-central1 has no address"),
        (
            rules.denied_by_default,
            firewall_rule("deny-egress", 65010, "allow", "EGRESS"),
            "egress does not end in a rule that denies all",
        ),
        (
            rules.denied_by_default,
            firewall_rule("late", 65535, "allow", "INGRESS"),
            "ingress does not end in a rule that denies all",
        ),
    ],
)
def test_a_rule_says_what_breaks_it(rule: Rule, changed: StandingResource, expected: str) -> None:
    assert [violation.seen for violation in rule(with_instead(changed))] == [expected]


def test_pods_alone_left_out_of_nat_is_seen() -> None:
    listed = nat().values["subnetwork"][0]
    only_nodes = {**listed, "secondary_ip_range_names": []}
    assert list(rules.nat_reaches(with_instead(nat(subnetwork=[only_nodes]))))


def test_a_nat_for_everything_reaches_everything() -> None:
    everything = nat(
        source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES", subnetwork=[]
    )
    assert not list(rules.nat_reaches(with_instead(everything)))


def test_no_nat_at_all_is_seen() -> None:
    assert list(rules.nat_reaches(without("google_compute_router_nat")))


def test_a_network_that_no_layer_describes_is_seen_when_the_cloud_can_be_asked() -> None:
    found = {"google_compute_network": (network().values["id"], "projects/x/global/networks/own")}
    seen = replace(Seen(sound_network()), listed=found)
    (violation,) = rules.no_default_network(seen)
    assert violation.resource == "projects/x/global/networks/own"


def test_a_disabled_rule_denies_nothing() -> None:
    off = firewall_rule("deny-ingress", 65000, "deny", "INGRESS")
    seen = with_instead(replace(off, values={**off.values, "disabled": True}))
    assert list(rules.denied_by_default(seen))


def test_overlap_names_both_ranges() -> None:
    other = resource("google_compute_subnetwork", "own", ip_cidr_range="10.1.128.0/24")
    (violation,) = rules.no_overlapping_ranges(Seen((*sound_network(), other)))
    assert violation.seen == (
        "own (10.1.128.0/24) overlaps crm-nodes-us-central1/pods (10.1.0.0/16)"
    )


def test_peered_ranges_count_as_ranges() -> None:
    inside = resource("google_compute_subnetwork", "own", ip_cidr_range="10.0.40.0/24")
    assert list(rules.no_overlapping_ranges(Seen((*sound_network(), inside))))


@given(st.integers(0, 255), st.integers(16, 28))
def test_overlap_is_found_exactly_where_addresses_are_shared(third: int, prefix: int) -> None:
    from ipaddress import ip_network

    other = ip_network(f"10.77.{third}.0/{prefix}", strict=False)
    ours = ip_network("10.77.64.0/18")
    seen = Seen(
        (
            resource("google_compute_subnetwork", "ours", ip_cidr_range=str(ours)),
            resource("google_compute_subnetwork", "other", ip_cidr_range=str(other)),
        )
    )
    share = other.network_address in ours or ours.network_address in other
    assert bool(list(rules.no_overlapping_ranges(seen))) == share


@pytest.mark.parametrize("broken", [{}, {"log_config": None}, {"secondary_ip_range": None}])
def test_attributes_that_are_missing_are_no_crash(broken: dict[str, Any]) -> None:
    bare = StandingResource(NODES, "google_compute_subnetwork", broken)
    assert judge("network", Seen((bare,)))

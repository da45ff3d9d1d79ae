"""How many addresses nodes take for their pods."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.services.container.nodes import nodes_of, usual_zones
from crm_infra.simcloud.services.container.pods import addresses_per_node, room_for


@pytest.mark.parametrize(
    ("pods", "addresses"), [(8, 16), (9, 32), (16, 32), (32, 64), (64, 128), (110, 256), (256, 512)]
)
def test_a_node_takes_twice_as_many_addresses_as_pods(pods, addresses):
    assert addresses_per_node(pods) == addresses


@given(st.integers(8, 256), st.integers(16, 28))
def test_what_fits_has_at_least_two_addresses_for_each_pod(pods, prefix):
    network = IPv4Network((0x0A000000, prefix))
    each = addresses_per_node(pods)
    assert 2 * pods <= each < 4 * pods
    assert room_for(network, pods) * each <= network.num_addresses


@pytest.mark.parametrize(("pods", "addresses"), [(64, 64), (65, 128), (110, 128)])
def test_a_node_may_be_given_none_to_spare(pods, addresses):
    assert addresses_per_node(pods, spare=False) == addresses
    exact = {"pod_cidr_overprovision_config": [{"disabled": True}]}
    assert not nodes_of({}, {**CLUSTER, "ip_allocation_policy": [exact]}).spare
    assert nodes_of({}, CLUSTER).spare


CLUSTER = {"location": "us-central1", "default_max_pods_per_node": 110}


@pytest.mark.parametrize(
    ("pool", "now", "most"),
    [
        ({}, 0, 0),
        ({"node_count": 2}, 6, 6),
        ({"initial_node_count": 1, "node_locations": ["us-central1-a"]}, 1, 1),
        ({"autoscaling": [{"min_node_count": 1, "max_node_count": 4}]}, 3, 12),
        ({"autoscaling": [{"total_min_node_count": 1, "total_max_node_count": 4}]}, 1, 4),
        ({"initial_node_count": 2, "autoscaling": [{"total_max_node_count": 4}]}, 6, 6),
    ],
)
def test_nodes_are_counted_over_all_zones(pool, now, most):
    found = nodes_of(pool, CLUSTER)
    assert (found.now, found.most) == (now, most)


def test_nodes_stand_in_three_zones_unless_told():
    assert usual_zones("us-central1") == ["us-central1-a", "us-central1-b", "us-central1-c"]
    assert usual_zones("us-east1") == ["us-east1-b", "us-east1-c", "us-east1-d"]
    assert usual_zones("us-east1-c") == ["us-east1-c"]

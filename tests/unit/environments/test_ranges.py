"""The arithmetic of the address plan, against the standard library's slow and certain way."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_infra.environments import load_environments
from crm_infra.environments.ranges import (
    PRIVATE,
    RangeError,
    addresses_per_node,
    overlaps,
    prefix_for,
    read_range,
)

UNHURRIED = settings(deadline=None)


@st.composite
def networks(draw):
    """Crowded on purpose, so that ranges meet."""
    prefix = draw(st.integers(8, 32))
    address = draw(st.integers(0, 2**16 - 1)) << draw(st.sampled_from([0, 4, 8]))
    return IPv4Network(((10 << 24) + address, prefix), strict=False)


@UNHURRIED
@given(st.lists(networks(), max_size=30))
def test_overlaps_are_those_that_comparing_all_pairs_finds(ranges):
    certain = {
        (i, j) for i, j in combinations(range(len(ranges)), 2) if ranges[i].overlaps(ranges[j])
    }

    found = list(overlaps((network, i) for i, network in enumerate(ranges)))

    assert len(found) == len(set(found))
    assert set(found) == certain


@UNHURRIED
@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_a_range_is_read_exactly_when_it_is_private_and_plain(address, prefix):
    network = IPv4Network((address, prefix), strict=False)
    private = any(network.subnet_of(block) for block in PRIVATE)

    assert _read(str(network)) == (network if private else None)
    assert _read(f"{IPv4Network(address)[0]}/{prefix}") in (None, network)


@UNHURRIED
@given(st.text(alphabet="0123456789./ \n\u0661:abcdef-", max_size=24))
def test_any_text_is_a_range_or_is_refused(text):
    network = _read(text)

    assert network is None or str(network) == text


def _read(text):
    try:
        return read_range(text)
    except RangeError as error:
        return None if error.rule and error.remedy else error


@pytest.mark.parametrize(
    ("pods", "addresses"),
    [
        (8, 16), (9, 32), (16, 32), (17, 64), (32, 64), (33, 128), (64, 128), (65, 256),
        (110, 256), (128, 256), (129, 512), (256, 512),
    ],
)  # fmt: skip
def test_a_node_takes_the_pod_addresses_that_gke_gives_it(pods, addresses):
    assert addresses_per_node(pods) == addresses


@UNHURRIED
@given(st.integers(1, 2**24))
def test_a_prefix_holds_what_is_asked_and_the_next_does_not(addresses):
    prefix = prefix_for(addresses)

    assert 1 << (32 - prefix) >= addresses
    assert prefix == 32 or 1 << (32 - prefix - 1) < addresses


def test_the_plan_has_no_overlap_and_serves_every_node():
    environments = load_environments().values()
    plan = [network for environment in environments for network in environment.networks.values()]

    assert len(plan) == 4 * 2 * 7
    assert not [pair for pair in combinations(plan, 2) if pair[0].overlaps(pair[1])]
    for environment in environments:
        sizes = environment.sizes
        for role in ("primary", "recovery"):
            pods, nodes = environment.networks[role, "pods"], environment.networks[role, "nodes"]
            each = 2 ** (32 - sizes.pod_prefix_per_node)
            assert each >= 2 * sizes.max_pods_per_node
            assert pods.num_addresses // each >= sizes.max_nodes
            assert nodes.num_addresses - 4 >= sizes.max_nodes


def test_the_plan_keeps_clear_of_what_google_uses_itself():
    own = [IPv4Network("10.128.0.0/9"), IPv4Network("172.17.0.0/16")]

    for environment in load_environments().values():
        for network in environment.networks.values():
            assert not any(network.overlaps(used) for used in own)

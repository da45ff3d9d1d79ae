"""IPv4 arithmetic, checked against the plain meaning of sets of addresses."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.cloud import ranges


@st.composite
def networks(draw: st.DrawFn, smallest: int = 30) -> IPv4Network:
    prefix = draw(st.integers(8, smallest))
    number = draw(st.integers(0, 2**32 - 1)) >> (32 - prefix) << (32 - prefix)
    return IPv4Network((number, prefix))


@given(networks(), networks())
def test_two_ranges_overlap_when_they_share_an_address(
    one: IPv4Network, other: IPv4Network
) -> None:
    first = max(one.network_address, other.network_address)
    last = min(one.broadcast_address, other.broadcast_address)
    assert ranges.overlap(one, other) == (first <= last)
    assert ranges.overlap(one, other) == ranges.overlap(other, one)


@given(networks(), networks())
def test_a_range_contains_what_begins_and_ends_in_it(one: IPv4Network, other: IPv4Network) -> None:
    inside = other.network_address in one and other.broadcast_address in one
    assert ranges.contains(one, other) == inside


@given(networks())
def test_what_is_written_is_read(network: IPv4Network) -> None:
    assert ranges.parse(str(network)) == network


@given(networks(), st.integers(1, 3))
def test_host_bits_make_no_range(network: IPv4Network, bits: int) -> None:
    text = f"{network.network_address + bits}/{network.prefixlen}"
    expected = None if bits % network.num_addresses else network
    assert ranges.parse(text) == expected


@pytest.mark.parametrize("text", ["10.0.0.0", "10.0.0/8", "10.0.0.0/33", "::/64", "", None, 7])
def test_other_things_are_no_ranges(text: object) -> None:
    assert ranges.parse(text) is None


@given(networks(28), st.integers(0, 2**64), st.data())
def test_a_picked_address_is_free_and_usable(
    network: IPv4Network, seed: int, data: st.DataObject
) -> None:
    taken = {
        str(network.network_address + data.draw(st.integers(0, min(network.num_addresses, 64) - 1)))
        for _ in range(8)
    }
    picked = ranges.pick_address(network, seed, taken)
    assert picked is not None
    assert picked not in taken
    reserved = (0, 1, network.num_addresses - 2, network.num_addresses - 1)
    assert IPv4Address(picked) in network
    assert int(IPv4Address(picked)) - int(network.network_address) not in reserved


def test_a_full_range_has_no_address_left() -> None:
    network = IPv4Network("10.0.0.0/29")
    taken = {str(address) for address in network}
    assert ranges.pick_address(network, 5, taken) is None


@given(st.lists(networks(24), max_size=6), st.integers(16, 24))
def test_a_picked_range_meets_none_that_is_busy(busy: list[IPv4Network], prefix: int) -> None:
    picked = ranges.pick_range(prefix, busy)
    if picked is not None:
        assert not any(IPv4Network(picked).overlaps(other) for other in busy)
    else:
        assert any(ranges.contains(other, IPv4Network("10.0.0.0/8")) for other in busy)


def test_the_gateway_is_the_first_host() -> None:
    assert ranges.gateway(IPv4Network("10.0.16.0/20")) == "10.0.16.1"


def test_reserved_ranges_are_named() -> None:
    assert ranges.first_reserved(IPv4Network("169.254.0.0/20")) == IPv4Network("169.254.0.0/16")
    assert ranges.first_reserved(IPv4Network("10.0.0.0/8")) is None

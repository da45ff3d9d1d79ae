"""IPv4 ranges: what every networking rule needs to know about them, as pure functions.

Add arithmetic here. Which ranges must not meet, and what the API says when they do, is the
business of ``services/compute``.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, ip_address, ip_network

RESERVED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "224.0.0.0/4",
        "255.255.255.255/32",
        "199.36.153.4/30",
        "199.36.153.8/30",
    )
)
"""Ranges that Google Cloud never lets a subnet use."""

DOCUMENTATION = (IPv4Network("203.0.113.0/24"), IPv4Network("198.51.100.0/24"))
"""External addresses come from here: no real host can ever be meant by them."""


def parse(text: object) -> IPv4Network | None:
    """The range, or None when the text is no IPv4 range or has bits set behind its mask."""
    if not isinstance(text, str) or "/" not in text:
        return None
    try:
        network = ip_network(text, strict=True)
    except ValueError:
        return None
    return network if isinstance(network, IPv4Network) else None


def parse_any(text: object) -> bool:
    """Whether it is a range or an address, of either version, without host bits."""
    if not isinstance(text, str):
        return False
    try:
        ip_network(text, strict=True)
    except ValueError:
        return False
    return True


def parse_address(text: object) -> IPv4Address | None:
    """The IPv4 address, or None when the text is none."""
    if not isinstance(text, str):
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address if isinstance(address, IPv4Address) else None


def overlap(one: IPv4Network, other: IPv4Network) -> bool:
    """Whether at least one address lies in both."""
    return one.overlaps(other)


def contains(outer: IPv4Network, inner: IPv4Network) -> bool:
    """Whether all of ``inner`` lies in ``outer``."""
    return inner.subnet_of(outer)


def first_reserved(network: IPv4Network) -> IPv4Network | None:
    """The range reserved by Google that it meets, or None."""
    for reserved in RESERVED:
        if isinstance(reserved, IPv4Network) and reserved.overlaps(network):
            return reserved
    return None


def gateway(network: IPv4Network) -> str:
    """The first host address: Google Cloud keeps it for the subnet's gateway."""
    return str(network.network_address + 1)


def usable(network: IPv4Network) -> Iterator[IPv4Address]:
    """Addresses that may be handed out: neither the first two nor the last two of the range."""
    low = int(network.network_address) + 2
    high = int(network.broadcast_address) - 2
    for number in range(low, high + 1):
        yield IPv4Address(number)


def pick_address(
    network: IPv4Network, seed: int, taken: Iterable[str], *, external: bool = False
) -> str | None:
    """A free address of the range, the same for the same seed; None when all are taken."""
    used = set(taken)
    margin = 1 if external else 2
    size = network.num_addresses - 2 * margin
    if size <= 0:
        return None
    base = int(network.network_address) + margin
    for step in range(min(size, len(used) + 1)):
        address = str(IPv4Address(base + (seed + step) % size))
        if address not in used:
            return address
    return next((a for a in _all(base, size) if a not in used), None)


def pick_range(prefix: int, busy: Iterable[IPv4Network], pool: str = "10.0.0.0/8") -> str | None:
    """The first range of that size in the pool that meets none of ``busy``."""
    occupied = list(busy)
    for candidate in IPv4Network(pool).subnets(new_prefix=prefix):
        if not any(candidate.overlaps(other) for other in occupied):
            return str(candidate)
    return None


def _all(base: int, size: int) -> Iterator[str]:
    for step in range(size):
        yield str(IPv4Address(base + step))

"""Address ranges: what may be written, how large each kind must be, and which overlap.

The arithmetic of the address plan lives here and knows nothing of files. Where a range stands in a
document and which line is to blame is said in ``rules`` and ``across``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TypeVar

PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""RFC 1918. Everything else is routed by somebody else."""

RANGE_PATTERN = (
    r"^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)/(?:3[0-2]|[12]?\d)$"
)
"""For editors; ``read_range`` is the rule."""

_SHAPE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){3})/([0-9]{1,2})")

RESERVED_ADDRESSES = 4
"""Google keeps the first two and the last two addresses of every primary subnet range."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of range must be, as prefix lengths, and why."""

    widest: int
    narrowest: int
    why: str


KINDS: dict[str, Kind] = {
    "nodes": Kind(8, 29, "a subnet has at least 8 addresses"),
    "pods": Kind(8, 24, "GKE takes pod ranges of at least 256 addresses"),
    "services": Kind(16, 22, "a services range is fixed for life and must hold 1,024 services"),
    "control_plane": Kind(28, 28, "a private control plane takes exactly 16 addresses"),
    "private_service_access": Kind(8, 24, "managed services ask for blocks up to a /24"),
    "psc": Kind(8, 29, "a subnet has at least 8 addresses"),
    "proxy_only": Kind(8, 26, "Envoy load balancers ask for at least 64 addresses"),
}
"""The seven ranges of a region, in the order in which files list them."""


class RangeError(ValueError):
    """A text that is not a range one may use: ``rule`` it breaks and ``remedy``."""

    def __init__(self, rule: str, remedy: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.remedy = remedy


def read_range(text: str) -> IPv4Network:
    """The private IPv4 range that the text names.

    Raises:
        RangeError: It is not one, has host bits, or is public.
    """
    shape = _SHAPE.fullmatch(text)
    try:
        network = IPv4Network(text, strict=False) if shape else None
    except ValueError:
        network = None
    if shape is None or network is None:
        raise RangeError("a range is an IPv4 address and a prefix", "Write it as 10.0.0.0/20.")
    if str(network) != text:
        raise RangeError("a range is written plainly and has no host bits", f"Write {network}.")
    if not any(network.subnet_of(private) for private in PRIVATE):
        raise RangeError(
            "ranges are private (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)",
            "Choose a free block of the plan in docs/environments.md.",
        )
    return network


def addresses_per_node(max_pods: int) -> int:
    """Pod addresses that GKE gives one node: the smallest power of two ≥ twice its pods."""
    return 1 << (2 * max_pods - 1).bit_length()


def prefix_for(addresses: int) -> int:
    """The longest prefix that holds so many addresses."""
    return 32 - (addresses - 1).bit_length()


_Owner = TypeVar("_Owner")


def overlaps(ranges: Iterable[tuple[IPv4Network, _Owner]]) -> Iterator[tuple[_Owner, _Owner]]:
    """Every pair of owners whose ranges share an address, each pair once.

    Ranges are nested or apart, never half over one another, so a walk in address order needs only
    the stack of ranges that are still open.
    """
    entries = list(ranges)
    order = sorted(
        range(len(entries)),
        key=lambda i: (int(entries[i][0].network_address), entries[i][0].prefixlen),
    )
    open_: list[int] = []
    for i in order:
        start = int(entries[i][0].network_address)
        while open_ and int(entries[open_[-1]][0].broadcast_address) < start:
            open_.pop()
        for j in open_:
            first, second = sorted((i, j))
            yield entries[first][1], entries[second][1]
        open_.append(i)

"""Rules about egress: Cloud NAT's limits, which it would report only when traffic fails."""

from collections.abc import Iterator

from crm_infra.environments.document import Document
from crm_infra.errors import Fault

PORTS_PER_ADDRESS = 64_512


def nat_ports_are_powers_of_two(document: Document) -> Iterator[Fault]:
    """What dynamic port allocation accepts."""
    for key in ("nat_min_ports", "nat_max_ports"):
        count = document.whole("sizes", key)
        if count is not None and count & (count - 1):
            yield document.fault(
                ("sizes", key),
                f"{count} ports",
                "with dynamic allocation the number of ports is a power of two",
                f"Write {1 << (count.bit_length() - 1)} or {1 << count.bit_length()}.",
            )


def nat_ports_can_grow(document: Document) -> Iterator[Fault]:
    """The most is above the least."""
    low, high = (document.whole("sizes", f"nat_{end}_ports") for end in ("min", "max"))
    if low is not None and high is not None and high <= low:
        yield document.fault(
            ("sizes", "nat_max_ports"),
            f"{high} ports",
            f"the most is above the least, {low}",
            f"Write {low * 2} or more.",
        )


def nat_has_ports_for_every_node(document: Document) -> Iterator[Fault]:
    """Enough public addresses for what every node keeps."""
    addresses = document.whole("sizes", "nat_addresses")
    nodes, low = document.whole("sizes", "max_nodes"), document.whole("sizes", "nat_min_ports")
    if addresses and nodes and low and addresses * PORTS_PER_ADDRESS < nodes * low:
        yield document.fault(
            ("sizes", "nat_addresses"),
            f"{addresses} with {PORTS_PER_ADDRESS} ports each",
            f"{nodes} nodes keep {low} ports each",
            f"Write {-(-nodes * low // PORTS_PER_ADDRESS)} or more.",
        )

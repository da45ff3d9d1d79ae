"""Rules about where an environment stands: its regions, zones and address ranges.

The arithmetic of ranges is ``crm_infra.environments.ranges``; that no two ranges overlap is a rule
between files and belongs to ``across``.
"""

from collections.abc import Iterator

from crm_infra.environments.document import Document
from crm_infra.environments.places import REGIONS
from crm_infra.environments.ranges import (
    KINDS,
    RESERVED_ADDRESSES,
    Kind,
    addresses_per_node,
    prefix_for,
    read_range,
)
from crm_infra.environments.wording import Keys, shown
from crm_infra.errors import Fault

ROLES = ("primary", "recovery")


def regions_differ(document: Document) -> Iterator[Fault]:
    """Recovery happens somewhere else."""
    primary = document.text("regions", "primary", "name")
    keys: Keys = ("regions", "recovery", "name")
    if primary is not None and primary == document.text(*keys):
        yield document.fault(
            keys,
            f"{shown(primary)} is the primary region too",
            "recovery happens in another region",
            "Name a second region, such as us-east1.",
        )


def zones_are_of_their_region(document: Document) -> Iterator[Fault]:
    """A zone belongs to the region that lists it."""
    for role in ROLES:
        own = REGIONS.get(document.text("regions", role, "name") or "")
        for position in range(len(document.items("regions", role, "zones"))):
            keys: Keys = ("regions", role, "zones", position)
            zone = document.text(*keys)
            if own is not None and zone is not None and zone not in own:
                yield document.fault(
                    keys,
                    f"{shown(zone)} is a zone of another region",
                    f"zones are those of {document.text('regions', role, 'name')}",
                    f"Use {', '.join(own)}.",
                )


def ranges_have_their_size(document: Document) -> Iterator[Fault]:
    """Each kind of range is as large as Google and the environment's growth ask for."""
    for role in ROLES:
        for name, kind in KINDS.items():
            keys: Keys = ("regions", role, "cidr", name)
            text = document.text(*keys)
            if text is None:
                continue
            prefix = read_range(text).prefixlen
            if kind.widest <= prefix <= kind.narrowest:
                yield from _capacity(document, keys, prefix)
            else:
                yield _size(document, keys, prefix, kind)


def _size(document: Document, keys: Keys, prefix: int, kind: Kind) -> Fault:
    small = prefix > kind.narrowest
    bound = f"/{kind.narrowest if small else kind.widest}"
    if kind.widest != kind.narrowest:
        bound += " or wider" if small else " or narrower"
    shared = "address space is shared by all environments"
    why = kind.why if small or kind.widest == kind.narrowest else shared
    seen = f"{document.text(*keys)} is too {'small' if small else 'large'}"
    return document.fault(keys, seen, why, f"Use a {bound}.")


def _capacity(document: Document, keys: Keys, prefix: int) -> Iterator[Fault]:
    nodes = document.whole("sizes", "max_nodes")
    pods = document.whole("sizes", "max_pods_per_node")
    if nodes is not None and keys[-1] == "nodes":
        yield from _room_for_nodes(document, keys, prefix, nodes)
    if nodes is not None and pods is not None and keys[-1] == "pods":
        yield from _room_for_pods(document, keys, prefix, nodes, pods)


def _room_for_nodes(document: Document, keys: Keys, prefix: int, nodes: int) -> Iterator[Fault]:
    needed = prefix_for(nodes + RESERVED_ADDRESSES)
    if prefix > needed:
        room = (1 << (32 - prefix)) - RESERVED_ADDRESSES
        yield document.fault(
            keys,
            f"{document.text(*keys)} is too small: it holds {room} nodes",
            f"sizes.max_nodes asks for {nodes}",
            f"Use a /{needed} or wider, or lower sizes.max_nodes.",
        )


def _room_for_pods(
    document: Document, keys: Keys, prefix: int, nodes: int, pods: int
) -> Iterator[Fault]:
    each = addresses_per_node(pods)
    needed = prefix_for(nodes * each)
    if prefix > needed:
        yield document.fault(
            keys,
            f"{document.text(*keys)} is too small: it serves {(1 << (32 - prefix)) // each} nodes",
            f"{nodes} nodes of {pods} pods take a /{prefix_for(each)} each",
            f"Use a /{needed} or wider, or lower sizes.max_nodes or sizes.max_pods_per_node.",
        )

"""The picture of a network that stands: regions, subnets with ranges, NAT, peering, who may talk.

Drawn from the state, so that it shows what stands and not what was meant. Add here what the picture
shows; shapes belong to ``canvas``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_infra.checks.model import Seen, block, items
from crm_infra.checks.network import (
    ANYWHERE,
    FIREWALL_RULE,
    NAT,
    NETWORK,
    PROXY_PURPOSES,
    RESERVED,
    SUBNET,
    node_subnets,
    reaches,
    secondary,
)
from crm_infra.orchestration.pictures.canvas import (
    AMBER,
    BLUE,
    GREEN,
    INK,
    LINE,
    MUTED,
    PAPER,
    RED,
    VIOLET,
    Canvas,
)
from crm_infra.state.document import StandingResource

WIDTH, EDGE, GAP = 1080, 24, 24
ROW, SUBNET_HEIGHT = 22, 64
CONNECTION = "google_service_networking_connection"
ADDRESS = "google_compute_address"
WELL_KNOWN = {
    ANYWHERE: "anywhere",
    "10.0.0.0/8": "private ranges",
    "172.16.0.0/12": "private ranges",
    "192.168.0.0/16": "private ranges",
    "169.254.169.254/32": "metadata server",
    "199.36.153.8/30": "Google APIs, privately",
    "35.191.0.0/16": "Google's health checkers",
    "130.211.0.0/22": "Google's health checkers",
}
_WHERE = re.compile(r'module\.region\["(\w+)"\]')


@dataclass(frozen=True)
class Region:
    """One region of the network."""

    name: str
    role: str
    subnets: Sequence[StandingResource]
    nats: Sequence[StandingResource]
    addresses: Sequence[str]
    reserved: Sequence[StandingResource]


def network_picture(resources: Iterable[StandingResource], title: str) -> str:
    """The picture as SVG; empty when no network stands."""
    seen = Seen(tuple(resources))
    network = next(iter(seen.of(NETWORK)), None)
    if network is None:
        return ""
    regions = regions_of(seen)
    deepest = max((len(region.subnets) for region in regions), default=0)
    region_height = 172 + deepest * (SUBNET_HEIGHT + 10)
    rules = sorted(
        seen.of(FIREWALL_RULE), key=lambda rule: (_direction(rule), int(rule.values["priority"]))
    )
    vpc_height = region_height + 60
    below = 124 + vpc_height
    canvas = Canvas(WIDTH, below + 84 + 58 + (len(rules) + 1) * ROW)
    canvas.text(EDGE, 34, title, size=18, bold=True)
    canvas.box(EDGE, 52, WIDTH - 2 * EDGE, 34, colour=LINE)
    canvas.text(WIDTH / 2, 74, "Internet", bold=True, anchor="middle")
    canvas.box(EDGE, 116, WIDTH - 2 * EDGE, vpc_height, colour=BLUE, radius=12)
    _head(canvas, network)
    width = (WIDTH - 2 * EDGE - (len(regions) + 1) * GAP) / max(1, len(regions))
    reached = {id(subnet) for subnet in node_subnets(seen)}
    for place, region in enumerate(regions):
        left = EDGE + GAP + place * (width + GAP)
        _region(canvas, region, left, width, region_height, reached, below)
    _peer(canvas, seen, below + 24)
    _rules(canvas, rules, kinds_of(seen), below + 84)
    return canvas.svg(title)


def regions_of(seen: Seen) -> list[Region]:
    """The regions, the primary one first."""
    names: dict[str, str] = {}
    for subnet in seen.of(SUBNET):
        found = _WHERE.search(subnet.address)
        names.setdefault(str(subnet.values.get("region")), found.group(1) if found else "")
    ordered = sorted(names.items(), key=lambda item: (item[1] != "primary", item[0]))
    return [_region_of(seen, name, role) for name, role in ordered]


def kinds_of(seen: Seen) -> dict[str, str]:
    """Range → what lives there, for people: ``nodes``, ``pods``, ``private services``."""
    kinds = dict(WELL_KNOWN)
    for subnet in seen.of(SUBNET):
        parts = secondary(subnet)
        region = str(subnet.values.get("region"))
        name = str(subnet.values.get("name")).removesuffix(f"-{region}").removeprefix("crm-")
        kinds[str(subnet.values.get("ip_cidr_range"))] = name
        kinds |= {cidr: part for part, cidr in parts.items()}
    for one in seen.of(RESERVED):
        kinds[_cidr(one)] = "private services"
    return kinds


def _region_of(seen: Seen, name: str, role: str) -> Region:
    def here(kind: str) -> list[StandingResource]:
        found = (one for one in seen.of(kind) if one.values.get("region") == name)
        return sorted(found, key=lambda one: str(one.values.get("name")))

    return Region(
        name=name,
        role=role,
        subnets=here(SUBNET),
        nats=here(NAT),
        addresses=[str(one.values.get("address")) for one in here(ADDRESS)],
        reserved=[
            one for one in seen.of(RESERVED) if str(one.values.get("name", "")).endswith(name)
        ],
    )


def _head(canvas: Canvas, network: StandingResource) -> None:
    values = network.values
    said = f"{str(values.get('routing_mode', '')).lower()} routing"
    if values.get("delete_default_routes_on_create"):
        said += ", no default routes"
    canvas.text(EDGE + GAP, 142, f"VPC {values.get('name')}", size=15, bold=True, colour=BLUE)
    canvas.text(WIDTH - EDGE - GAP, 142, said, colour=MUTED, anchor="end")


def _region(
    canvas: Canvas,
    region: Region,
    left: float,
    width: float,
    height: float,
    needing: set[int],
    below: float,
) -> None:
    top = 156
    canvas.box(left, top, width, height, colour=LINE, fill=PAPER, radius=10)
    canvas.text(left + 16, top + 25, region.name, size=15, bold=True)
    canvas.text(left + width - 16, top + 25, region.role, colour=MUTED, anchor="end")
    _nat(canvas, region, left + 16, top + 40, width - 32)
    row = top + 106
    for subnet in region.subnets:
        needs = id(subnet) in needing
        reached = any(reaches(nat, subnet) for nat in region.nats)
        _subnet(canvas, subnet, left + 16, row, width - 32, reached if needs else None)
        row += SUBNET_HEIGHT + 10
    for one in region.reserved:
        canvas.box(left + 16, row, width - 32, 40, colour=VIOLET, dashed=True)
        canvas.text(left + 30, row + 25, "private services", bold=True)
        canvas.text(left + width - 30, row + 25, _cidr(one), anchor="end", bold=True)
        canvas.arrow(left + width / 2, row + 40, below + 24, colour=VIOLET, up=False)


def _nat(canvas: Canvas, region: Region, left: float, top: float, width: float) -> None:
    colour = AMBER if region.nats else RED
    canvas.box(left, top, width, 54, colour=colour)
    if not region.nats:
        canvas.text(left + 14, top + 32, "no NAT", bold=True, colour=RED)
        return
    nat = region.nats[0].values
    canvas.arrow(left + width / 2, 86, top, colour=AMBER, up=True)
    canvas.text(left + 14, top + 22, "Cloud NAT", bold=True)
    canvas.text(left + width - 14, top + 22, ", ".join(region.addresses), anchor="end", bold=True)
    ports = f"{nat.get('min_ports_per_vm')} to {nat.get('max_ports_per_vm')} ports per machine"
    canvas.text(left + 14, top + 42, ports, size=12, colour=MUTED)


def _subnet(
    canvas: Canvas,
    subnet: StandingResource,
    left: float,
    top: float,
    width: float,
    reached: bool | None,
) -> None:
    values = subnet.values
    proxies = values.get("purpose") in PROXY_PURPOSES
    canvas.box(left, top, width, SUBNET_HEIGHT, colour=LINE if proxies else GREEN)
    canvas.text(left + 14, top + 23, str(values.get("name")), bold=True)
    canvas.text(
        left + width - 14, top + 23, str(values.get("ip_cidr_range")), anchor="end", bold=True
    )
    more = "  ".join(f"{part} {cidr}" for part, cidr in secondary(subnet).items())
    canvas.text(left + 14, top + 47, more or purpose(values), size=12, colour=MUTED)
    if proxies:
        return
    end = left + width - 12
    if reached is not None:
        end = canvas.badge(end, top + 34, "NAT", good=reached)
    logged = bool(block(values, "log_config"))
    private = bool(values.get("private_ip_google_access"))
    end = canvas.badge(end, top + 34, "logs", good=logged)
    canvas.badge(end, top + 34, "APIs", good=private)


def purpose(values: Mapping[str, Any]) -> str:
    """What a subnet without ranges for pods is for."""
    if values.get("purpose") in PROXY_PURPOSES:
        return "Google's managed proxies"
    return "endpoints and machines"


def _peer(canvas: Canvas, seen: Seen, top: float) -> None:
    peers = [str(one.values.get("service")) for one in seen.of(CONNECTION)]
    canvas.box(EDGE, top, WIDTH - 2 * EDGE, 34, colour=VIOLET)
    said = f"Google's network, peered: {', '.join(peers)}" if peers else "no peering stands"
    canvas.text(WIDTH / 2, top + 22, said, bold=True, anchor="middle")


def _rules(
    canvas: Canvas, rules: Sequence[StandingResource], kinds: Mapping[str, str], top: float
) -> None:
    canvas.text(EDGE, top + 18, "Who may talk, first match decides", size=15, bold=True)
    columns = (EDGE, EDGE + 60, EDGE + 118, EDGE + 190, EDGE + 415, EDGE + 740)
    heads = ("order", "", "", "rule", "from → to", "what")
    for x, word in zip(columns, heads, strict=True):
        canvas.text(x, top + 44, word, size=12, colour=MUTED)
    for number, rule in enumerate(rules):
        y = top + 44 + (number + 1) * ROW
        allowed = rule.values.get("action") == "allow"
        colour = GREEN if allowed else RED
        if number % 2 == 0:
            canvas.box(EDGE - 6, y - 15, WIDTH - 2 * EDGE + 12, ROW, colour="none", fill="#f6f8fa")
        cells = (
            (str(rule.values.get("priority")), MUTED, False),
            ("in" if _direction(rule) == "INGRESS" else "out", INK, False),
            ("allow" if allowed else "deny", colour, True),
            (str(rule.values.get("rule_name")), INK, True),
            (_ends(rule, kinds), INK, False),
            (_traffic(rule), MUTED, False),
        )
        for x, (words, shade, bold) in zip(columns, cells, strict=True):
            canvas.text(x, y, words, size=12, colour=shade, bold=bold)


def _ends(rule: StandingResource, kinds: Mapping[str, str]) -> str:
    match = block(rule.values, "match")
    source = _places(items(match, "src_ip_ranges"), kinds)
    target = _places(items(match, "dest_ip_ranges"), kinds)
    accounts = [str(one).partition("@")[0] for one in items(rule.values, "target_service_accounts")]
    machines = ", ".join(accounts) or "every machine"
    if _direction(rule) == "INGRESS":
        return f"{source or 'anywhere'} → {machines}"
    return f"{source or machines} → {target or 'anywhere'}"


def _places(found: Iterable[Any], kinds: Mapping[str, str]) -> str:
    return ", ".join(dict.fromkeys(kinds.get(str(one), str(one)) for one in found))


def _traffic(rule: StandingResource) -> str:
    parts: dict[str, list[str]] = {}
    for one in items(block(rule.values, "match"), "layer4_configs"):
        ports = ", ".join(str(port) for port in items(one, "ports"))
        parts.setdefault(ports, []).append(str(one.get("ip_protocol")))
    said = [f"{', '.join(names)} {ports}".strip() for ports, names in parts.items()]
    return "everything" if said == ["all"] else "; ".join(said)


def _direction(rule: StandingResource) -> str:
    return "INGRESS" if rule.values.get("direction") == "INGRESS" else "OUT"


def _cidr(reserved: StandingResource) -> str:
    return f"{reserved.values.get('address')}/{reserved.values.get('prefix_length')}"

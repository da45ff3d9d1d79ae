"""Rules over the network that stands: what is logged, reachable, private and free of overlaps.

Add here a rule that only needs the layer ``network``; list it in ``catalog``.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from itertools import combinations

from crm_infra.checks.model import Seen, Violation, block, items
from crm_infra.state.document import StandingResource

SUBNET = "google_compute_subnetwork"
NETWORK = "google_compute_network"
NAT = "google_compute_router_nat"
RESERVED = "google_compute_global_address"
FIREWALL_RULE = "google_compute_network_firewall_policy_rule"
PROXY_PURPOSES = frozenset({"REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY"})
ANYWHERE = "0.0.0.0/0"


def flow_logs(seen: Seen) -> Iterator[Violation]:
    """Each subnet in which machines live has flow logs, and samples more than nothing."""
    for subnet in machine_subnets(seen):
        sampling = block(subnet.values, "log_config").get("flow_sampling")
        if not sampling:
            yield Violation(subnet.address, f"{subnet.values.get('name')} has no flow logs")


def no_default_network(seen: Seen) -> Iterator[Violation]:
    """No network named default, none that makes subnets by itself, and none that is not ours."""
    for network in seen.of(NETWORK):
        if network.values.get("name") == "default" or network.values.get("auto_create_subnetworks"):
            name = network.values.get("name")
            yield Violation(network.address, f"{name} makes subnets in every region by itself")
    for found in seen.strangers(NETWORK):
        yield Violation(found, "stands in the project and no layer describes it")


def private_google_access(seen: Seen) -> Iterator[Violation]:
    """Machines reach Google's APIs without an address on the internet."""
    for subnet in machine_subnets(seen):
        if not subnet.values.get("private_ip_google_access"):
            name = subnet.values.get("name")
            yield Violation(subnet.address, f"{name} reaches Google's APIs over the internet only")


def no_overlapping_ranges(seen: Seen) -> Iterator[Violation]:
    """No two ranges of the network share an address."""
    for (one, first), (other, second) in combinations(ranges(seen), 2):
        if first.overlaps(second):
            yield Violation(other, f"{other} ({second}) overlaps {one} ({first})")


def nat_reaches(seen: Seen) -> Iterator[Violation]:
    """Every subnet with nodes has a NAT in its region, for the nodes and for their pods."""
    gateways = list(seen.of(NAT))
    for subnet in node_subnets(seen):
        reached = [nat for nat in gateways if reaches(nat, subnet)]
        name = subnet.values.get("name")
        if not reached:
            yield Violation(subnet.address, f"no NAT reaches {name}, nodes and pods")
        elif all(_without_address(nat) for nat in reached):
            yield Violation(subnet.address, f"the NAT of {name} has no address")


def denied_by_default(seen: Seen) -> Iterator[Violation]:
    """Both directions end in a rule that denies everything, behind every rule that allows."""
    rules = [rule for rule in seen.of(FIREWALL_RULE) if not rule.values.get("disabled")]
    for direction, side in (("INGRESS", "src_ip_ranges"), ("EGRESS", "dest_ip_ranges")):
        same = [rule for rule in rules if rule.values.get("direction") == direction]
        last = max(same, key=lambda rule: int(rule.values.get("priority") or 0), default=None)
        if last is None or not _denies_all(last, side):
            named = last.address if last else FIREWALL_RULE
            yield Violation(named, f"{direction.lower()} does not end in a rule that denies all")


def machine_subnets(seen: Seen) -> Iterator[StandingResource]:
    """Subnets of machines and endpoints; Google's proxies take neither logs nor private access."""
    return (one for one in seen.of(SUBNET) if one.values.get("purpose") not in PROXY_PURPOSES)


def node_subnets(seen: Seen) -> Iterator[StandingResource]:
    """Subnets with a range for pods: a cluster's nodes live there, and call the internet."""
    return (one for one in machine_subnets(seen) if "pods" in secondary(one))


def secondary(subnet: StandingResource) -> dict[str, str]:
    """Name of each secondary range and the range."""
    return {
        str(one["range_name"]): str(one["ip_cidr_range"])
        for one in items(subnet.values, "secondary_ip_range")
    }


def ranges(seen: Seen) -> Iterator[tuple[str, IPv4Network]]:
    """Every range of the network with a name for people."""
    for subnet in seen.of(SUBNET):
        name = str(subnet.values.get("name"))
        yield from _named(name, str(subnet.values.get("ip_cidr_range")))
        for part, cidr in secondary(subnet).items():
            yield from _named(f"{name}/{part}", cidr)
    for reserved in seen.of(RESERVED):
        if reserved.values.get("purpose") == "VPC_PEERING":
            cidr = f"{reserved.values.get('address')}/{reserved.values.get('prefix_length')}"
            yield from _named(str(reserved.values.get("name")), cidr)


def reaches(nat: StandingResource, subnet: StandingResource) -> bool:
    """Whether that NAT serves the subnet's nodes and their pods."""
    if nat.values.get("region") != subnet.values.get("region"):
        return False
    how = nat.values.get("source_subnetwork_ip_ranges_to_nat")
    if how == "ALL_SUBNETWORKS_ALL_IP_RANGES":
        return True
    return any(
        str(one.get("name", "")).endswith(str(subnet.values.get("id"))) and _whole(one)
        for one in items(nat.values, "subnetwork")
    )


def _whole(listed: dict[str, list[str]]) -> bool:
    sources = set(listed.get("source_ip_ranges_to_nat") or ())
    names = listed.get("secondary_ip_range_names") or ()
    return "ALL_IP_RANGES" in sources or ("PRIMARY_IP_RANGE" in sources and "pods" in names)


def _without_address(nat: StandingResource) -> bool:
    by_hand = nat.values.get("nat_ip_allocate_option") == "MANUAL_ONLY"
    return by_hand and not items(nat.values, "nat_ips")


def _denies_all(rule: StandingResource, side: str) -> bool:
    match = block(rule.values, "match")
    protocols = {one.get("ip_protocol") for one in items(match, "layer4_configs")}
    everything = "all" in protocols and ANYWHERE in items(match, side)
    return rule.values.get("action") == "deny" and everything


def _named(name: str, cidr: str) -> Iterator[tuple[str, IPv4Network]]:
    try:
        found = ip_network(cidr)
    except ValueError:
        return
    if isinstance(found, IPv4Network):
        yield name, found

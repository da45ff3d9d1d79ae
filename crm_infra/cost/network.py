"""What the layer ``network`` costs: NAT, its addresses, DNS, flow logs, Cloud Armor's rules.

The network of the recovery region stands in every environment, its addresses with it; its NAT has
machines to serve only where a cluster stands.
"""

from collections.abc import Iterator
from decimal import Decimal

from crm_infra.cost.cluster import groups_of, standing
from crm_infra.cost.lines import Level, Line, exact, line
from crm_infra.cost.prices import HOURS
from crm_infra.cost.usage import Usage
from crm_infra.environments import Environment

LAYER = "network"

DNS_ZONES = 5
ARMOR_RULES = 11
NAT_MACHINES = 32
"""Machines from which on a gateway costs no more."""


def network_lines(environment: Environment, level: Level, usage: Usage) -> Iterator[Line]:
    """Everything of the layer in one month."""
    for role, region in standing(environment).items():
        groups = groups_of(environment, role, level, usage)
        nodes = sum((exact(group.nodes) for group in groups), Decimal(0))
        machines = min(nodes, Decimal(NAT_MACHINES))
        yield line(LAYER, f"{region}: NAT for nodes", "nat.vm", machines, HOURS)
    addresses = environment.sizes.nat_addresses * len(environment.regions.both)
    yield line(LAYER, "addresses of NAT", "address.in-use", addresses, HOURS)
    yield line(LAYER, "through NAT", "nat.processed", usage["traffic.nat"])
    flows = usage["traffic.flow-logs"] * exact(environment.sizes.flow_log_sampling)
    yield line(LAYER, "flow logs", "flow-logs", flows)
    yield line(LAYER, "DNS zones", "dns.zone", DNS_ZONES)
    yield line(LAYER, "DNS queries", "dns.queries", usage["dns.queries"])
    yield line(LAYER, "Cloud Armor policy", "armor.policy", 1)
    yield line(LAYER, "Cloud Armor rules", "armor.rule", ARMOR_RULES)

"""The checks of the layer ``network``; their rules are in ``checks.network``."""

from crm_infra.checks import network
from crm_infra.checks.catalog.remedies import APPLY
from crm_infra.checks.model import Check, Severity

CHECKS: tuple[Check, ...] = (
    Check(
        name="flow_logs_on",
        layer="network",
        severity=Severity.WARN,
        looks_at=(network.SUBNET,),
        says="Every subnet in which machines live has flow logs.",
        remedy=APPLY,
        rule=network.flow_logs,
    ),
    Check(
        name="no_default_network",
        layer="network",
        severity=Severity.ERROR,
        looks_at=(network.NETWORK,),
        says="No network makes subnets by itself, and none stands that no layer describes.",
        remedy="Move what uses the network, then delete it: gcloud compute networks delete NAME",
        rule=network.no_default_network,
    ),
    Check(
        name="private_google_access",
        layer="network",
        severity=Severity.ERROR,
        looks_at=(network.SUBNET,),
        says="Machines reach Google's APIs without an address on the internet.",
        remedy=APPLY,
        rule=network.private_google_access,
    ),
    Check(
        name="no_overlapping_ranges",
        layer="network",
        severity=Severity.ERROR,
        looks_at=(network.SUBNET, network.RESERVED),
        says="No two ranges of the network share an address.",
        remedy="Give one of them another range in the environment's file; `crm-infra validate` says"
        " which are free",
        rule=network.no_overlapping_ranges,
    ),
    Check(
        name="nat_reaches_nodes_and_pods",
        layer="network",
        severity=Severity.ERROR,
        looks_at=(network.SUBNET,),
        says="Every subnet with nodes has a NAT in its region, for nodes and for pods.",
        remedy=APPLY,
        rule=network.nat_reaches,
    ),
    Check(
        name="denied_by_default",
        layer="network",
        severity=Severity.ERROR,
        looks_at=(network.FIREWALL_RULE,),
        says="Both directions of the firewall end in a rule that denies everything.",
        remedy=APPLY,
        rule=network.denied_by_default,
    ),
)

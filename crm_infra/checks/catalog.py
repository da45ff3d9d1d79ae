"""Every check of what stands, by layer, and the one about drift that each layer has.

Add a check as one entry; its rule is a function in the file of its layer. The sentence ``says`` is
what people read in the UI, ``remedy`` what they do when it is red.
"""

from crm_infra.checks import foundation, network
from crm_infra.checks.model import Check, CheckResult, Seen, Severity

DRIFT = "drift"
DRIFT_SAYS = "What stands is what the last apply left."
DRIFT_REMEDY = (
    "If the change was wanted, put it into the HCL or the environment's file; then, or otherwise,"
    " materialize the layer: it puts back what was changed"
)
_APPLY = "Materialize the layer: it puts back what the HCL says"

CHECKS: tuple[Check, ...] = (
    Check(
        name="keys_rotate_within_90_days",
        layer="foundation",
        severity=Severity.ERROR,
        looks_at=(foundation.KEY,),
        says="Every key that encrypts rotates within 90 days.",
        remedy=_APPLY,
        rule=foundation.keys_rotate,
    ),
    Check(
        name="buckets_private_and_versioned",
        layer="foundation",
        severity=Severity.ERROR,
        looks_at=(foundation.BUCKET,),
        says="No bucket can be public; each keeps versions, or what is in it is under retention.",
        remedy=f"{_APPLY}; a grant to the public that is not in the HCL is removed by hand",
        rule=foundation.buckets_private_and_versioned,
    ),
    Check(
        name="audit_logging_on_all_services",
        layer="foundation",
        severity=Severity.ERROR,
        looks_at=(foundation.AUDIT,),
        says="Reads and writes of all services are in the audit trail, nobody exempted.",
        remedy=f"{_APPLY}; then find out what happened while it was off",
        rule=foundation.audit_logs_everything,
    ),
    Check(
        name="flow_logs_on",
        layer="network",
        severity=Severity.WARN,
        looks_at=(network.SUBNET,),
        says="Every subnet in which machines live has flow logs.",
        remedy=_APPLY,
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
        remedy=_APPLY,
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
        remedy=_APPLY,
        rule=network.nat_reaches,
    ),
    Check(
        name="denied_by_default",
        layer="network",
        severity=Severity.ERROR,
        looks_at=(network.FIREWALL_RULE,),
        says="Both directions of the firewall end in a rule that denies everything.",
        remedy=_APPLY,
        rule=network.denied_by_default,
    ),
)


def checks_of(layer: str) -> tuple[Check, ...]:
    """The checks of one layer, without drift."""
    return tuple(check for check in CHECKS if check.layer == layer)


def judge(layer: str, seen: Seen) -> list[CheckResult]:
    """Apply every check of a layer."""
    return [check.judge(seen) for check in checks_of(layer)]

"""What the platform costs at list prices: an arithmetic of environments, until a bill says better.

    prices      what a unit costs, where and when that was read (``prices.yaml``)
    usage       what is used and stands in no file: assumptions (``usage.yaml``)
    lines       how much of what, added up
    nodes       groups of machines, as values
    foundation, network, cluster, databases    what each layer buys; ``ahead`` what later ones will
    estimate    an environment's month, and whether its budget holds it
    seed        what the architecture document's own sizes would cost
    report      tables and data for people; ``python -m crm_infra.cost`` renews ADR 0013

It reads environments and nothing else: no cloud, no state, no bill.
"""

from crm_infra.cost.cluster import auto_provisioned, scales_of
from crm_infra.cost.estimate import (
    AutoScaling,
    Estimate,
    allowance_for_clusters,
    auto_scaling,
    estimate,
)
from crm_infra.cost.lines import Commitment, Level, Line
from crm_infra.cost.nodes import (
    ClusterScale,
    NodeGroup,
    busiest_month,
    cluster_month,
    quietest_month,
)
from crm_infra.cost.usage import Usage, usage_of

__all__ = [
    "AutoScaling",
    "ClusterScale",
    "Commitment",
    "Estimate",
    "Level",
    "Line",
    "NodeGroup",
    "Usage",
    "allowance_for_clusters",
    "auto_provisioned",
    "auto_scaling",
    "busiest_month",
    "cluster_month",
    "estimate",
    "quietest_month",
    "scales_of",
    "usage_of",
]

"""The checks of the layer ``cluster``; their rules are in ``checks.cluster`` and beside it."""

from crm_infra.checks import budget, cluster, survival
from crm_infra.checks.catalog.remedies import APPLY, FILE
from crm_infra.checks.model import Check, Severity
from crm_infra.checks.pools import CLUSTER, POOL

_RUNS = (CLUSTER, cluster.SERVICE, cluster.JOB, survival.SCHEDULED)

CHECKS: tuple[Check, ...] = (
    Check(
        name="private_cluster",
        layer="cluster",
        severity=Severity.ERROR,
        looks_at=(CLUSTER,),
        says="No node has a public address, and no control plane hears the internet by IP.",
        remedy=APPLY,
        rule=cluster.private_cluster,
    ),
    Check(
        name="workload_identity_on",
        layer="cluster",
        severity=Severity.ERROR,
        looks_at=(CLUSTER, POOL),
        says="Pods have identities of their own, and nodes an account with few rights.",
        remedy=APPLY,
        rule=cluster.workload_identity,
    ),
    Check(
        name="secrets_and_disks_encrypted",
        layer="cluster",
        severity=Severity.ERROR,
        looks_at=(CLUSTER, POOL, cluster.BACKUP_PLAN),
        says="Secrets in etcd, disks of nodes and backups are encrypted with keys of ours.",
        remedy=f"{APPLY}; a pool whose disks change is replaced node by node",
        rule=cluster.encrypted,
    ),
    Check(
        name="nodes_fit_pod_ranges",
        layer="cluster",
        severity=Severity.ERROR,
        looks_at=(CLUSTER, POOL),
        says="With every pool at its largest, each node finds a range for its pods.",
        remedy=f"Lower max_nodes of a pool, or widen the range for pods. {FILE}",
        rule=cluster.nodes_fit,
    ),
    Check(
        name="system_pods_have_a_place",
        layer="cluster",
        severity=Severity.ERROR,
        looks_at=(CLUSTER, POOL),
        says="Each cluster has a pool without taints that is neither spot nor ever empty.",
        remedy=APPLY,
        rule=cluster.system_pods_have_a_place,
    ),
    Check(
        name="autoscaling_within_budget",
        layer="cluster",
        severity=Severity.WARN,
        looks_at=(CLUSTER, POOL),
        says="Clusters at their largest for a whole month cost no more than the budget leaves.",
        remedy=f"Lower max_nodes of a pool or auto-provisioning, or raise the budget. {FILE}",
        rule=budget.autoscaling_within,
    ),
    Check(
        name="services_are_internal",
        layer="cluster",
        severity=Severity.ERROR,
        looks_at=(cluster.SERVICE, cluster.JOB, cluster.SERVICE_MEMBER),
        says="Cloud Run hears only the VPC and the load balancer, and goes out through the VPC.",
        remedy=f"{APPLY}; a grant to the public that is not in the HCL is removed by hand",
        rule=cluster.services_are_internal,
    ),
    Check(
        name="left_when_a_region_is_lost",
        layer="cluster",
        severity=Severity.ERROR,
        looks_at=(CLUSTER,),
        says="When a region is lost, a cluster stands in another, where one is promised.",
        remedy=APPLY,
        rule=survival.clusters_left,
    ),
    Check(
        name="serving",
        layer="cluster",
        severity=Severity.ERROR,
        looks_at=_RUNS,
        says="No cluster, service or job is lost with a region that is out.",
        remedy="docs/runbooks/cluster.md, 'When a region is lost'",
        rule=survival.clusters_serving,
        elsewhere="https://status.cloud.google.com and the cluster's page in the console",
    ),
)

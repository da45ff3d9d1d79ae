"""Accounts and workload identity of clusters and pools."""

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.container.nodes import cluster_of
from crm_infra.simcloud.services.container.types import BAD, CLUSTER, POOL
from crm_infra.simcloud.services.registry import rule

_ACCOUNT = "google_service_account"
_USUAL = ("", "default")


@rule(
    "container",
    CLUSTER,
    says="The workload pool of a cluster is that of its project",
    reason=BAD,
)
def workload_pool(call: Call) -> str | None:
    """Refuse the pool of another project."""
    given = call.text("workload_identity_config.workload_pool")
    own = f"{call.place.project}.svc.id.goog"
    if given and given != own:
        return (
            f'Invalid workload pool "{given}": currently, the only supported identity namespace is'
            f" the cluster project's own, {own}."
        )
    return None


@rule(
    "container",
    POOL,
    says="Nodes reach workload identity only where their cluster has it",
    reason=BAD,
)
def metadata_mode(call: Call) -> str | None:
    """Refuse GKE's metadata server in a cluster without a workload pool."""
    cluster = cluster_of(call)
    if cluster is None or call.text("node_config.workload_metadata_config.mode") != "GKE_METADATA":
        return None
    if cluster.values.get("workload_identity_config"):
        return None
    return (
        "Node pool workload metadata mode GKE_METADATA requires workload identity to be enabled on"
        f' cluster "{cluster.name}".'
    )


@rule(
    "container",
    CLUSTER,
    POOL,
    says="The account that nodes run as exists",
    reason=BAD,
)
def node_account(call: Call) -> str | None:
    """Refuse unknown service accounts."""
    for path in (
        "node_config.service_account",
        "cluster_autoscaling.auto_provisioning_defaults.service_account",
    ):
        email = call.text(path)
        if email in _USUAL or not call.changed_or_new(path):
            continue
        if call.find(email, _ACCOUNT) is None and not call.world.agent_exists(email):
            return f'Service account "{email}" does not exist.'
    return None

"""Versions of clusters and pools: those that a release channel offers, and how they move.

Sentences as quoted in hashicorp/terraform-provider-google#2149 and
terraform-google-modules/terraform-google-kubernetes-engine#2177.
"""

from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.services.container.nodes import cluster_of
from crm_infra.simcloud.services.container.types import BAD, CLUSTER, POOL
from crm_infra.simcloud.services.kubernetes_versions import (
    UNENROLLED,
    everything,
    meant,
    of_channel,
    order,
)
from crm_infra.simcloud.services.registry import UPDATE, rule

_SKEW = 2


@rule("container", CLUSTER, says="A version is one that Kubernetes Engine has", reason=BAD)
def known(call: Call) -> str | None:
    """Refuse versions that there are not."""
    asked = call.text("min_master_version")
    if not asked or not call.changed_or_new("min_master_version"):
        return None
    if meant(asked, everything()) is None:
        if asked.count(".") < 2:
            return f'No valid versions with the prefix "{asked}" found.'
        return f'Master version "{asked}" is unsupported.'
    return None


@rule(
    "container",
    CLUSTER,
    says="A version is one that the cluster's release channel offers",
    reason=BAD,
)
def in_channel(call: Call) -> str | None:
    """Refuse versions of another channel."""
    asked, channel = call.text("min_master_version"), call.text("release_channel.channel")
    if not asked or channel in ("", UNENROLLED) or not call.changed_or_new("min_master_version"):
        return None
    offered = sorted(of_channel(channel), key=order)
    if meant(asked, tuple(offered)) is not None:
        return None
    return (
        f'Master version must be one of "{channel}" channel supported versions'
        f" [{', '.join(offered)}]."
    )


@rule(
    "container",
    CLUSTER,
    says="A control plane is never set back by a minor version",
    on=(UPDATE,),
    reason=BAD,
)
def forward(call: Call) -> str | None:
    """Refuse to go back."""
    asked, runs = call.text("min_master_version"), str(call.before("master_version", ""))
    wanted = meant(asked, everything()) if asked and call.changed("min_master_version") else None
    if wanted and runs and order(wanted)[:2] < order(runs)[:2]:
        return f'Master cannot be downgraded from "{runs}" to "{wanted}".'
    return None


@rule(
    "container",
    POOL,
    says="Nodes run a version that there is, no newer than the control plane and at most two minor"
    " versions older",
    reason=BAD,
)
def of_nodes(call: Call) -> str | None:
    """Refuse versions that nodes cannot run."""
    asked, cluster = call.text("version"), cluster_of(call)
    if not asked or cluster is None or not call.changed_or_new("version"):
        return None
    if meant(asked, everything()) is None:
        return f'Node version "{asked}" is unsupported.'
    runs = str(dig(cluster.values, "master_version", ""))
    if runs and order(asked) > order(runs):
        return f'Node version "{asked}" must not be greater than the master version "{runs}".'
    if runs and order(runs)[1] - order(asked)[1] > _SKEW:
        return f'Node version "{asked}" is too old for the master version "{runs}".'
    return None

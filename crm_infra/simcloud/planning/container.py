"""Kubernetes Engine: what the provider checks of clusters before it asks the API."""

from collections.abc import Iterable
from typing import Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.values import UNKNOWN, Values

_ONE_WAY: Final = ("enable_fqdn_network_policy", "enable_l4_ilb_subsetting")


def _cluster(draft: Draft) -> Iterable[Fault]:
    """Some features, once on, are only off in a new cluster; the first version is one version."""
    for name in _ONE_WAY:
        if (draft.prior or {}).get(name) is True and draft.values.get(name) is False:
            draft.differs((name,), True)
    _autopilot(draft)
    if draft.fresh:
        yield from _first_version(draft.config)


def _autopilot(draft: Draft) -> None:
    """An autopilot cluster is always VPC-native and sees traffic inside its nodes."""
    before = (draft.prior or {}).get("enable_autopilot") is True
    if draft.config.get("enable_autopilot") is not True or before:
        return
    draft.set("enable_intranode_visibility", True)
    if draft.config.get("networking_mode") is None:
        draft.set("networking_mode", "VPC_NATIVE", force_new=True)


def _first_version(config: Values) -> Iterable[Fault]:
    node, master = config.get("node_version"), config.get("min_master_version")
    if not node or UNKNOWN in (node, master):
        return
    if config.get("remove_default_node_pool") is True:
        yield Fault("node_version can only be specified if remove_default_node_pool is not true")
    elif node != master:
        yield Fault(
            f"Resource argument node_version (value: {node}) must either be unset or set to the "
            f"same value as min_master_version (value: {master or ''}) on create."
        )


def _protected(prior: Values) -> Iterable[Fault]:
    """The cluster has words of its own for its protection."""
    if prior.get("deletion_protection") is True:
        yield Fault(
            "Cannot destroy cluster because deletion_protection is set to true. Set it to false "
            "to proceed with cluster deletion."
        )


QUIRKS = {
    "google_container_cluster": Quirks(
        adjust=_cluster,
        refuse_delete=_protected,
        fills_project=False,
        silent={
            "cluster_autoscaling.autoscaling_profile": "BALANCED",
            "datapath_provider": "DATAPATH_PROVIDER_UNSPECIFIED",
            "dns_config.cluster_dns_scope": "DNS_SCOPE_UNSPECIFIED",
            "network_policy.provider": "PROVIDER_UNSPECIFIED",
        },
    ),
}

"""Kubernetes Engine: what the provider checks of clusters before it asks the API."""

from collections.abc import Iterable
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.shapes import is_list, only
from crm_infra.simcloud.planning import nodes
from crm_infra.simcloud.values import UNKNOWN, Values

_ONE_WAY: Final = ("enable_fqdn_network_policy", "enable_l4_ilb_subsetting")
_EVERY_DAY: Final = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"
_MONITORING: Final = "https://www.googleapis.com/auth/monitoring.write"
_PROVISIONED: Final = "cluster_autoscaling.auto_provisioning_defaults"
_SWITCHES: Final = (
    *("binary_authorization", "network_policy"),
    *("secret_manager_config", "secret_sync_config"),
)
_WINDOW: Final = "maintenance_policy.{}.recurrence"


def _cluster(draft: Draft) -> Iterable[Fault]:
    """Some features, once on, are only off in a new cluster; the first version is one version."""
    for name in _ONE_WAY:
        if (draft.prior or {}).get(name) is True and draft.values.get(name) is False:
            draft.differs((name,), True)
    _beta_apis(draft)
    _autopilot(draft)
    yield from _surge(draft)
    if draft.fresh:
        yield from _first_version(draft.config)


def _beta_apis(draft: Draft) -> None:
    """What was made through an API would be left behind, were it turned off."""
    if _enabled(draft.prior) - _enabled(draft.values):
        draft.differs(("enable_k8s_beta_apis", 0, "enabled_apis"), True)


def _enabled(values: Values | None) -> set[str]:
    apis = only((values or {}).get("enable_k8s_beta_apis")).get("enabled_apis")
    return set(apis) if is_list(apis) else set()


def _autopilot(draft: Draft) -> None:
    """An autopilot cluster is always VPC-native and sees traffic inside its nodes."""
    before = (draft.prior or {}).get("enable_autopilot") is True
    if draft.config.get("enable_autopilot") is not True or before:
        return
    draft.set("enable_intranode_visibility", True)
    if draft.config.get("networking_mode") is None:
        draft.set("networking_mode", "VPC_NATIVE", force_new=True)


def _surge(draft: Draft) -> Iterable[Fault]:
    """Provisioned pools surge, or have settings of another strategy."""
    autoscaling = only(draft.values.get("cluster_autoscaling"))
    upgrade = only(only(autoscaling.get("auto_provisioning_defaults")).get("upgrade_settings"))
    strategy = upgrade.get("strategy")
    given = [upgrade.get(name) for name in ("max_surge", "max_unavailable")]
    surging = any(number for number in given if number is not UNKNOWN)
    if surging and strategy not in (None, "", UNKNOWN, "SURGE"):
        yield Fault(
            "Surge upgrade settings max_surge/max_unavailable can only be used when strategy is "
            "set to SURGE"
        )


def _first_version(config: Values) -> Iterable[Fault]:
    """The build behind a version's hyphen does not count."""
    node, master = config.get("node_version"), config.get("min_master_version")
    if not node or UNKNOWN in (node, master):
        return
    if config.get("remove_default_node_pool") is True:
        yield Fault("node_version can only be specified if remove_default_node_pool is not true")
    elif master and node.partition("-")[0] != master.partition("-")[0]:
        yield Fault(
            f"Resource argument node_version (value: {node}) must either be unset or set to the "
            f"same value as min_master_version (value: {master}) on create."
        )


def _protected(prior: Values) -> Iterable[Fault]:
    """The cluster has words of its own for its protection."""
    if prior.get("deletion_protection") is True:
        yield Fault(
            "Cannot destroy cluster because deletion_protection is set to true. Set it to false "
            "to proceed with cluster deletion."
        )


def _same_recurrence(old: Any, new: Any) -> bool:
    """The console writes every day as all days of the week."""
    return old == _EVERY_DAY and new == "FREQ=DAILY"


def _same_scopes(old: Any, new: Any) -> bool:
    """Every cluster may write what it measures, whether asked for or not."""
    return is_list(old) and is_list(new) and sorted(old) == sorted({*new, _MONITORING})


def _same_platform(old: Any, new: Any) -> bool:
    """Any platform is what no platform means."""
    return {old or "automatic", new or "automatic"} == {"automatic"}


def _off(_draft: Draft, block: Values) -> bool:
    """What is off is no more off without being said; a mode of evaluation does not count."""
    return not block.get("enabled")


def _registered_before(_draft: Draft, block: Values) -> bool:
    """A cluster that somebody else put into a fleet stays there."""
    return block.get("pre_registered") is True


def _subnet_of_its_own(draft: Draft, old: Any, new: Any) -> bool:
    """A control plane with a range is given a subnet for it."""
    given = only(draft.config.get("private_cluster_config")).get("master_ipv4_cidr_block")
    return bool(given) and not new and bool(old)


QUIRKS = {
    "google_container_cluster": Quirks(
        adjust=_cluster,
        refuse_delete=_protected,
        fills_project=False,
        equal={
            _WINDOW.format("recurring_window"): _same_recurrence,
            _WINDOW.format("recurring_maintenance_window"): _same_recurrence,
            f"{_PROVISIONED}.oauth_scopes": _same_scopes,
            f"{_PROVISIONED}.min_cpu_platform": _same_platform,
            "confidential_nodes.confidential_instance_type": nodes.same_confidential,
            **nodes.comparisons("node_config"),
            **nodes.comparisons("node_pool.node_config"),
        },
        suppressed={"private_cluster_config.private_endpoint_subnetwork": _subnet_of_its_own},
        unmissed={**dict.fromkeys(_SWITCHES, _off), "fleet": _registered_before},
        silent={
            "cluster_autoscaling.autoscaling_profile": "BALANCED",
            f"{_PROVISIONED}.min_cpu_platform": "automatic",
            "datapath_provider": "DATAPATH_PROVIDER_UNSPECIFIED",
            "dns_config.cluster_dns_scope": "DNS_SCOPE_UNSPECIFIED",
            "network_policy.provider": "PROVIDER_UNSPECIFIED",
        },
    ),
    "google_container_node_pool": Quirks(equal=nodes.comparisons("node_config")),
}

"""Kubernetes Engine: what the provider checks of clusters and pools before it asks the API."""

from collections.abc import Iterable

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks

_ONE_WAY = ("enable_fqdn_network_policy", "enable_l4_ilb_subsetting")


def _cluster(draft: Draft) -> Iterable[Fault]:
    """Some features, once on, are only off in a new cluster."""
    for name in _ONE_WAY:
        if (draft.prior or {}).get(name) is True and draft.values.get(name) is False:
            draft.differs((name,), True)
    return ()


QUIRKS = {
    "google_container_cluster": Quirks(
        adjust=_cluster,
        fills_project=False,
        silent_defaults=frozenset({"cluster_autoscaling.autoscaling_profile"}),
    ),
}

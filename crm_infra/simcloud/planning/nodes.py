"""Nodes of clusters and of pools: differences that GKE makes and nobody asked for.

A node's configuration stands in three places: in a pool, in a cluster, and in a cluster's pools.
"""

from collections.abc import Callable
from typing import Any, Final

_OURS: Final = "goog-gke"


def comparisons(place: str) -> dict[str, Callable[[Any, Any], bool]]:
    """How the arguments of a node configuration at a place are compared."""
    return {
        f"{place}.resource_labels": _same_labels,
        f"{place}.confidential_nodes.confidential_instance_type": same_confidential,
    }


def _same_labels(old: Any, new: Any) -> bool:
    """GKE labels its machines; those labels are not missed."""
    before, after = dict(old or {}), dict(new or {})
    kept = {k: v for k, v in before.items() if not k.startswith(_OURS) or k in after}
    return kept == after


def same_confidential(old: Any, new: Any) -> bool:
    """The first technique is what no technique means."""
    return old == "SEV" and not new

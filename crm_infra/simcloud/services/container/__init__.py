"""Kubernetes Engine: clusters and node pools.

What the API fills in is in ``filled_cluster`` and ``filled_pool``, what it does not tell yet while
it works in ``meanwhile``; what it refuses lies with what it is about: ``ranges``, ``pods``,
``pools``, ``versions``, ``keys``, ``identities``, ``room`` and ``settings``. How many nodes there
are is counted in ``nodes``.
"""

from crm_infra.simcloud.services.container import (
    filled_cluster,
    filled_pool,
    identities,
    keys,
    meanwhile,
    pods,
    pools,
    ranges,
    room,
    settings,
    versions,
)

__all__ = [
    "filled_cluster",
    "filled_pool",
    "identities",
    "keys",
    "meanwhile",
    "pods",
    "pools",
    "ranges",
    "room",
    "settings",
    "versions",
]

"""Memorystore for Redis: instances, their ranges, sizes, keys and secrets.

``filled`` is what the API fills in; what it refuses lies with what it is about: ``sizes`` (memory,
replicas, versions, settings), ``ranges`` (network and addresses), ``keys``.
"""

from crm_infra.simcloud.services.redis import filled, keys, ranges, sizes

__all__ = ["filled", "keys", "ranges", "sizes"]

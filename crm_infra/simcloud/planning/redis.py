"""Memorystore for Redis: a version can be raised in place, never lowered."""

from collections.abc import Iterable

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks


def _version(text: object) -> tuple[int, ...]:
    return tuple(int(part) for part in str(text).split("_") if part.isdigit())


def _instance(draft: Draft) -> Iterable[Fault]:
    """Versions read ``REDIS_7_2``; anything else is left to the API."""
    old, new = (draft.prior or {}).get("redis_version"), draft.values.get("redis_version")
    if isinstance(old, str) and isinstance(new, str) and _version(new) < _version(old):
        draft.differs(("redis_version",), True)
    return ()


QUIRKS = {"google_redis_instance": Quirks(adjust=_instance)}

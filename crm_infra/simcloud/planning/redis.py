"""Memorystore for Redis: a version can be raised in place, never lowered."""

import re
from collections.abc import Iterable
from typing import Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks

_VERSION: Final = re.compile(r"REDIS_(\d+)_(\d+)")


def _version(text: object) -> tuple[int, ...] | None:
    found = _VERSION.search(str(text))
    return tuple(map(int, found.groups())) if found else None


def _instance(draft: Draft) -> Iterable[Fault]:
    """A version without two numbers, such as ``REDIS_6_X``, is left to the API."""
    old = _version((draft.prior or {}).get("redis_version"))
    new = _version(draft.values.get("redis_version"))
    if old is not None and new is not None and new < old:
        draft.differs(("redis_version",), True)
    return ()


def _chosen_range(old: object, new: object) -> bool:
    """A range left to the API to choose stays satisfied by the range that it chose."""
    return str(new).lower() == "auto" and bool(old)


QUIRKS = {
    "google_redis_instance": Quirks(adjust=_instance, equal={"secondary_ip_range": _chosen_range})
}

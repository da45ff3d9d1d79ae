"""Where a call acts: the region or zone of what it is about, for faults that hit a place.

What stands says itself where; what is asked for says it by its values, its id, or its bucket.
Places that only a rule of the cloud needs are in ``places``.
"""

import re
from collections.abc import Callable
from typing import Final, Protocol

from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.storage.registry import BucketRegistry
from crm_infra.simcloud.values import Values

GLOBAL: Final = "global"
_PARTS: Final = ("zones", "regions", "locations")
_BUCKET: Final = re.compile(r"(?:/(?:upload|download))?/storage/v1/b/([^/]+)")
_MEDIA: Final = re.compile(r"/(?!(?:storage|upload|download|batch)/)([^/]+)/")


class Whereabouts(Protocol):
    """Where things stand."""

    def standing(self, type_: str, id_: str) -> str:
        """The place of a resource that stands; empty when it has none of its own."""
        ...

    def bucket(self, name: str) -> str:
        """The place of a bucket; empty when there is no such bucket."""
        ...


class Nowhere:
    """Knows of nothing that stands."""

    def standing(self, type_: str, id_: str) -> str:  # noqa: ARG002
        """Never known."""
        return ""

    def bucket(self, name: str) -> str:  # noqa: ARG002
        """Never known."""
        return ""


class InStore:
    """Asks the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def standing(self, type_: str, id_: str) -> str:
        """The place that is kept with the resource."""
        found = self._store.get(type_, id_)
        return found.location.lower() if found else ""

    def bucket(self, name: str) -> str:
        """The location that the bucket was made in, by whatever client."""
        with self._store.view() as view:
            found = BucketRegistry.within(view.connection).bucket(name)
        return str(found.get("location", "")).lower() if found else ""


def of_call(
    type_: str, id_: str, values: Values, context: Context, known: Whereabouts | None
) -> str:
    """Where a provider's call acts; ``known`` is asked where the call itself leaves it open."""
    if not type_.startswith("google_"):
        return by_name(values, context, id_)
    bucket = values.get("bucket")
    asks: list[Callable[[], str]] = [
        lambda: known.standing(type_, id_) if known and id_ else "",
        lambda: known.bucket(bucket) if known and isinstance(bucket, str) else "",
    ]
    return next((place for ask in asks if (place := ask())), "") or by_name(values, context, id_)


def by_name(values: Values, context: Context, id_: str = "") -> str:
    """Zone or region by its values, or by its id; else ``global``."""
    for attribute, usual in (("zone", context.zone), ("region", context.region), ("location", "")):
        if attribute in values:
            given = values[attribute]
            return given if isinstance(given, str) and given else usual
    parts = id_.split("/")
    for part in _PARTS:
        if part in parts[:-1]:
            return parts[parts.index(part) + 1]
    return GLOBAL


def bucket_of(path: str) -> str:
    """The bucket that a request to Cloud Storage is about; empty when it is about none."""
    seen = _BUCKET.match(path) or _MEDIA.match(path)
    return seen[1] if seen else ""

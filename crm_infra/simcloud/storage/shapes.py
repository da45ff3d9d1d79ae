"""Which JSON shape each part of a request must have, checked before any rule looks inside.

Only shapes: what a value may be belongs to ``bucket_settings``, ``attributes`` and ``policies``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from crm_infra.simcloud.storage import errors

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Each:
    """A list whose every item has the shape."""

    item: "Shape"


Shape = type | tuple[type, ...] | Mapping[str, "Shape"] | Each
"""A type, the named members of an object (``*``: all others), or a list of one shape."""

_NUMBER: Final = (str, int)
_TEXTS: Final[Mapping[str, Shape]] = {"*": str}

BUCKET: Final[Mapping[str, Shape]] = {
    "name": str,
    "location": str,
    "autoclass": dict,
    "billing": dict,
    "cors": Each(dict),
    "customPlacementConfig": dict,
    "defaultEventBasedHold": bool,
    "encryption": dict,
    "hierarchicalNamespace": dict,
    "iamConfiguration": {
        "uniformBucketLevelAccess": {"enabled": bool},
        "publicAccessPrevention": str,
    },
    "ipFilter": dict,
    "labels": _TEXTS,
    "lifecycle": {"rule": Each({"action": {"type": str}, "condition": dict})},
    "logging": dict,
    "retentionPolicy": {"retentionPeriod": _NUMBER},
    "rpo": str,
    "softDeletePolicy": {"retentionDurationSeconds": _NUMBER},
    "storageClass": str,
    "versioning": {"enabled": bool},
    "website": dict,
}
OBJECT: Final[Mapping[str, Shape]] = {
    "name": str,
    "acl": list,
    "cacheControl": str,
    "contentDisposition": str,
    "contentEncoding": str,
    "contentLanguage": str,
    "contentType": str,
    "crc32c": str,
    "customTime": str,
    "eventBasedHold": bool,
    "kmsKeyName": str,
    "md5Hash": str,
    "metadata": _TEXTS,
    "retention": {"mode": str, "retainUntilTime": str},
    "storageClass": str,
    "temporaryHold": bool,
}
POLICY: Final[Mapping[str, Shape]] = {
    "bindings": Each({"role": str, "members": Each(str), "condition": dict}),
    "etag": str,
    "version": int,
}
COMPOSE: Final[Mapping[str, Shape]] = {
    "destination": dict,
    "sourceObjects": Each({"name": str, "generation": _NUMBER, "objectPreconditions": dict}),
}


def check(value: Json, shape: Mapping[str, Shape]) -> Json:
    """The value, when it has the shape; null is always allowed, unknown members pass."""
    _check(value, shape, "")
    return value


def _check(value: Any, shape: Shape, where: str) -> None:
    if value is None:
        return
    if isinstance(shape, Mapping):
        for name, item in cast("Json", _required(value, dict, where)).items():
            member = shape.get(name, shape.get("*"))
            if member is not None:
                _check(item, member, f"{where}.{name}" if where else name)
    elif isinstance(shape, Each):
        for item in cast("list[Any]", _required(value, list, where)):
            _check(_given(item, where), shape.item, where)
    else:
        _required(value, shape, where)


def _required(value: object, kind: type | tuple[type, ...], where: str) -> object:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind not in {bool, object}):
        raise errors.invalid(f"Invalid value for: {where}.", location=where)
    return value


def _given(value: object, where: str) -> object:
    if value is None:
        raise errors.invalid(f"Invalid value for: {where}.", location=where)
    return value

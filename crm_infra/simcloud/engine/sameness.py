"""When SDKv2 sees no difference between what state holds and what the configuration says."""

import json
from typing import Any

from crm_infra.simcloud.engine.equivalence import equivalent
from crm_infra.simcloud.engine.zero import is_zero
from crm_infra.simcloud.schema.model import Attribute
from crm_infra.simcloud.schema.types import Type


def same(attribute: Attribute, old: Any, new: Any) -> bool:
    """Whether a configured value leaves an attribute as it is."""
    if same_value(old, new, attribute.type):
        return True
    return attribute.diff_suppressed and equivalent(old, new)


def same_value(old: Any, new: Any, type_: Type) -> bool:
    """Equality by type: sets have no order; empty text and collections equal nothing at all."""
    if old is None:
        return new is None or (type_.kind not in ("number", "bool") and is_zero(new))
    if type_.kind == "set":
        return same_members(old, new)
    return bool(old == new)


def same_members(old: list[Any], new: list[Any]) -> bool:
    """Whether two sets have the same members."""
    if len(old) != len(new):
        return False
    return sorted(map(_canonical, old)) == sorted(map(_canonical, new))


def _canonical(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=repr)

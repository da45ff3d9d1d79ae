"""Null, zero and unknown: what counts as empty, and what an unanswered value becomes.

SDKv2 cannot tell an unset argument from its zero value in state, so every comparison starts here.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.schema.types import Type
from crm_infra.simcloud.values import UNKNOWN

_NESTED: Final = (dict, list)
_PRIMITIVE_ZERO: Final[Mapping[str, Any]] = {"string": "", "number": 0, "bool": False}


def is_zero(value: Any) -> bool:
    """Whether state holding this is the same to SDKv2 as holding nothing."""
    return value is None or (value is not UNKNOWN and not value)


def hollow(value: Any) -> bool:
    """Whether nothing but zero values is in there, however deep."""
    if is_map(value):
        return all(hollow(part) for part in value.values())
    if is_list(value):
        return all(hollow(part) for part in value)
    return is_zero(value)


def has_unknown(value: Any) -> bool:
    """Whether any part of a value is known only after apply."""
    if value is UNKNOWN:
        return True
    if is_map(value):
        return _any_unknown(value.values())
    return is_list(value) and _any_unknown(value)


def _any_unknown(parts: Iterable[Any]) -> bool:
    # The most frequent question of all: no call for a single value.
    return any(
        part is UNKNOWN or (isinstance(part, _NESTED) and has_unknown(part)) for part in parts
    )


def zero_of(type_: Type) -> Any:
    """What a value becomes that should be known by now and is not."""
    if type_.primitive:
        return _PRIMITIVE_ZERO[type_.kind]
    match type_.kind:
        case "list" | "set":
            return []
        case "map":
            return {}
        case "object":
            return {name: zero_of(part) for name, part in type_.attributes.items()}
        case "tuple":
            return [zero_of(part) for part in type_.elements]
        case _:
            return None


def fitting(value: Any, type_: Type) -> Any:
    """The value in the shape of its type: what has no place goes, what it lacks is nothing."""
    if type_.primitive and (is_list(value) or is_map(value)):
        return None
    if type_.kind == "object" and is_map(value):
        return {name: fitting(value.get(name), part) for name, part in type_.attributes.items()}
    if type_.element is not None and type_.element.kind == "object" and is_list(value):
        return [fitting(part, type_.element) for part in value]
    return value


def known(value: Any, type_: Type) -> Any:
    """The value with every unknown part replaced by its type's zero."""
    if value is UNKNOWN:
        return zero_of(type_)
    if value is None or type_.primitive or not has_unknown(value):
        return value
    match type_.kind:
        case "list" | "set" | "map" if type_.element is not None:
            return _known_elements(value, type_.element)
        case "object":
            return {name: known(part, type_.attributes[name]) for name, part in value.items()}
        case "tuple":
            pairs = zip(value, type_.elements, strict=True)
            return [known(part, kind) for part, kind in pairs]
        case _:
            return value


def _known_elements(value: Any, element: Type) -> Any:
    if is_map(value):
        return {key: known(part, element) for key, part in value.items()}
    return [known(part, element) for part in value]

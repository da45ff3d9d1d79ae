"""Masks: what stands in a plan in place of a value that is sensitive or not known yet.

Terraform describes which parts of a value are sensitive or unknown by a second value of the same
shape with ``true`` at those places. Add here how such a description is laid over a value.
"""

from collections.abc import Mapping
from typing import Any, cast

SENSITIVE = "(sensitive)"
UNKNOWN = "(known after apply)"


def masked(value: Any, sensitive: Any, unknown: Any) -> Any:
    """The value with its sensitive and unknown parts replaced by words."""
    if sensitive is True:
        return SENSITIVE
    if unknown is True:
        return UNKNOWN
    if isinstance(value, Mapping) or isinstance(unknown, Mapping):
        return _masked_mapping(value, sensitive, unknown)
    if isinstance(value, list) or isinstance(unknown, list):
        return _masked_list(value, sensitive, unknown)
    return value


def _masked_mapping(value: Any, sensitive: Any, unknown: Any) -> dict[str, Any]:
    values, secrets, blanks = _mapping(value), _mapping(sensitive), _mapping(unknown)
    names = [*values, *(name for name in blanks if name not in values and blanks[name])]
    return {name: masked(values.get(name), secrets.get(name), blanks.get(name)) for name in names}


def _masked_list(value: Any, sensitive: Any, unknown: Any) -> list[Any]:
    values, secrets, blanks = _items(value), _items(sensitive), _items(unknown)
    return [
        masked(_at(values, index), _at(secrets, index), _at(blanks, index))
        for index in range(max(len(values), len(blanks)))
    ]


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _items(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else None

"""Tells the shapes of plain values apart in a way that the type checker follows."""

from typing import Any, TypeGuard


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a list, set or tuple."""
    return isinstance(value, list)


def is_map(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a value is an object or a map."""
    return isinstance(value, dict)


def only(value: Any) -> dict[str, Any]:
    """The one block of a list that holds one block; an empty one where there is none."""
    found = value[0] if is_list(value) and value else None
    return found if is_map(found) else {}

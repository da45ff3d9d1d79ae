"""Tells the shapes of plain values apart in a way that the type checker follows."""

from typing import Any, TypeGuard


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a list, set or tuple."""
    return isinstance(value, list)


def is_map(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a value is an object or a map."""
    return isinstance(value, dict)

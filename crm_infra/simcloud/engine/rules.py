"""The provider's checks of single values, in its own words.

Enumerations, patterns, bounds and lengths are the SDK's; a check with words of its own (``says``)
is in ``custom_rules``.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from crm_infra.simcloud.engine.custom_rules import broken_custom_rule
from crm_infra.simcloud.engine.faults import Path, dotted
from crm_infra.simcloud.engine.golang import quote
from crm_infra.simcloud.schema.model import Rule

_UNESCAPE: Final = re.compile(r"\\(\\|\")")


def broken_rules(rule: Rule, value: Any, path: Path) -> Iterator[str]:
    """One message for each rule that a known value breaks."""
    key = dotted(path)
    if rule.enum is not None and str(value) not in rule.enum:
        choices = " ".join(quote(choice) for choice in rule.enum)
        yield f"expected {key} to be one of [{choices}], got {value}"
    if rule.minimum is not None or rule.maximum is not None:
        yield from (
            _size(rule, value, key) if isinstance(value, str) else _bounds(rule, value, key)
        )
    if rule.min_length is not None or rule.max_length is not None:
        yield from _length(rule, str(value), key)
    if rule.regex is not None and not _pattern(rule.regex).search(str(value)):
        yield f'"{key}" ({quote(str(value))}) doesn\'t match regexp "{rule.regex}"'
    if rule.says is not None:
        yield from broken_custom_rule(rule.says, value, path)


def _bounds(rule: Rule, value: float, key: str) -> Iterator[str]:
    low, high = rule.minimum, rule.maximum
    whole = all(bound is None or isinstance(bound, int) for bound in (low, high))

    def show(number: float | None) -> str:
        return f"{number}" if whole and isinstance(number, int) else f"{number or 0:f}"

    if low is not None and high is not None:
        if not low <= value <= high:
            yield (
                f"expected {key} to be in the range ({show(low)} - {show(high)}), got {show(value)}"
            )
    elif low is not None and value < low:
        yield f"expected {key} to be at least ({show(low)}), got {show(value)}"
    elif high is not None and value > high:
        yield f"expected {key} to be at most ({show(high)}), got {show(value)}"


def _size(rule: Rule, value: str, key: str) -> Iterator[str]:
    """Bounds of a text are bounds of its length."""
    low, high = int(rule.minimum or 0), int(rule.maximum or 0)
    size = len(value.encode())
    if size < low or (high and size > high):
        yield f"expected length of {key} to be in the range ({low} - {high}), got {value}"


def _length(rule: Rule, value: str, key: str) -> Iterator[str]:
    low, high = rule.min_length, rule.max_length
    size = len(value.encode())
    if low is not None and high is not None:
        if not low <= size <= high:
            yield f'"{key}" ({quote(value)}) must be between {low} and {high} characters long'
    elif low is not None and size < low:
        yield f'"{key}" cannot be smaller than {low} characters'
    elif high is not None and size > high:
        yield f'"{key}" cannot be greater than {high} characters'


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """A Go pattern; the tables hold it as Go quotes it, with backslashes doubled."""
    return re.compile(_UNESCAPE.sub(r"\1", written).replace(r"\z", r"\Z"))

"""Spellings that the provider takes for the same value where it suppresses a difference.

The schema only says *that* a difference is suppressed, not how. These are the comparisons that
Google's provider uses nearly everywhere: resource links, durations, JSON, letter case, addresses,
and project numbers are written in several ways. A type with a comparison of its own has it in
``planning``.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address, ip_network
from typing import Any, Final

from crm_infra.simcloud.engine.shapes import is_list
from crm_infra.simcloud.engine.zero import is_zero

_DURATION: Final = re.compile(r"(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)")
_SECONDS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def equivalent(old: Any, new: Any) -> bool:
    """Whether a suppressed difference is none."""
    if is_zero(old) and is_zero(new):
        return True
    if isinstance(old, str) and isinstance(new, str):
        return any(same(old, new) for same in _SPELLINGS)
    if is_list(old) and is_list(new):
        return _same_elements(old, new)
    return False


def _same_elements(old: list[Any], new: list[Any]) -> bool:
    left = list(old)
    for value in new:
        twin = next((o for o in left if o == value or equivalent(o, value)), None)
        if twin is None:
            return False
        left.remove(twin)
    return not left


def _same_link(old: str, new: str) -> bool:
    """A self link, a path below the API's address and a bare name can name one resource."""
    if "/" not in old and "/" not in new:
        return False
    first, second = relative(old), relative(new)
    if "/" not in first or "/" not in second:
        return first.rsplit("/", 1)[-1] == second.rsplit("/", 1)[-1]
    return first == second


def relative(link: str) -> str:
    """A resource's path without the API's address in front."""
    _, found, rest = link.partition("/projects/")
    return f"projects/{rest}" if found and "://" in link else link


def _same_case(old: str, new: str) -> bool:
    return old.casefold() == new.casefold()


def _same_duration(old: str, new: str) -> bool:
    first, second = seconds(old), seconds(new)
    return first is not None and first == second


def seconds(text: str) -> float | None:
    """A Go duration in seconds; None where the text is none."""
    parts = _DURATION.findall(text.removeprefix("-"))
    if not parts or "".join(number + unit for number, unit in parts) != text.removeprefix("-"):
        return None
    total = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    return -total if text.startswith("-") else total


def _same_json(old: str, new: str) -> bool:
    if old[:1] not in "{[" or new[:1] not in "{[":
        return False
    with suppress(ValueError):
        return bool(json.loads(old) == json.loads(new))
    return False


def _same_address(old: str, new: str) -> bool:
    with suppress(ValueError):
        return ip_address(old) == ip_address(new)
    with suppress(ValueError):
        return ip_network(old, strict=False) == ip_network(new, strict=False)
    return False


def _mask_only(old: str, new: str) -> bool:
    """A range asked for by size alone (``/20``) stays satisfied by the range that it became."""
    return bool(re.fullmatch(r"/\d{1,2}", new)) and old.endswith(new)


_SPELLINGS: Final[tuple[Callable[[str, str], bool], ...]] = (
    _same_case,
    _same_link,
    _same_duration,
    _same_json,
    _same_address,
    _mask_only,
)

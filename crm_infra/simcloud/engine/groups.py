"""Arguments that depend on each other, in SDKv2's words.

Paths in the tables are absolute and speak of first elements (``amount.0.units``), as the SDK's do.
"""

from collections.abc import Iterable
from typing import Any, Final

from crm_infra.simcloud.engine.faults import Fault, Path, dotted
from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.schema.model import Groups
from crm_infra.simcloud.values import UNKNOWN, Values

_COMBINATION: Final = "Invalid combination of arguments"


def group_fault(groups: Groups, config: Values, path: Path) -> Fault | None:
    """What is wrong with the choice among a group, whether or not this one is part of it."""
    if groups.exactly_one_of:
        fault = _exactly_one(groups.exactly_one_of, config, path)
        if fault is not None:
            return fault
    if groups.at_least_one_of:
        names = _all(groups.at_least_one_of, path)
        if all(value_at(config, name) is None for name in names):
            return _none_of(names, path)
    return None


def _exactly_one(group: Iterable[str], config: Values, path: Path) -> Fault | None:
    names = _all(group, path)
    values = {name: value_at(config, name) for name in names}
    given = [name for name, value in values.items() if value is not None and value is not UNKNOWN]
    if not given and UNKNOWN not in values.values():
        return _none_of(names, path)
    if len(given) > 1:
        words = (
            f'"{dotted(path)}": only one of `{",".join(names)}` can be specified, but '
            f"`{','.join(given)}` were specified."
        )
        return Fault(_COMBINATION, words, path)
    return None


def _none_of(names: list[str], path: Path) -> Fault:
    words = f'"{dotted(path)}": one of `{",".join(names)}` must be specified'
    return Fault(_COMBINATION, words, path)


def missing_companion(groups: Groups, config: Values, path: Path) -> Fault | None:
    """Whether an argument that is set lacks those that must come with it."""
    if not groups.required_with:
        return None
    names = _all(groups.required_with, path)
    if all(value_at(config, name) is not None for name in names):
        return None
    words = f'"{dotted(path)}": all of `{",".join(names)}` must be specified'
    return Fault("Missing required argument", words, path)


def conflict(groups: Groups, config: Values, path: Path) -> Fault | None:
    """The first argument that an argument that is set cannot stand beside."""
    for name in groups.conflicts_with:
        value = value_at(config, name)
        if value is not None and value is not UNKNOWN:
            words = f'"{dotted(path)}": conflicts with {name}'
            return Fault("Conflicting configuration arguments", words, path)
    return None


def _all(group: Iterable[str], path: Path) -> list[str]:
    return sorted({*group, dotted(path)})


def value_at(config: Values, name: str) -> Any:
    """What stands at an absolute path; None where nothing does, empty blocks included."""
    value: Any = config
    for step in name.split("."):
        if value is UNKNOWN:
            return UNKNOWN
        if is_map(value):
            value = value.get(step)
        elif is_list(value) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return None if value == [] else value

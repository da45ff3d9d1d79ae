"""Turns the cloud's answer into state: every attribute present, nothing unknown, nothing secret.

Used after apply, at refresh, at import, and for data sources and ephemeral resources. What state
held before decides how emptiness is written, so that a plan right after an apply is empty.
"""

from collections.abc import Mapping
from typing import Any, Final

from crm_infra.simcloud.engine.sameness import same
from crm_infra.simcloud.engine.set_elements import match_elements
from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.engine.zero import fitting, is_zero, known
from crm_infra.simcloud.schema.model import NO_DEFAULT, Attribute, Block, NestedBlock, NestedType
from crm_infra.simcloud.values import UNKNOWN, Values

_NOTHING: Final = object()
"""Nothing was there before, so that nothing says how emptiness is written."""


def settle(
    block: Block, answer: Mapping[str, Any], before: Values | None, *, legacy: bool
) -> Values:
    """State from an answer.

    ``before`` is what was planned (after apply) or what state held (at refresh); a value that the
    answer leaves out stays as it was, and becomes its type's zero where that was unknown. Where
    nothing was before (at import), and for names that ``before`` lacks, the answer stands as it is.
    """
    state: Values = {}
    for name, attribute in block.attributes.items():
        state[name] = _attribute(attribute, answer.get(name, UNKNOWN), _old(before, name), legacy)
    for name, nested in block.blocks.items():
        state[name] = _nested(nested, answer.get(name, UNKNOWN), _old(before, name), legacy)
    return state


def imported(block: Block, answer: Mapping[str, Any]) -> Values:
    """State of something found for import: what only the provider keeps starts at its default."""
    state = settle(block, answer, None, legacy=True)
    for name, attribute in block.attributes.items():
        left_out = answer.get(name) is None and not attribute.computed
        if left_out and attribute.default is not NO_DEFAULT:
            state[name] = attribute.default
    return state


def _old(before: Values | None, name: str) -> Any:
    return _NOTHING if before is None else before.get(name, _NOTHING)


def _attribute(attribute: Attribute, answer: Any, old: Any, legacy: bool) -> Any:
    if attribute.write_only:
        return None
    if answer is UNKNOWN:
        return None if old is _NOTHING else known(old, attribute.type)
    if attribute.nested is not None:
        return _nested_attribute(attribute.nested, answer, old, legacy)
    value = known(fitting(answer, attribute.type), attribute.type)
    if old is UNKNOWN or old is _NOTHING:
        return value
    if is_zero(value) and is_zero(old):
        return old
    if legacy and same(attribute, old, value):
        return old
    return value


def _nested_attribute(nested: NestedType, answer: Any, old: Any, legacy: bool) -> Any:
    block = Block(attributes=nested.attributes)
    return _values(nested.nesting, block, answer, old, legacy)


def _nested(nested: NestedBlock, answer: Any, old: Any, legacy: bool) -> Any:
    if answer is UNKNOWN:
        answer = [] if old is UNKNOWN and nested.nesting in ("list", "set") else old
    if answer is UNKNOWN or answer is _NOTHING:
        answer = None
    if answer is None and nested.nesting in ("list", "set"):
        answer = []
    return _values(nested.nesting, nested.block, answer, old, legacy)


def _values(nesting: str, block: Block, answer: Any, old: Any, legacy: bool) -> Any:
    if answer is None:
        return None
    before: Any = None if old is UNKNOWN or old is _NOTHING else old
    match nesting:
        case "single" | "group":
            return settle(block, answer, before, legacy=legacy)
        case "map":
            olds: Values = before or {}
            return {
                key: settle(block, part, olds.get(key), legacy=legacy)
                for key, part in answer.items()
            }
        case "set":
            return _set(block, answer, before or [], legacy)
        case _:
            return _list(block, answer, before or [], legacy)


def _list(block: Block, answer: list[Values], old: list[Values], legacy: bool) -> list[Values]:
    return [
        settle(block, part, old[index] if index < len(old) else None, legacy=legacy)
        for index, part in enumerate(answer)
    ]


def _said(value: Any) -> Any:
    """What a planned element says of itself: what was left to the cloud says nothing."""
    if is_map(value):
        return {name: _said(part) for name, part in value.items()}
    if is_list(value):
        return [_said(part) for part in value]
    return None if value is UNKNOWN else value


def _set(block: Block, answer: list[Values], old: list[Values], legacy: bool) -> list[Values]:
    """Elements keep the spelling of the planned element that says the same."""
    twins, _ = match_elements(block, [_said(part) for part in old], list(answer))
    planned = {id(twin): part for part, twin in zip(old, twins, strict=True) if twin is not None}
    return [settle(block, part, planned.get(id(part)), legacy=legacy) for part in answer]

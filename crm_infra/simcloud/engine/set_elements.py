"""Finds, for each element of a configured set, the element of state that it stands for.

Elements have no names, so they are recognised by what the configuration says of them; what only
the cloud fills in does not count.
"""

from collections.abc import Callable
from typing import Any

from crm_infra.simcloud.engine.sameness import same
from crm_infra.simcloud.engine.zero import has_unknown, is_zero
from crm_infra.simcloud.schema.model import NO_DEFAULT, Attribute, Block, NestedBlock
from crm_infra.simcloud.values import UNKNOWN, Values

ElementKey = Callable[[Values], Any]


def match_elements(
    block: Block, config: list[Values], old: list[Values], key: ElementKey | None = None
) -> tuple[list[Values | None], list[Values]]:
    """The twin of every configured element (None for a new one), and the elements left over."""
    left = list(old)
    twins: list[Values | None] = []
    for element in config:
        twin = next((other for other in left if _twins(block, element, other, key)), None)
        if twin is not None:
            left.remove(twin)
        twins.append(twin)
    return twins, left


def _twins(block: Block, config: Values, old: Values, key: ElementKey | None) -> bool:
    if key is not None:
        return not has_unknown(config) and key(config) == key(old)
    return same_element(block, config, old)


def same_element(block: Block, config: Values, old: Values) -> bool:
    """Whether an element of state is what the configuration describes."""
    return all(
        _same_attribute(attribute, config.get(name), old.get(name))
        for name, attribute in block.attributes.items()
    ) and all(
        _same_blocks(nested, config.get(name), old.get(name) or [])
        for name, nested in block.blocks.items()
    )


def _same_attribute(attribute: Attribute, config: Any, old: Any) -> bool:
    if attribute.write_only or not attribute.configurable:
        return True
    if config is None:
        if attribute.computed:
            return True
        if attribute.default is NO_DEFAULT:
            return is_zero(old)
        config = attribute.default
    return not has_unknown(config) and same(attribute, old, config)


def _same_blocks(nested: NestedBlock, config: Any, old: Any) -> bool:
    if config is UNKNOWN:
        return False
    if nested.nesting in ("single", "group"):
        return config == old
    if not config:
        return nested.computed or not old
    if len(config) != len(old):
        return False
    if nested.nesting == "set":
        twins, _ = match_elements(nested.block, config, old)
        return None not in twins
    return all(same_element(nested.block, c, o) for c, o in zip(config, old, strict=True))

"""Write-only arguments: planned as null, handed to the cloud from the configuration, never kept."""

from typing import Any

from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.schema.model import Block
from crm_infra.simcloud.values import Values


def with_write_only(block: Block, planned: Values, config: Values) -> Values:
    """Planned values with the secrets that the configuration gives for this one call."""
    if not holds_write_only(block):
        return planned
    values = dict(planned)
    for name, attribute in block.attributes.items():
        if attribute.write_only:
            values[name] = config.get(name)
        elif attribute.nested is not None:
            inner = Block(attributes=attribute.nested.attributes)
            values[name] = _merge(inner, planned.get(name), config.get(name))
    for name, nested in block.blocks.items():
        values[name] = _merge(nested.block, planned.get(name), config.get(name))
    return values


def _merge(block: Block, planned: Any, config: Any) -> Any:
    """Pair parts by position; a set of one, the only kind that holds secrets, pairs with itself."""
    if is_map(planned) and is_map(config):
        return with_write_only(block, planned, config)
    if is_list(planned) and is_list(config) and len(planned) == len(config):
        return [with_write_only(block, p, c) for p, c in zip(planned, config, strict=True)]
    return planned


def holds_write_only(block: Block) -> bool:
    """Whether a block has a write-only argument anywhere."""
    return block.holds_write_only

"""Reads a state that was written under another version of the schema, or by hand.

Terraform hands over the attributes as they stand in the state file. What the schema no longer has
is dropped and what it has gained is empty; a type whose meaning changed has its step in
``planning``.
"""

from typing import Any

from crm_infra.simcloud.engine.shapes import is_list
from crm_infra.simcloud.schema.model import Attribute, Block, NestedBlock
from crm_infra.simcloud.values import Values


def upgrade(block: Block, raw: Values) -> Values:
    """State in the shape of today's schema."""
    state: Values = {
        name: _attribute(attribute, raw.get(name)) for name, attribute in block.attributes.items()
    }
    for name, nested in block.blocks.items():
        state[name] = _nested(nested, raw.get(name))
    return state


def _attribute(attribute: Attribute, raw: Any) -> Any:
    if raw is None:
        return None
    kind = attribute.type.kind
    if attribute.nested is not None:
        return _shape(attribute.nested.nesting, Block(attributes=attribute.nested.attributes), raw)
    if kind == "string" and not isinstance(raw, str):
        return str(raw).lower() if isinstance(raw, bool) else str(raw)
    if kind == "number" and isinstance(raw, str):
        return float(raw) if "." in raw else int(raw or 0)
    return raw


def _nested(nested: NestedBlock, raw: Any) -> Any:
    if raw is None:
        return [] if nested.nesting in ("list", "set") else None
    return _shape(nested.nesting, nested.block, raw)


def _shape(nesting: str, block: Block, raw: Any) -> Any:
    match nesting:
        case "single" | "group":
            return upgrade(block, raw)
        case "map":
            return {key: upgrade(block, part) for key, part in raw.items()}
        case _:
            parts = raw if is_list(raw) else [raw]
            return [upgrade(block, part) for part in parts]

"""Reads the JSON form of ``terraform providers schema -json`` into the model.

Beside the keys that Terraform writes it understands the ones that only the provider itself knows
(``force_new``, ``default``, ``rule``, ``conflicts_with``, …) wherever they are present. The
project's own notation is ``catalogue``'s business and arrives here in this JSON form.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from crm_infra.simcloud.schema.model import (
    NO_DEFAULT,
    NO_GROUPS,
    Attribute,
    Block,
    Groups,
    NestedBlock,
    NestedType,
    ProviderSchema,
    Rule,
    TypeSchema,
    TypeSchemas,
)
from crm_infra.simcloud.schema.stripped import completed
from crm_infra.simcloud.schema.types import Type, parse_type

Json = Mapping[str, Any]
_FRAMEWORK: Final = {"nested_type", "create_only", "max_items_validator", "min_items_validator"}
TypeBuilder = Callable[[str, Json], TypeSchema]


def load(provider: Json, source: str = "", *, complete: bool = False) -> ProviderSchema:
    """Build the model of one provider; types are built lazily.

    ``complete`` gives back what a stripped file has lost, see ``stripped``.
    """

    def schemas(kind: str, build: TypeBuilder = _type_schema) -> TypeSchemas:
        return TypeSchemas(provider.get(kind) or {}, build)

    return ProviderSchema(
        source=source,
        version=str(provider.get("version", "")),
        provider=_block(_part(provider.get("provider"), "block")),
        resources=schemas("resource_schemas", _completed if complete else _type_schema),
        data_sources=schemas("data_source_schemas"),
        ephemeral=schemas("ephemeral_resource_schemas"),
    )


def load_file(path: Path) -> dict[str, ProviderSchema]:
    """Every provider found in a file written by ``terraform providers schema -json``."""
    document: Any = json.loads(path.read_text(encoding="utf-8"))
    found = cast("Json", document) if isinstance(document, dict) else None
    providers = _part(found, "provider_schemas")
    if not providers:
        raise ValueError(
            f"{path} holds no provider_schemas; write it with `terraform providers schema -json`"
        )
    return {source: load(schema, source, complete=True) for source, schema in providers.items()}


def _part(raw: Json | None, key: str) -> Json:
    return (raw or {}).get(key) or {}


def _type_schema(name: str, raw: Json) -> TypeSchema:
    return TypeSchema(
        name=name,
        block=_block(_part(raw, "block")),
        version=int(raw.get("version", 0)),
        legacy=raw["sdk"] == "v2" if "sdk" in raw else not _framework_shaped(_part(raw, "block")),
        importable=bool(raw.get("importable", True)),
        customized=bool(raw.get("customize_diff", False)),
        force_new_if=tuple(raw.get("force_new_if", ())),
        timeouts=dict(raw.get("timeouts") or {}),
    )


def _framework_shaped(block: Json) -> bool:
    """SDKv2 has no nested attributes, and no validators where the schema itself can count."""
    if any(_FRAMEWORK & part.keys() for part in _part(block, "attributes").values()):
        return True
    return any(
        _FRAMEWORK & part.keys() or _framework_shaped(_part(part, "block"))
        for part in _part(block, "block_types").values()
    )


def _completed(name: str, raw: Json) -> TypeSchema:
    block = _part(raw, "block")
    attributes = completed(name, _part(block, "attributes"))
    return _type_schema(name, {**raw, "block": {**block, "attributes": attributes}})


def _block(raw: Json) -> Block:
    attributes, blocks = _part(raw, "attributes"), _part(raw, "block_types")
    return Block(
        attributes={name: _attribute(name, part) for name, part in attributes.items()},
        blocks={name: _nested_block(name, part) for name, part in blocks.items()},
        deprecated=bool(raw.get("deprecated", False)),
    )


def _attribute(name: str, raw: Json) -> Attribute:
    nested = _nested_type(raw["nested_type"]) if "nested_type" in raw else None
    flag = raw.get
    return Attribute(
        name=name,
        type=parse_type(raw["type"]) if nested is None else _nested_value_type(nested),
        required=bool(flag("required")),
        optional=bool(flag("optional")),
        computed=bool(flag("computed")),
        sensitive=bool(flag("sensitive")),
        write_only=bool(flag("write_only")),
        deprecated=bool(flag("deprecated")),
        force_new=bool(flag("force_new")),
        diff_suppressed=bool(flag("diff_suppressed")),
        default=raw.get("default", NO_DEFAULT),
        rule=_rule(raw.get("rule") or ({"enum": raw["enum"]} if "enum" in raw else None)),
        element_rule=_rule(raw.get("element_rule")),
        groups=_groups(raw),
        nested=nested,
    )


def _nested_type(raw: Json) -> NestedType:
    attributes = _part(raw, "attributes")
    return NestedType(
        nesting=raw["nesting_mode"],
        attributes={name: _attribute(name, part) for name, part in attributes.items()},
    )


def _nested_value_type(nested: NestedType) -> Type:
    parts = {name: attribute.type for name, attribute in nested.attributes.items()}
    value = Type("object", attributes=parts)
    match nested.nesting:
        case "single" | "group":
            return value
        case "list" | "set" | "map":
            return Type(nested.nesting, element=value)


def _nested_block(name: str, raw: Json) -> NestedBlock:
    return NestedBlock(
        name=name,
        nesting=raw["nesting_mode"],
        block=_block(_part(raw, "block")),
        min_items=int(raw.get("min_items", 0)),
        max_items=int(raw.get("max_items", 0)),
        fewest=int(raw.get("min_items_validator", 0)),
        most=int(raw.get("max_items_validator", 0)),
        computed=bool(raw.get("computed", False)),
        force_new=bool(raw.get("force_new", False)),
        diff_suppressed=bool(raw.get("diff_suppressed", False)),
        groups=_groups(raw),
    )


def _groups(raw: Json) -> Groups:
    groups = Groups(
        conflicts_with=tuple(raw.get("conflicts_with", ())),
        exactly_one_of=tuple(raw.get("exactly_one_of", ())),
        at_least_one_of=tuple(raw.get("at_least_one_of", ())),
        required_with=tuple(raw.get("required_with", ())),
    )
    return groups or NO_GROUPS


def _rule(raw: Json | None) -> Rule | None:
    if not raw:
        return None
    return Rule(
        enum=tuple(raw["enum"]) if "enum" in raw else None,
        regex=raw.get("regex"),
        minimum=raw.get("min"),
        maximum=raw.get("max"),
        min_length=raw.get("min_length"),
        max_length=raw.get("max_length"),
        says=raw.get("says"),
    )

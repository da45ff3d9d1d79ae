"""Writes the schema model as the protocol's schema messages.

Only what Terraform itself reads goes over the wire; rules, defaults and force-new stay behind in
the model. A whole provider is turned once and kept as bytes: Terraform asks for it at every start.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Final

from crm_infra.simcloud.kept import kept
from crm_infra.simcloud.provider.gen import tfplugin6_pb2 as wire
from crm_infra.simcloud.schema.model import (
    Attribute,
    Block,
    NestedBlock,
    NestedType,
    Nesting,
    ProviderSchema,
    TypeSchema,
)

_BLOCK_NESTING: Final = {
    "single": wire.NestedBlock.SINGLE,
    "list": wire.NestedBlock.LIST,
    "set": wire.NestedBlock.SET,
    "map": wire.NestedBlock.MAP,
    "group": wire.NestedBlock.GROUP,
}


def schema_bytes(schema: ProviderSchema) -> bytes:
    """Everything a provider serves, as it goes over the wire."""
    if not schema.catalogued:
        return schema_reply(schema).SerializeToString()
    name = schema.source.replace("/", "-")
    made = kept(
        f"reply-{name}", lambda: b64encode(schema_reply(schema).SerializeToString()).decode()
    )
    return b64decode(made)


def schema_reply(schema: ProviderSchema) -> wire.SchemaReply:
    """Everything a provider serves, in one message."""
    return wire.SchemaReply(
        provider=wire.Schema(block=_block(schema.provider)),
        resource_schemas=_types(schema.resources.values()),
        data_source_schemas=_types(schema.data_sources.values()),
        ephemeral_resource_schemas=_types(schema.ephemeral.values()),
        server_capabilities=wire.Capabilities(get_provider_schema_optional=True),
    )


def _types(schemas: Iterable[TypeSchema]) -> dict[str, wire.Schema]:
    return {
        schema.name: wire.Schema(version=schema.version, block=_block(schema.block))
        for schema in schemas
    }


def _block(block: Block) -> wire.Block:
    return wire.Block(
        attributes=[_attribute(attribute) for attribute in block.attributes.values()],
        block_types=[_nested_block(nested) for nested in block.blocks.values()],
        deprecated=block.deprecated,
    )


def _attribute(attribute: Attribute) -> wire.Attribute:
    message = wire.Attribute(
        name=attribute.name,
        required=attribute.required,
        optional=attribute.optional,
        computed=attribute.computed,
        sensitive=attribute.sensitive,
        deprecated=attribute.deprecated,
        write_only=attribute.write_only,
    )
    if attribute.nested is None:
        message.type = attribute.type.encoded
    else:
        message.nested_type.CopyFrom(_nested_object(attribute.nested))
    return message


def _nested_object(nested: NestedType) -> wire.NestedObject:
    return wire.NestedObject(
        attributes=[_attribute(attribute) for attribute in nested.attributes.values()],
        nesting=_object_nesting(nested.nesting),
    )


def _object_nesting(nesting: Nesting) -> "wire.NestedObject.Nesting":
    match nesting:
        case "list":
            return wire.NestedObject.LIST
        case "set":
            return wire.NestedObject.SET
        case "map":
            return wire.NestedObject.MAP
        case "single" | "group":
            return wire.NestedObject.SINGLE


def _nested_block(nested: NestedBlock) -> wire.NestedBlock:
    return wire.NestedBlock(
        type_name=nested.name,
        block=_block(nested.block),
        nesting=_BLOCK_NESTING[nested.nesting],
        min_items=nested.min_items,
        max_items=nested.max_items,
    )

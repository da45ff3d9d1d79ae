"""The schema model of a provider and the loader that builds it.

``load(provider_json, source)`` takes one provider of the JSON form, ``load_file(path)`` a whole
file; both build types lazily, so that hundreds of types cost nothing until they are used.
"""

from crm_infra.simcloud.schema.loader import load, load_file
from crm_infra.simcloud.schema.model import (
    NO_DEFAULT,
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
from crm_infra.simcloud.schema.types import Type, parse_type

__all__ = [
    "NO_DEFAULT",
    "Attribute",
    "Block",
    "Groups",
    "NestedBlock",
    "NestedType",
    "ProviderSchema",
    "Rule",
    "Type",
    "TypeSchema",
    "TypeSchemas",
    "load",
    "load_file",
    "parse_type",
]

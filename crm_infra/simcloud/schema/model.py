"""What a provider's types look like: attributes, nested blocks, and the rules they carry.

Frozen and free of behaviour beyond questions about itself. How the model is read from JSON is
``loader``'s business; what the rules mean for a value is ``engine``'s; what only Google's API
knows is not here at all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, final

from crm_infra.simcloud.schema.types import Type

Nesting = Literal["single", "group", "list", "set", "map"]


@final
class NoDefault:
    """The type of ``NO_DEFAULT``: null could be a default, so absence has its own marker."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NO_DEFAULT"


NO_DEFAULT: Final = NoDefault()


@dataclass(frozen=True, slots=True)
class Rule:
    """A provider's own check of one value; ``says`` where it has words of its own."""

    enum: tuple[str, ...] | None = None
    regex: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """How an argument depends on others; the paths are absolute, as the SDK writes them."""

    conflicts_with: tuple[str, ...] = ()
    exactly_one_of: tuple[str, ...] = ()
    at_least_one_of: tuple[str, ...] = ()
    required_with: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.conflicts_with or self.exactly_one_of or self.at_least_one_of or self.required_with
        )


NO_GROUPS: Final = Groups()


@dataclass(frozen=True)
class Attribute:
    """One argument or computed attribute; ``nested`` where its value is described in parts."""

    name: str
    type: Type
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    write_only: bool = False
    deprecated: bool = False
    force_new: bool = False
    diff_suppressed: bool = False
    default: Any = NO_DEFAULT
    rule: Rule | None = None
    element_rule: Rule | None = None
    groups: Groups = NO_GROUPS
    nested: "NestedType | None" = None

    @cached_property
    def holds_write_only(self) -> bool:
        """Whether it, or a part of it, goes to the cloud and is never kept."""
        if self.nested is None:
            return self.write_only
        return any(part.holds_write_only for part in self.nested.attributes.values())

    @property
    def configurable(self) -> bool:
        """Whether a person may set it."""
        return self.required or self.optional


@dataclass(frozen=True)
class NestedType:
    """The parts of a nested attribute (plugin framework)."""

    nesting: Nesting
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True)
class NestedBlock:
    """A block type inside a block; ``computed`` where the provider fills it when it is left out.

    Terraform itself counts ``min_items`` and ``max_items``; ``fewest`` and ``most`` are counted by
    the provider.
    """

    name: str
    nesting: Nesting
    block: "Block"
    min_items: int = 0
    max_items: int = 0
    fewest: int = 0
    most: int = 0
    computed: bool = False
    force_new: bool = False
    diff_suppressed: bool = False
    groups: Groups = NO_GROUPS


@dataclass(frozen=True)
class Block:
    """The attributes and nested blocks between one pair of braces."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict[str, Attribute])
    blocks: Mapping[str, NestedBlock] = field(default_factory=dict[str, NestedBlock])
    deprecated: bool = False

    @cached_property
    def holds_write_only(self) -> bool:
        """Whether a write-only argument is anywhere in it."""
        return any(part.holds_write_only for part in self.attributes.values()) or any(
            nested.block.holds_write_only for nested in self.blocks.values()
        )

    @cached_property
    def type(self) -> Type:
        """The object type of a value of this block."""
        parts = {name: attribute.type for name, attribute in self.attributes.items()}
        parts |= {name: block_type(nested) for name, nested in self.blocks.items()}
        return Type("object", attributes=parts)


def block_type(nested: NestedBlock) -> Type:
    """The type of all blocks of one name together."""
    match nested.nesting:
        case "single" | "group":
            return nested.block.type
        case "list" | "set" | "map":
            return Type(nested.nesting, element=nested.block.type)


@dataclass(frozen=True)
class TypeSchema:
    """One resource, data source or ephemeral resource.

    ``legacy`` types (SDKv2) treat null and zero values as one and need the protocol's
    ``legacy_type_system``; ``customized`` ones look at their plan again after the generic part.
    """

    name: str
    block: Block
    version: int = 0
    legacy: bool = True
    importable: bool = True
    customized: bool = False
    force_new_if: tuple[str, ...] = ()
    timeouts: Mapping[str, str] = field(default_factory=dict[str, str])


class TypeSchemas(Mapping[str, TypeSchema]):
    """Types by name, each built when first asked for: a whole provider has hundreds."""

    def __init__(
        self, raw: Mapping[str, Any], build: Callable[[str, Mapping[str, Any]], TypeSchema]
    ) -> None:
        self._raw = raw
        self._build = build
        self._built: dict[str, TypeSchema] = {}

    def __getitem__(self, name: str) -> TypeSchema:
        built = self._built.get(name)
        if built is None:
            built = self._built.setdefault(name, self._build(name, self._raw[name]))
        return built

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __contains__(self, name: object) -> bool:
        return name in self._raw


@dataclass(frozen=True)
class ProviderSchema:
    """Everything one provider serves; ``catalogued`` where the catalogue alone says so."""

    source: str
    version: str
    provider: Block
    resources: TypeSchemas
    data_sources: TypeSchemas
    ephemeral: TypeSchemas
    catalogued: bool = False

"""What a text of the notation means: an entry with its traits, arguments, blocks and groups.

Pure values, compared by content; ``line`` is only for messages. Words of the notation and the keys
they stand for are listed here, so that parser, renderer and interchange agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

FLAGS: Final[Mapping[str, str]] = {
    "required": "required",
    "optional": "optional",
    "computed": "computed",
    "new": "force_new",
    "sensitive": "sensitive",
    "write-only": "write_only",
    "deprecated": "deprecated",
    "suppressed": "diff_suppressed",
    "create-only": "create_only",
}
GROUPS: Final[Mapping[str, str]] = {
    "conflicts": "conflicts_with",
    "one-of": "exactly_one_of",
    "at-least-one-of": "at_least_one_of",
    "with": "required_with",
}
LIMITS: Final[Mapping[str, str]] = {
    "at-least": "min_items_validator",
    "at-most": "max_items_validator",
}
NESTINGS: Final[Mapping[str, tuple[str, str]]] = {
    "block": ("block", "list"),
    "blockset": ("block", "set"),
    "blockmap": ("block", "map"),
    "attributes": ("attributes", "list"),
    "attributeset": ("attributes", "set"),
    "attributemap": ("attributes", "map"),
}
STEPS: Final = ("create", "read", "update", "delete")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a validator demands of a value; None where it demands nothing of the kind."""

    enum: tuple[str | int | float, ...] | None = None
    regex: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Arguments bound together: ``kind`` is a word of ``GROUPS``.

    A member is the name of a neighbour, or a path from the top of the entry after a slash.
    """

    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Default:
    """A default, so that a default of null or false differs from none."""

    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class Nesting:
    """How often the body of an argument stands: a block or nested attributes."""

    form: str
    mode: str
    minimum: int = 0
    maximum: int = 0


@dataclass(frozen=True, slots=True)
class Argument:
    """One attribute (``type``) or one nested block or attribute (``nesting`` and ``body``)."""

    name: str
    type: Any = None
    nesting: Nesting | None = None
    body: "Body | None" = None
    flags: frozenset[str] = frozenset()
    default: Default | None = None
    rule: Rule = Rule()
    each: Rule = Rule()
    choices: tuple[str, ...] = ()
    limits: tuple[tuple[str, int], ...] = ()
    groups: tuple[Group, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Body:
    """What stands in an entry or a block: shared patterns used, arguments, groups of them."""

    uses: tuple[str, ...] = ()
    arguments: tuple[Argument, ...] = ()
    groups: tuple[Group, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Traits:
    """What holds for a type as a whole."""

    sdk: str = ""
    version: int = 0
    importable: bool = False
    customize_diff: bool = False
    deprecated: bool = False
    force_new_if: tuple[str, ...] = ()
    timeouts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """One entry of the catalogue: a type's traits and its body."""

    traits: Traits = Traits()
    body: Body = Body()

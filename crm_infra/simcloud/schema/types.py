"""The types that Terraform gives to values: how they are read, written and told apart.

Add here what is true of a type by itself. Which attribute has which type is ``model``'s business,
and how a value of a type travels is ``provider.codec``'s.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

Kind = Literal["string", "number", "bool", "dynamic", "list", "set", "map", "object", "tuple"]

COLLECTIONS: Final = frozenset({"list", "set", "map"})
PRIMITIVES: Final = frozenset({"string", "number", "bool"})


@dataclass(frozen=True)
class Type:
    """One type: collections have an ``element``, objects ``attributes``, tuples ``elements``."""

    kind: Kind
    element: "Type | None" = None
    attributes: Mapping[str, "Type"] = field(default_factory=dict[str, "Type"])
    elements: tuple["Type", ...] = ()

    @property
    def primitive(self) -> bool:
        """Whether a value is a single string, number or bool."""
        return self.kind in PRIMITIVES

    @property
    def collection(self) -> bool:
        """Whether a value is a list, set or map."""
        return self.kind in COLLECTIONS

    @cached_property
    def needs_care(self) -> bool:
        """Whether plain MessagePack is not enough: big numbers and values that carry their type."""
        if self.kind in ("number", "dynamic"):
            return True
        if self.element is not None:
            return self.element.needs_care
        return any(part.needs_care for part in (*self.attributes.values(), *self.elements))

    def as_json(self) -> Any:
        """The form used in schemas and on the wire: ``"string"``, ``["list", "string"]``, …."""
        if self.kind == "object":
            return ["object", {name: part.as_json() for name, part in self.attributes.items()}]
        if self.kind == "tuple":
            return ["tuple", [part.as_json() for part in self.elements]]
        if self.element is not None:
            return [self.kind, self.element.as_json()]
        return self.kind

    @cached_property
    def encoded(self) -> bytes:
        """The JSON form as the bytes that the protocol carries."""
        return json.dumps(self.as_json(), separators=(",", ":")).encode()


@dataclass(frozen=True)
class Typed:
    """A value of a ``dynamic`` attribute together with the type that it turned out to have."""

    type: Type
    value: Any


STRING: Final = Type("string")
NUMBER: Final = Type("number")
BOOL: Final = Type("bool")
DYNAMIC: Final = Type("dynamic")

_SIMPLE: Final[Mapping[str, Type]] = {
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "dynamic": DYNAMIC,
}


def parse_type(form: Any) -> Type:
    """Read a type from its JSON form."""
    if isinstance(form, str) and form in _SIMPLE:
        return _SIMPLE[form]
    match form:
        case [("list" | "set" | "map") as kind, element]:
            return Type(kind, element=parse_type(element))
        case ["object", attributes, *_]:
            return Type("object", attributes={k: parse_type(v) for k, v in attributes.items()})
        case ["tuple", elements]:
            return Type("tuple", elements=tuple(parse_type(part) for part in elements))
        case _:
            raise ValueError(
                f'type {form!r} is not a Terraform type; use a name such as "string" or a pair '
                'such as ["list", "string"]'
            )

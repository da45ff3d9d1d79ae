"""A call as a rule sees it: what is asked for, by whom, and what stands in the cloud.

A ``Thing`` is what stands in the store (``cloud.records.Resource``). Rules only read. Everything
here is about getting at values without tripping over what is unset, unknown, or deep inside
blocks; what a value must be like is the rule's own business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast

from crm_infra.simcloud.catalogue.facts import TypeFacts
from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.cloud.records import Resource
from crm_infra.simcloud.values import UNKNOWN, Values

Thing = Resource


class World(Protocol):
    """What stands in the cloud, as rules may ask for it."""

    def things(self, type_: str, project: str | None = None) -> list[Thing]:
        """All living things of a type, of one project or of all."""
        ...

    def find(self, types: tuple[str, ...], reference: str, call: "Place") -> Thing | None:
        """The thing that a reference means, seen from a place."""
        ...

    def referrers(self, thing: Thing) -> list[Thing]:
        """What refers to it."""
        ...

    def buried(self, type_: str, key: str) -> Values | None:
        """What is remembered of something deleted whose name stays taken."""
        ...

    def number(self, project: str) -> str:
        """The project's number."""
        ...

    def project_of(self, number: str) -> str | None:
        """The project that a number means."""
        ...

    def api_on(self, project: str, api: str) -> bool:
        """Whether the API is enabled in the project."""
        ...

    def api_managed(self, project: str, api: str) -> bool:
        """Whether the API was enabled in the project by somebody, not by default."""
        ...

    def first_of_api(self, project: str, api: str) -> Thing | None:
        """Something of the project that the API serves, if there is any."""
        ...

    def agent_exists(self, email: str) -> bool:
        """Whether a service agent of Google's has that address."""
        ...

    def may_use_key(self, key: Thing, member: str) -> bool:
        """Whether the member was given a role to encrypt with the key."""
        ...

    def now(self) -> datetime:
        """The time on the virtual clock."""
        ...

    def outages(self) -> list[str]:
        """The regions and zones that are lost, each as people write it: ``us-central1``."""
        ...

    def bucket_owner(self, name: str) -> str | None:
        """The project whose bucket has that name, made by whatever client; None when free."""
        ...

    def bucket_empty(self, name: str) -> bool:
        """Whether the bucket holds no object."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call happens: the project and region that partial names are read in."""

    project: str
    region: str = ""
    zone: str = ""


@dataclass(slots=True)
class Call:
    """One create, update or delete on its way into the cloud."""

    action: str
    type: str
    values: Values
    prior: Values
    context: Context
    facts: TypeFacts
    world: World
    place: Place
    id: str = ""

    def get(self, path: str, default: Any = None) -> Any:
        """The value at ``a.b.c``, through single blocks; the default when unset or unknown."""
        return dig(self.values, path, default)

    def before(self, path: str, default: Any = None) -> Any:
        """The same in what stands before an update."""
        return dig(self.prior, path, default)

    def text(self, path: str) -> str:
        """The value as text, empty when unset or unknown."""
        value = self.get(path)
        return value if isinstance(value, str) else ""

    def blocks(self, path: str) -> list[Values]:
        """The blocks at a path, none when unset or unknown."""
        return blocks(self.values, path)

    def mapping(self, path: str) -> dict[str, Any]:
        """The map at a path, empty when unset or unknown."""
        found: object = self.get(path)
        return cast("dict[str, Any]", found) if isinstance(found, dict) else {}

    def items(self, path: str) -> list[Any]:
        """The known items of a list or set."""
        return items(self.values, path)

    def changed(self, path: str) -> bool:
        """Whether an update changes the value."""
        return self.action != "create" and self.get(path) != self.before(path)

    def changed_or_new(self, path: str) -> bool:
        """Whether the value was not there before: what once was in order stays so."""
        return self.action == "create" or self.changed(path)

    def target(self, path: str, *types: str) -> Thing | None:
        """The thing that the reference at a path means."""
        reference = self.text(path)
        return self.find(reference, *types) if reference else None

    def find(self, reference: str, *types: str) -> Thing | None:
        """The thing that a reference means, seen from this call."""
        return self.world.find(types, reference, self.place)

    def others(self, *types: str, project: str | None = "") -> Iterator[Thing]:
        """Things of these types (of this project unless told) except the one called for."""
        where = self.place.project if project == "" else project
        for type_ in types:
            for thing in self.world.things(type_, where):
                if (thing.type, thing.id) != (self.type, self.id):
                    yield thing


@dataclass(slots=True)
class Query:
    """A data source or ephemeral resource being asked."""

    type: str
    config: Values
    context: Context
    world: World
    place: Place
    answer: Values = field(default_factory=dict[str, Any])

    def get(self, path: str, default: Any = None) -> Any:
        """The value at a path of the configuration."""
        return dig(self.config, path, default)

    def text(self, path: str) -> str:
        """The value as text, empty when unset."""
        value = self.get(path)
        return value if isinstance(value, str) else ""

    def find(self, reference: str, *types: str) -> Thing | None:
        """The thing that a reference means, seen from this query."""
        return self.world.find(types, reference, self.place)


def dig(values: Mapping[str, Any], path: str, default: Any = None) -> Any:
    """Follow ``a.b.c`` through maps and single blocks; the default where the way ends."""
    found: Any = values
    for part in path.split("."):
        if isinstance(found, list):
            many = cast("list[Any]", found)
            found = many[0] if many else None
        if not isinstance(found, dict):
            return default
        found = cast("Values", found).get(part)
    return default if found is None or found is UNKNOWN else found


def blocks(values: Mapping[str, Any], path: str) -> list[Values]:
    """The maps in a list of blocks, none when unset or unknown."""
    found = dig(values, path)
    if not isinstance(found, list):
        return []
    return [cast("Values", item) for item in cast("list[Any]", found) if isinstance(item, dict)]


def first(values: Mapping[str, Any], path: str) -> Values:
    """The only block at a path, empty when there is none."""
    return next(iter(blocks(values, path)), cast("Values", {}))


def items(values: Mapping[str, Any], path: str) -> list[Any]:
    """The known items of a list or set, none when unset or unknown."""
    found = dig(values, path)
    if not isinstance(found, list):
        return []
    return [item for item in cast("list[Any]", found) if item is not UNKNOWN]


def every(values: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Every known value at a path through any number of blocks: where it stands, and what it is."""
    yield from _every(values, path.split("."), "")


def _every(at: Any, steps: list[str], where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(at, list):
        for index, item in enumerate(cast("list[Any]", at)):
            yield from _every(item, steps, f"{where}[{index}]")
    elif not steps:
        if at is not None and at is not UNKNOWN:
            yield where, at
    elif isinstance(at, dict):
        here = f"{where}.{steps[0]}" if where else steps[0]
        yield from _every(cast("Values", at).get(steps[0]), steps[1:], here)


def camel(path: str) -> str:
    """``ip_cidr_range`` as the API spells it: ``ipCidrRange``."""
    head, *tail = path.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in tail)


def field_error(path: str, value: object, why: str) -> str:
    """Compute Engine's sentence about a wrong field; ``path`` in Terraform's spelling."""
    name = ".".join(camel(part) for part in path.split("."))
    shown = str(value).lower() if isinstance(value, bool) else value
    return f"Invalid value for field 'resource.{name}': '{shown}'. {why}"

"""Facts: what the schema of a type cannot say about how it behaves in the cloud.

They stand in the catalogue files, under ``facts:`` of each type, and are read here. Add a field
when several services need it; behaviour of one service alone is code in ``simcloud.services``.
Templates in facts are text with placeholders, filled by ``templates.expand``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, Final, cast

from crm_infra.simcloud.catalogue.faults import CatalogueError
from crm_infra.simcloud.catalogue.files import Entry, line_of, service_files

PROVIDERS: Final = ("google", "random")
DURATION: Final = 5.0
_STEPS: Final = ("create", "update", "delete")


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """How resources of one type behave.

    Attributes:
        type: Terraform's name of the type.
        api: Service that must be enabled in the project, e.g. ``compute.googleapis.com``; empty
            where no project service stands behind it.
        id: Template of Terraform's ``id``, e.g. ``projects/{project}/global/networks/{name}``.
        self_link: Template of ``self_link``; ``{id}`` is the finished id; empty: none.
        computed: Attribute -> template of each computed attribute that is text made from others or
            from a generator. Attributes named here are filled in this order, before ``id``, so that
            ``id`` may use them; a template may use ``{id}`` only where ``id`` does not use it.
        defaults: Optional+computed attribute (or block, as a list of objects) -> what the API fills
            in where neither the configuration nor the prior state says anything; a text may be a
            template. Attributes that need arithmetic or another resource are not here.
        refers: Attribute path (``network``, ``nat_ips[]``, ``subnetwork[].name``, each list that is
            crossed gets ``[]``) -> types that it may name, by id, self-link, name, email or member
            form. A member or role that is no resource of the catalogue is the service's business.
        same_region: Paths of ``refers`` whose target must lie in the same region.
        held_by_referrers: It cannot be deleted while something refers to it.
        never_deleted: Deleting only forgets it: the name stays taken (KMS key rings and keys).
        cascades: Types that vanish with it, instead of holding it (versions of a secret).
        quota: Metric it counts against, e.g. ``NETWORKS``; limits are in ``quotas.yaml``.
        seconds: ``create``, ``update`` and ``delete``: real durations, spent on the virtual clock.
        resource_label: The API's word for the thing, e.g. ``subnetwork``, used in messages.
        unique: Template that must be unique among living resources of the type (and, for
            ``never_deleted``, among dead ones); empty means: the id.
        imports: Templates of what a person may give to ``terraform import``, most exact first;
            where the file names none they follow from ``id`` as the provider derives them.
        additive: It is one entry of a policy or list of something else (IAM members, bindings,
            service enablement): creating what is already there is no conflict, it is the same.
        singleton: It stands by itself from the start and is only configured (log bucket _Default).
    """

    type: str
    api: str = ""
    id: str = ""
    self_link: str = ""
    computed: Mapping[str, str] = field(default_factory=_nothing)
    defaults: Mapping[str, Any] = field(default_factory=_nothing)
    refers: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    same_region: tuple[str, ...] = ()
    held_by_referrers: bool = True
    never_deleted: bool = False
    cascades: tuple[str, ...] = ()
    quota: str = ""
    seconds: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(dict.fromkeys(_STEPS, DURATION))
    )
    resource_label: str = ""
    unique: str = ""
    imports: tuple[str, ...] = ()
    additive: bool = False
    singleton: bool = False


_TEXTS: Final = ("api", "id", "self_link", "quota", "resource_label", "unique")
_FLAGS: Final = ("held_by_referrers", "never_deleted", "additive", "singleton")
_LISTS: Final = ("same_region", "cascades", "imports")
_PLACEHOLDER: Final = re.compile(r"\{[^}]+\}")
_KNOWN: Final = {entry.name for entry in fields(TypeFacts)} - {"type"}


def facts_for(type_: str) -> TypeFacts:
    """The facts of a resource type; for a type the catalogue does not know, all defaults.

    Raises:
        CatalogueError: The facts of the type break a rule of the notation.
    """
    entry = _entries().get(type_)
    return _facts(entry) if entry else TypeFacts(type_)


def types_with_facts() -> tuple[str, ...]:
    """Every resource type that the catalogue serves, in the order of the files."""
    return tuple(_entries())


@cache
def _entries() -> dict[str, Entry]:
    return {
        name: entry
        for provider in PROVIDERS
        for file in service_files(provider)
        for name, entry in file.entries("resources").items()
    }


_read: dict[str, TypeFacts] = {}


def _facts(entry: Entry) -> TypeFacts:
    found = _read.get(entry.type)
    if found is None:
        found = _read[entry.type] = read_facts(entry)
    return found


def read_facts(entry: Entry) -> TypeFacts:
    """The facts of one entry, checked.

    Raises:
        CatalogueError: A fact is unknown or of the wrong shape.
    """
    for key in entry.facts:
        if key not in _KNOWN:
            raise _fault(entry, key, f"is no fact; use one of {', '.join(sorted(_KNOWN))}")
    values: dict[str, Any] = {"api": entry.service.api}
    values |= {key: _text(entry, key) for key in _TEXTS if key in entry.facts}
    values |= {key: _flag(entry, key) for key in _FLAGS if key in entry.facts}
    values |= {key: _list(entry, key, entry.facts[key]) for key in _LISTS if key in entry.facts}
    computed = _mapping(entry, "computed")
    values["computed"] = MappingProxyType({key: str(text) for key, text in computed.items()})
    values["defaults"] = MappingProxyType(_mapping(entry, "defaults"))
    refers = _mapping(entry, "refers")
    values["refers"] = MappingProxyType(
        {path: _list(entry, "refers", types) for path, types in refers.items()}
    )
    values["imports"] = values.get("imports") or import_forms(values.get("id", ""))
    values["seconds"] = MappingProxyType(_seconds(entry))
    return TypeFacts(type=entry.type, **values)


def import_forms(id_template: str) -> tuple[str, ...]:
    """The forms that the real provider takes for an id: whole, then by variables, ever fewer.

    ``projects/{project}/regions/{region}/routers/{name}`` may also be given as
    ``{project}/{region}/{name}``, ``{region}/{name}`` and ``{name}``.
    """
    if not id_template:
        return ()
    parts = _PLACEHOLDER.findall(id_template)
    shorter = ("/".join(parts[start:]) for start in range(len(parts)))
    return tuple(dict.fromkeys((id_template, *shorter)))


def _text(entry: Entry, key: str) -> str:
    value = entry.facts[key]
    if not isinstance(value, str):
        raise _fault(entry, key, f"{value!r} is no text; quote it")
    return value


def _flag(entry: Entry, key: str) -> bool:
    value = entry.facts[key]
    if not isinstance(value, bool):
        raise _fault(entry, key, f"{value!r} is neither true nor false; write one of them")
    return value


def _list(entry: Entry, key: str, value: Any) -> tuple[str, ...]:
    """One text counts as a list of one: most references may name one type only."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        raise _fault(entry, key, f"{value!r} is neither a text nor a list of texts; write one")
    return tuple(str(item) for item in cast("list[Any]", value))


def _mapping(entry: Entry, key: str) -> dict[str, Any]:
    value = entry.facts.get(key) or {}
    if not isinstance(value, dict):
        raise _fault(entry, key, f"{value!r} is no mapping; write `name: value` lines below it")
    return cast("dict[str, Any]", value)


def _seconds(entry: Entry) -> dict[str, float]:
    """One number counts for all three steps."""
    given = entry.facts.get("seconds", {})
    if isinstance(given, int | float):
        return dict.fromkeys(_STEPS, float(given))
    wrong = [step for step in _mapping(entry, "seconds") if step not in _STEPS]
    if wrong:
        raise _fault(entry, "seconds", f"{wrong[0]!r} is no step; use {', '.join(_STEPS)}")
    return {step: float(given.get(step, DURATION)) for step in _STEPS}


def _fault(entry: Entry, key: str, problem: str) -> CatalogueError:
    path = entry.service.path
    line = line_of(path, entry.kind, entry.type, "facts", key)
    return CatalogueError(path, line, f"{entry.type}.facts.{key}", problem)

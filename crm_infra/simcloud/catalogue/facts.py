"""Facts: what the schema of a type cannot say about how it behaves in the cloud.

They stand in the catalogue files, under ``facts:`` of each type, and are read here into
``TypeFacts``, which says what each of them means. Templates in facts are text with placeholders,
filled by ``templates.expand``.
"""

import re
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any, Final, cast

from crm_infra.simcloud.catalogue.faults import CatalogueError
from crm_infra.simcloud.catalogue.files import Entry, line_of, providers, service_files
from crm_infra.simcloud.catalogue.type_facts import DURATION, STEPS, TypeFacts

__all__ = [
    "TypeFacts",
    "facts_for",
    "import_forms",
    "read_facts",
    "types_of_quota",
    "types_with_facts",
]

_TEXTS: Final = ("api", "id", "self_link", "quota", "resource_label", "unique")
_FLAGS: Final = ("held_by_referrers", "never_deleted", "additive", "singleton")
_LISTS: Final = ("same_region", "cascades", "imports")
_PLACEHOLDER: Final = re.compile(r"\{[^}]+\}")
_KNOWN: Final = {entry.name for entry in fields(TypeFacts)} - {"type"}


@cache
def facts_for(type_: str) -> TypeFacts:
    """The facts of a resource type; for a type the catalogue does not know, all defaults.

    Raises:
        CatalogueError: The facts of the type break a rule of the notation.
    """
    entry = _entries().get(type_)
    return read_facts(entry) if entry else TypeFacts(type_)


@cache
def types_with_facts() -> tuple[str, ...]:
    """Every resource type that the catalogue serves, in the order of the files."""
    return tuple(_entries())


@cache
def types_of_quota(metric: str) -> tuple[str, ...]:
    """The types that count against a quota, in the order of the files."""
    return tuple(type_ for type_ in types_with_facts() if facts_for(type_).quota == metric)


@cache
def _entries() -> dict[str, Entry]:
    return {
        name: entry
        for provider in providers()
        for file in service_files(provider)
        for name, entry in file.entries("resources").items()
    }


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
    value: Any = entry.facts.get(key, {})
    if not isinstance(value, dict):
        raise _fault(entry, key, f"{value!r} is no mapping; write `name: value` lines below it")
    return cast("dict[str, Any]", value)


def _seconds(entry: Entry) -> dict[str, float]:
    """One number counts for all three steps."""
    given = entry.facts.get("seconds", {})
    if isinstance(given, int | float):
        return dict.fromkeys(STEPS, float(given))
    wrong = [step for step in _mapping(entry, "seconds") if step not in STEPS]
    if wrong:
        raise _fault(entry, "seconds", f"{wrong[0]!r} is no step; use {', '.join(STEPS)}")
    return {step: float(given.get(step, DURATION)) for step in STEPS}


def _fault(entry: Entry, key: str, problem: str) -> CatalogueError:
    path = entry.service.path
    line = line_of(path, entry.kind, entry.type, "facts", key)
    return CatalogueError(path, line, f"{entry.type}.facts.{key}", problem)

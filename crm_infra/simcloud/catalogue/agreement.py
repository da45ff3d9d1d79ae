"""Checks that facts and schemas of the catalogue agree, and collects every fault.

The loader stops at the first fault, since a server must not start on a bad file; a person who edits
the catalogue wants all of them. What a single fact may look like is checked where it is read
(``facts``); what one says about another part of the catalogue is checked here.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from crm_infra.simcloud.catalogue.conversion import entry_json, patterns_of
from crm_infra.simcloud.catalogue.facts import import_forms, read_facts
from crm_infra.simcloud.catalogue.faults import CatalogueError
from crm_infra.simcloud.catalogue.files import (
    FOLDER,
    KINDS,
    Entry,
    line_of,
    providers,
    service_files,
)
from crm_infra.simcloud.catalogue.quotas import quotas
from crm_infra.simcloud.catalogue.templates import attributes_of
from crm_infra.simcloud.catalogue.type_facts import TypeFacts

_FROM_PROVIDER: Final = {"project", "region", "zone", "location", "id"}

Block = Mapping[str, Any]


def faults(folder: Path = FOLDER) -> list[CatalogueError]:
    """Every fault of every catalogue file; empty when all is well."""
    return [fault for provider in providers(folder) for fault in _provider_faults(provider, folder)]


def _provider_faults(provider: str, folder: Path) -> Iterator[CatalogueError]:
    try:
        patterns_of(provider, folder)
        files = service_files(provider, folder)
    except CatalogueError as fault:
        yield fault
        return
    types = {name for file in files for name in file.entries("resources")}
    for entry in (e for file in files for kind in KINDS for e in file.entries(kind).values()):
        try:
            block = entry_json(entry)["block"]
            facts = read_facts(entry)
        except CatalogueError as fault:
            yield fault
            continue
        if entry.kind == "resources" and entry.schema is not None:
            yield from disagreements(entry, facts, block, types)


def disagreements(
    entry: Entry, facts: TypeFacts, block: Block, types: set[str]
) -> Iterator[CatalogueError]:
    """What the facts of a type say against its schema, or against the rest of the catalogue."""
    for key, problem in (
        *_references(facts, block, types),
        *_templates(facts, block),
        *_filled(facts, block),
        *_listed(facts, types, entry),
    ):
        line = line_of(entry.service.path, entry.kind, entry.type, "facts", key)
        yield CatalogueError(entry.service.path, line, f"{entry.type}.facts.{key}", problem)


def _references(facts: TypeFacts, block: Block, types: set[str]) -> Iterator[tuple[str, str]]:
    for path, targets in facts.refers.items():
        if argument_at(block, path) is None:
            yield "refers", f"{path!r} is no argument of the schema; name one, with [] per list"
        for target in set(targets) - types:
            yield "refers", f"{target!r} is no type of the catalogue; add it or leave it out"
    for path in set(facts.same_region) - set(facts.refers):
        yield "same_region", f"{path!r} is not among `refers`; add it there"


def argument_at(block: Block, path: str) -> Mapping[str, Any] | None:
    """The attribute or block at a path such as ``subnetwork[].name``, or None."""
    name, _, rest = path.partition(".")
    plain = name.removesuffix("[]").split(".")[0]
    found = block.get("attributes", {}).get(plain) or block.get("block_types", {}).get(plain)
    if found is None or not rest:
        return found
    return argument_at(found.get("block", {}), rest)


def _templates(facts: TypeFacts, block: Block) -> Iterator[tuple[str, str]]:
    templates = [("id", facts.id), ("self_link", facts.self_link), ("unique", facts.unique)]
    templates += [("computed", text) for text in facts.computed.values()]
    if facts.imports != import_forms(facts.id):
        templates += [("imports", text) for text in facts.imports]
    for key, template in templates:
        for name in attributes_of(template):
            plain = ".".join(part for part in name.split(".") if not part.isdigit())
            if plain not in _FROM_PROVIDER and argument_at(block, plain) is None:
                yield key, f"{{{name}}} is no attribute of the schema; name one"


def _filled(facts: TypeFacts, block: Block) -> Iterator[tuple[str, str]]:
    for key, names in (("computed", facts.computed), ("defaults", facts.defaults)):
        for name in names:
            if not (argument_at(block, name) or {}).get("computed"):
                yield key, f"{name!r} is not computed in the schema; the API cannot fill it in"
    if bool(facts.self_link) != ("self_link" in block.get("attributes", {})):
        yield "self_link", "schema and facts disagree on whether there is one; make them agree"


def _listed(facts: TypeFacts, types: set[str], entry: Entry) -> Iterator[tuple[str, str]]:
    for name in set(facts.cascades) - types:
        yield "cascades", f"{name!r} is no type of the catalogue; add it or leave it out"
    if facts.quota and facts.quota not in quotas(entry.service.provider):
        yield "quota", f"{facts.quota!r} has no limit; add it to quotas.yaml"

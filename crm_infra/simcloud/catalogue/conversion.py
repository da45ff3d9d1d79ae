"""Turns catalogue files into the interchange form, ``terraform providers schema -json``.

The notation itself is ``notation``'s, the facts are ``facts``'. Who only serves asks ``loader``.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

from crm_infra.simcloud.catalogue.faults import CatalogueError, NotationError
from crm_infra.simcloud.catalogue.files import (
    FOLDER,
    Entry,
    line_of,
    providers,
    read_mapping,
    service_files,
)
from crm_infra.simcloud.catalogue.notation import model
from crm_infra.simcloud.catalogue.notation.interchange import Patterns, to_json
from crm_infra.simcloud.catalogue.notation.parse import parse

_SECTIONS: Final = {
    "resources": "resource_schemas",
    "data": "data_source_schemas",
    "ephemeral": "ephemeral_resource_schemas",
}


def converted(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """Every provider of the catalogue by source address.

    Raises:
        CatalogueError: A file cannot be read; it names the file, the line and the key.
    """
    return dict(_provider(folder, name) for name in providers(folder))


def _provider(folder: Path, name: str) -> tuple[str, dict[str, Any]]:
    path = folder / name / "_provider.yaml"
    data = read_mapping(path)
    patterns = patterns_of(name, folder)
    text = "".join(
        f"{endpoint}_custom_endpoint: string optional\n"
        for endpoint in str(data.get("custom_endpoints", "")).split()
    )
    own = _converted(path, ("schema",), name, text + str(data.get("schema", "")), patterns)
    sections = {
        key: {
            type_: entry_json(entry)
            for file in service_files(name, folder)
            for type_, entry in file.entries(kind).items()
            if entry.schema is not None
        }
        for kind, key in _SECTIONS.items()
    }
    return str(data["source"]), {"provider": own, "version": str(data["version"]), **sections}


@cache
def patterns_of(provider: str, folder: Path = FOLDER) -> Patterns:
    """The shared patterns of a provider by name.

    Raises:
        CatalogueError: A pattern cannot be read.
    """
    found: dict[str, model.Body] = {}
    for path in sorted((folder / provider).glob("_patterns*.yaml")):
        sections: dict[str, dict[str, str]] = read_mapping(path).get("patterns", {})
        found |= {
            name: _parsed(path, ("patterns", name, "schema"), name, section["schema"]).body
            for name, section in sections.items()
        }
    return found


def entry_json(entry: Entry) -> dict[str, Any]:
    """The schema of one entry in the interchange form.

    Raises:
        CatalogueError: Its notation cannot be read.
    """
    path = entry.service.path
    patterns = patterns_of(entry.service.provider, path.parent.parent)
    where = (entry.kind, entry.type, "schema")
    return _converted(path, where, entry.type, entry.schema or "", patterns)


def _converted(
    path: Path, where: tuple[str, ...], name: str, text: str, patterns: Patterns
) -> dict[str, Any]:
    try:
        return to_json(parse(text), patterns)
    except NotationError as fault:
        raise _located(path, where, name, fault) from fault


def _parsed(path: Path, where: tuple[str, ...], name: str, text: str) -> model.Schema:
    try:
        return parse(text)
    except NotationError as fault:
        raise _located(path, where, name, fault) from fault


def _located(path: Path, where: tuple[str, ...], name: str, fault: NotationError) -> CatalogueError:
    line = line_of(path, *where) + fault.line
    return CatalogueError(path, line, f"{name}.{fault.key}", fault.problem)

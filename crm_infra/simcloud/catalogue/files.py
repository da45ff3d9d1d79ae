"""Finds and reads the catalogue files; every other module of the catalogue asks here.

A service file is a mapping: ``service``, ``title``, ``api``, ``resources``, ``data`` and
``ephemeral`` (type -> ``schema``, ``facts``). Only the shape of the files is known
here; what a schema or a fact means is told by ``notation`` and ``facts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from crm_infra.simcloud.catalogue.faults import CatalogueError

FOLDER = Path(__file__).resolve().parent
KINDS = ("resources", "data", "ephemeral")
_FILE_KEYS = {"service", "title", "api", *KINDS}
_ENTRY_KEYS = {"schema", "facts"}

Section = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One type of one kind, as it stands in its file; nothing of it is interpreted yet.

    Without a schema it is not served, but its facts hold when a file of schemas brings the type.
    """

    type: str
    kind: str
    service: "ServiceFile"
    schema: str | None
    facts: Section


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """One catalogue file."""

    path: Path
    provider: str
    service: str
    title: str
    api: str
    sections: Section

    def entries(self, kind: str) -> dict[str, Entry]:
        """The types of one kind (``resources``, ``data`` or ``ephemeral``) by name."""
        section = cast("Section", self.sections.get(kind) or {})
        return {name: self._entry(kind, name, body) for name, body in section.items()}

    def _entry(self, kind: str, name: str, body: Section) -> Entry:
        return Entry(
            name,
            kind,
            self,
            None if body.get("schema") is None else str(body["schema"]),
            body.get("facts") or {},
        )


def line_of(path: Path, *keys: str) -> int:
    """The line of a key path in a file, for messages; slow, so only asked when something is wrong.

    For a text block it is the line before its first line, so that ``line_of(…) + n`` is line n.
    """
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    line = 1
    for key in keys:
        found = _value_of(node, key)
        if found is None:
            return line
        line, node = found
    return line


def _value_of(node: Any, key: str) -> tuple[int, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    for name, value in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
        if name.value == key:
            return name.start_mark.line + 1, value
    return None


@cache
def providers(folder: Path = FOLDER) -> tuple[str, ...]:
    """The providers that have a folder of catalogue files, e.g. ``google`` and ``random``."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/_provider.yaml")))


@cache
def service_files(provider: str, folder: Path = FOLDER) -> tuple[ServiceFile, ...]:
    """Every service file of a provider (``google``, ``random``), in the order of their names.

    Raises:
        CatalogueError: A file is not YAML or not a catalogue file, or a type stands in two files.
    """
    paths = sorted((folder / provider).glob("*.yaml"))
    files = tuple(_read(path, provider) for path in paths if not path.name.startswith("_"))
    seen: dict[tuple[str, str], Path] = {}
    for file in files:
        for kind in KINDS:
            for name in file.entries(kind):
                other = seen.setdefault((kind, name), file.path)
                if other != file.path:
                    rule = f"stands in {other.name} too; keep it in one file"
                    raise CatalogueError(file.path, line_of(file.path, kind, name), name, rule)
    return files


class _StrictLoader(yaml.CSafeLoader):
    """Refuses a key that stands twice: YAML would silently keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            keys = [key for key, _ in cast("list[tuple[yaml.Node, yaml.Node]]", node.value)]
            names = [key.value for key in keys]
            twice = next(key for at, key in enumerate(keys) if key.value in names[:at])
            raise yaml.MarkedYAMLError(
                problem=f"{twice.value!r} stands twice", problem_mark=twice.start_mark
            )
        return mapping


def read_mapping(path: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds.

    Raises:
        CatalogueError: The file is not YAML or holds something else.
    """
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=_StrictLoader)  # noqa: S506 - builds on the safe one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise CatalogueError(path, line, path.stem, f"not YAML: {error.problem}") from error
    if not isinstance(data, dict):
        raise CatalogueError(path, 1, path.stem, "is no mapping; write `service: …` first")
    return cast("dict[str, Any]", data)


def _read(path: Path, provider: str) -> ServiceFile:
    data = read_mapping(path)
    _refuse_unknown(path, (), data, _FILE_KEYS)
    for kind in KINDS:
        for name, body in cast("Section", data.get(kind) or {}).items():
            _check_entry(path, kind, name, body)
    service = str(data.get("service", path.stem))
    title = str(data.get("title", service))
    return ServiceFile(path, provider, service, title, str(data.get("api", "")), data)


def _check_entry(path: Path, kind: str, name: str, body: Any) -> None:
    if not isinstance(body, dict):
        line = line_of(path, kind, name)
        raise CatalogueError(path, line, name, "is no mapping; write `schema: |` below it")
    _refuse_unknown(path, (kind, name), cast("dict[str, Any]", body), _ENTRY_KEYS)


def _refuse_unknown(path: Path, where: tuple[str, ...], seen: Section, known: set[str]) -> None:
    for key in seen:
        if key not in known:
            rule = f"is no key of a catalogue file here; use one of {', '.join(sorted(known))}"
            raise CatalogueError(path, line_of(path, *where, key), ".".join([*where, key]), rule)

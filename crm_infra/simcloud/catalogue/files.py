"""Finds and reads the catalogue files; every other module of the catalogue asks here.

A service file is a mapping: ``service``, ``title``, ``api``, ``resources``, ``data`` and
``ephemeral`` (type -> ``schema``, ``facts``). Only the shape of the files is known
here; what a schema or a fact means is told by ``notation`` and ``facts``.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from crm_infra.simcloud.catalogue.faults import CatalogueError
from crm_infra.simcloud.kept import kept

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
    """The line of a key path in a file, see ``strict_yaml.line_of``."""
    from crm_infra.simcloud.catalogue import strict_yaml

    return strict_yaml.line_of(path, *keys)


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


def read_mapping(path: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds; not to be changed.

    Raises:
        CatalogueError: The file is not YAML or holds something else.
    """
    kept_here = FOLDER in path.parents and _documents().get(path.relative_to(FOLDER).as_posix())
    return kept_here or _parsed(path)


@cache
def _documents() -> dict[str, dict[str, Any]]:
    return kept("documents", _parsed_all)


def _parsed_all() -> dict[str, dict[str, Any]]:
    """What can be read; whoever asks for another file is told what is wrong with it."""
    found: dict[str, dict[str, Any]] = {}
    for path in FOLDER.rglob("*.yaml"):
        with suppress(CatalogueError):
            found[path.relative_to(FOLDER).as_posix()] = _parsed(path)
    return found


def _parsed(path: Path) -> dict[str, Any]:
    from crm_infra.simcloud.catalogue import strict_yaml

    return strict_yaml.read_mapping(path)


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

"""What the cloud remembers beside its resources: projects, and names that stay taken for ever.

A project exists from its first use, and its number is derived from its id, so that it is the same
everywhere and always. A configuration that was written for a real project names another number
(``service-NUMBER@…``): the first such number that a project names is understood as its own, too.
Small tables in the store's file; who may ask for what is in ``world``.
"""

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm_infra.simcloud.cloud import identity

COMPONENT: Final = "ledger"
VERSION: Final = 1
CREATE: Final = """
CREATE TABLE projects (
  id TEXT PRIMARY KEY, told INTEGER NOT NULL, managed INTEGER NOT NULL,
  services TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE numbers (number TEXT PRIMARY KEY, project TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE buried (
  type TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, attributes TEXT NOT NULL,
  PRIMARY KEY (type, key)
) WITHOUT ROWID
"""
_NUMBER: Final = re.compile(r"(?:\bservice-|\bprojects/|:)(\d{6,19})(?=@|/|\"|-compute@)")


@dataclass(frozen=True, slots=True)
class Project:
    """A project.

    ``told`` once a configuration named a number of its own for it; ``managed`` once Terraform
    turned on a service in it; ``services`` are those that are on.
    """

    id: str
    told: bool = False
    managed: bool = False
    services: frozenset[str] = frozenset()

    @property
    def number(self) -> str:
        """Twelve digits, always the same for the same id."""
        return identity.number("project", self.id, digits=12)


class Ledger:
    """The two tables, on the connection of one change or view."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def project(self, id_: str) -> Project:
        """The project, as it stands or as it would be at first use."""
        row = self._connection.execute(
            "SELECT told, managed, services FROM projects WHERE id = ?", (id_,)
        ).fetchone()
        if row is None:
            return Project(id_)
        told, managed, services = row
        return Project(id_, bool(told), bool(managed), frozenset(json.loads(services)))

    def keep(self, project: Project) -> None:
        """Write a project."""
        self._connection.execute(
            "INSERT OR REPLACE INTO projects VALUES (?, ?, ?, ?)",
            (project.id, project.told, project.managed, json.dumps(sorted(project.services))),
        )
        self.understand(project.number, project.id)

    def understand(self, number: str, project: str) -> None:
        """From now on the number means that project."""
        self._connection.execute("INSERT OR IGNORE INTO numbers VALUES (?, ?)", (number, project))

    def known(self, id_: str) -> bool:
        """Whether the project was used before."""
        found = self._connection.execute("SELECT 1 FROM projects WHERE id = ?", (id_,))
        return found.fetchone() is not None

    def project_of(self, number: str) -> str | None:
        """The id of the project that is meant by a number."""
        row = self._connection.execute(
            "SELECT project FROM numbers WHERE number = ?", (number,)
        ).fetchone()
        return str(row[0]) if row else None

    def bury(self, type_: str, key: str, id_: str, values: Mapping[str, Any]) -> None:
        """Remember something deleted whose name stays taken."""
        self._connection.execute(
            "INSERT OR REPLACE INTO buried VALUES (?, ?, ?, ?)",
            (type_, key, id_, json.dumps(dict(values))),
        )

    def unbury(self, type_: str, key: str) -> None:
        """Forget it again: it was brought back."""
        self._connection.execute("DELETE FROM buried WHERE type = ? AND key = ?", (type_, key))

    def buried(self, type_: str, key: str) -> dict[str, Any] | None:
        """What is remembered under a name."""
        row = self._connection.execute(
            "SELECT attributes FROM buried WHERE type = ? AND key = ?", (type_, key)
        ).fetchone()
        return json.loads(row[0]) if row else None

    def graves(self, type_: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Everything remembered of a type: key, id, attributes."""
        rows = self._connection.execute(
            "SELECT key, id, attributes FROM buried WHERE type = ? ORDER BY key", (type_,)
        )
        return [(key, id_, json.loads(text)) for key, id_, text in rows]


def number_named_in(text: str) -> str | None:
    """A project number that a configuration names, as JSON text of its values."""
    seen = _NUMBER.search(text)
    return seen[1] if seen else None

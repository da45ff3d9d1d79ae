"""Questions that anybody may ask of the store, answered from its indices.

The same questions work on committed rows (``store.view()``) and inside a change, where they see
what the change did so far. Add a question here when it is about any type of resource; questions of
one service are asked with ``find`` in that service's file.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from crm_infra.simcloud.cloud.records import Claim, Holder, Operation, Reference, Resource
from crm_infra.simcloud.cloud.tables import (
    OPERATION_COLUMNS,
    RESOURCE_COLUMNS,
    operation_of,
    resource_of,
)


def hexadecimal(number: int) -> str:
    """A number in the form in which the claims table sorts it, up to 128 bits."""
    return f"{number:032x}"


class View:
    """A consistent look at the store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def get(self, type_: str, id_: str) -> Resource | None:
        """The resource, whatever its stage, or None."""
        row = self._one(
            f"SELECT {RESOURCE_COLUMNS} FROM resources WHERE type = ? AND id = ?",  # noqa: S608
            type_,
            id_,
        )
        return resource_of(row) if row else None

    def ready(self, type_: str, id_: str) -> float:
        """Virtual time at which its last operation ends; 0 when it is not there."""
        row = self._one("SELECT ready FROM resources WHERE type = ? AND id = ?", type_, id_)
        return float(row[0]) if row else 0.0

    def exists(self, type_: str, id_: str) -> bool:
        """Whether it is there, without reading its values."""
        return bool(self._one("SELECT 1 FROM resources WHERE type = ? AND id = ?", type_, id_))

    def resolve(self, type_: str, alias: str) -> str | None:
        """The id that goes with an id or one of the aliases given at creation, or None."""
        if self.exists(type_, alias):
            return alias
        row = self._one("SELECT id FROM aliases WHERE type = ? AND alias = ?", type_, alias)
        return str(row[0]) if row else None

    def find(
        self,
        type_: str = "",
        *,
        project: str | None = None,
        location: str | None = None,
        name: str | None = None,
        after: str = "",
        limit: int = -1,
    ) -> list[Resource]:
        """Resources that match everything given, ordered by type and id.

        Args:
            type_: Only this type; empty means every type.
            project: Only this project.
            location: Only this region, zone or ``global``.
            name: Only this short name.
            after: Only ids that sort after this one (to continue a list of one type).
            limit: At most so many; negative means all.
        """
        where, given = _where(type=type_ or None, project=project, location=location, name=name)
        rows = self.connection.execute(
            f"SELECT {RESOURCE_COLUMNS} FROM resources WHERE {where} AND id > ?"  # noqa: S608
            " ORDER BY type, id LIMIT ?",
            (*given, after, limit),
        )
        return [resource_of(row) for row in rows]

    def named(self, text: str, type_: str = "", *, limit: int = -1) -> list[Resource]:
        """Resources of any type, or one, whose id or short name is that text."""
        where, given = _where(type=type_ or None)
        rows = self.connection.execute(
            f"SELECT {RESOURCE_COLUMNS} FROM resources WHERE {where}"  # noqa: S608
            " AND (id = ? OR name = ?) ORDER BY type, id LIMIT ?",
            (*given, text, text, limit),
        )
        return [resource_of(row) for row in rows]

    def count(
        self, types: Iterable[str], *, project: str | None = None, location: str | None = None
    ) -> int:
        """How many resources of these types stand there; what quotas are measured against."""
        total = 0
        for type_ in types:
            where, given = _where(type=type_, project=project, location=location)
            row = self._one(f"SELECT COUNT(*) FROM resources WHERE {where}", *given)  # noqa: S608
            total += row[0] if row else 0
        return total

    def totals(self) -> dict[str, int]:
        """Number of resources by type."""
        rows = self.connection.execute(
            "SELECT type, COUNT(*) FROM resources GROUP BY type ORDER BY type"
        )
        return dict(rows.fetchall())

    def referrers(self, type_: str, id_: str, *, limit: int = -1) -> list[Reference]:
        """Who refers to it."""
        rows = self.connection.execute(
            "SELECT * FROM refers WHERE to_type = ? AND to_id = ?"
            " ORDER BY from_type, from_id, attribute LIMIT ?",
            (type_, id_, limit),
        )
        return [Reference(*row) for row in rows]

    def references(self, type_: str, id_: str) -> list[Reference]:
        """What it refers to."""
        rows = self.connection.execute(
            "SELECT * FROM refers WHERE from_type = ? AND from_id = ?", (type_, id_)
        )
        return [Reference(*row) for row in rows]

    def aliases(self, type_: str, id_: str) -> list[str]:
        """Other texts that ``resolve`` finds it by."""
        rows = self.connection.execute(
            "SELECT alias FROM aliases WHERE type = ? AND id = ? ORDER BY alias", (type_, id_)
        )
        return [row[0] for row in rows]

    def claimed(self, scope: str, first: int, last: int) -> list[Holder]:
        """Claims in the scope that share at least one number with ``first … last``."""
        rows = self.connection.execute(
            "SELECT scope, first, last, label, type, id FROM claims"
            " WHERE scope = ? AND first <= ? AND last >= ? ORDER BY first DESC",
            (scope, hexadecimal(last), hexadecimal(first)),
        )
        return [_holder(row) for row in rows]

    def claims(self, type_: str, id_: str) -> list[Holder]:
        """Claims that one resource holds."""
        rows = self.connection.execute(
            "SELECT scope, first, last, label, type, id FROM claims WHERE type = ? AND id = ?",
            (type_, id_),
        )
        return [_holder(row) for row in rows]

    def operations(
        self, *, after: int = 0, limit: int = -1, type_: str = "", id_: str = ""
    ) -> list[Operation]:
        """The log, oldest first, from number ``after`` on; of one type or resource if given."""
        where, given = _where(type=type_ or None, id=id_ or None)
        rows = self.connection.execute(
            f"SELECT {OPERATION_COLUMNS} FROM operations WHERE {where} AND number > ?"  # noqa: S608
            " ORDER BY number LIMIT ?",
            (*given, after, limit),
        )
        return [operation_of(row) for row in rows]

    def latest(self, limit: int) -> list[Operation]:
        """The newest lines of the log, oldest of them first."""
        rows = self.connection.execute(
            f"SELECT {OPERATION_COLUMNS} FROM operations ORDER BY number DESC LIMIT ?",  # noqa: S608
            (limit,),
        )
        return [operation_of(row) for row in rows][::-1]

    def running(self) -> list[Operation]:
        """Operations that still spend their real time."""
        rows = self.connection.execute(
            f"SELECT {OPERATION_COLUMNS} FROM operations"  # noqa: S608
            " WHERE outcome = 'running' ORDER BY number"
        )
        return [operation_of(row) for row in rows]

    def outcomes(self) -> dict[str, int]:
        """Number of operations by outcome."""
        rows = self.connection.execute(
            "SELECT outcome, COUNT(*) FROM operations GROUP BY outcome ORDER BY outcome"
        )
        return dict(rows.fetchall())

    def last_operation(self) -> int:
        """Number of the newest operation; 0 when the log is empty."""
        row = self._one("SELECT MAX(number) FROM operations")
        return int(row[0] or 0) if row else 0

    def virtual_now(self) -> float:
        """The virtual clock: when the last accepted operation ends."""
        row = self._one("SELECT MAX(ends) FROM operations")
        return float(row[0] or 0.0) if row else 0.0

    def _one(self, statement: str, *given: Any) -> tuple[Any, ...] | None:
        return self.connection.execute(statement, given).fetchone()


def _where(**columns: str | None) -> tuple[str, tuple[str, ...]]:
    given = {column: value for column, value in columns.items() if value is not None}
    return " AND ".join(f"{column} = ?" for column in given) or "1", tuple(given.values())


def _holder(row: tuple[Any, ...]) -> Holder:
    scope, first, last, label, type_, id_ = row
    return Holder(Claim(scope, int(first, 16), int(last, 16), label), type_, id_)

"""One change to the store: checks, what is written, and its line in the operation log, together.

A ``Change`` is a ``View`` that can also write; it comes from ``store.change()`` and ends with it.
``create``, ``update`` and ``delete`` are what a provider asked for: they take virtual time and are
logged. ``put`` and ``drop`` are what happens as a consequence of something else (a default object,
a hand in the console): they take no time and are not logged.

Add here what changes rows of any type. When an operation begins and how it ends is in
``operations``.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.cloud.operations import OperationLog
from crm_infra.simcloud.cloud.records import Claim, Operation, Resource, Stage, Target
from crm_infra.simcloud.cloud.tables import INSERT_RESOURCE, UPDATE_RESOURCE, row_of
from crm_infra.simcloud.cloud.view import View, hexadecimal


class Change(View):
    """Everything or nothing, and durable once the block of ``store.change()`` has ended."""

    def __init__(self, connection: sqlite3.Connection, log: OperationLog) -> None:
        super().__init__(connection)
        self._log = log

    def create(
        self,
        resource: Resource,
        *,
        targets: Iterable[Target] = (),
        aliases: Iterable[str] = (),
        claims: Iterable[Claim] = (),
        seconds: float = 0.0,
        context: Context | None = None,
        caller: str = "",
        not_before: float = 0.0,
    ) -> Operation:
        """Accept the creation of a resource.

        Args:
            resource: What it is from now on; operation numbers and times are filled in.
            targets: Everything that it refers to.
            aliases: Other texts that ``resolve`` shall find it by (self link, email, …).
            claims: Number ranges that it holds.
            seconds: How long the real cloud takes.
            context: Who asks; operations of one run never begin before the run did.
            caller: What the log says who asked; the resource's provider unless given.
            not_before: Virtual time at which what it needs without referring to it is there.

        Returns:
            The accepted operation; hand it to ``store.settle`` after the block has ended.
            Raises ``sqlite3.IntegrityError`` when the type and id are taken.
        """
        targets = tuple(targets)
        operation = self._log.accept(
            self, "create", resource, targets, seconds, context, caller, not_before
        )
        stage: Stage = "creating" if operation.outcome == "running" else "ready"
        number = operation.number
        self._insert(
            replace(resource, stage=stage, created=number, updated=number, ready=operation.ends)
        )
        self._point(resource, targets)
        self._name(resource, aliases)
        self._hold(resource, claims)
        return operation

    def update(
        self,
        resource: Resource,
        *,
        targets: Iterable[Target] | None = None,
        aliases: Iterable[str] | None = None,
        claims: Iterable[Claim] | None = None,
        seconds: float = 0.0,
        context: Context | None = None,
        caller: str = "",
    ) -> Operation:
        """Accept a change of a resource that is there; None leaves that part as it was."""
        pointed = None if targets is None else tuple(targets)
        seen = self._now_refers(resource) if pointed is None else pointed
        operation = self._log.accept(self, "update", resource, seen, seconds, context, caller)
        if pointed is not None:
            self._release(resource, keep=pointed, at=operation.ends)
            self._point(resource, pointed)
        if aliases is not None:
            self._forget("aliases", resource)
            self._name(resource, aliases)
        if claims is not None:
            self._forget("claims", resource)
            self._hold(resource, claims)
        stage: Stage = "updating" if operation.outcome == "running" else "ready"
        self._overwrite(
            replace(resource, stage=stage, updated=operation.number, ready=operation.ends)
        )
        return operation

    def delete(
        self,
        resource: Resource,
        *,
        seconds: float = 0.0,
        context: Context | None = None,
        caller: str = "",
    ) -> Operation:
        """Accept a deletion; a paced one leaves the resource ``deleting`` until settled."""
        operation = self._log.accept(self, "delete", resource, (), seconds, context, caller)
        if operation.outcome == "running":
            self._overwrite(replace(resource, stage="deleting", updated=operation.number))
        else:
            self.drop(resource, at=operation.ends)
        return operation

    def finish(self, operation: Operation) -> bool:
        """End a running operation and what it left half done; False when it had ended already."""
        if not self._log.end(self, operation):
            return False
        if operation.kind == "delete":
            found = self.get(operation.type, operation.id)
            if found is not None and found.stage == "deleting":
                self.drop(found, at=operation.ends)
            return True
        self.connection.execute(
            "UPDATE resources SET stage = 'ready' WHERE type = ? AND id = ? AND updated = ?",
            (operation.type, operation.id, operation.number),
        )
        return True

    def put(
        self,
        resource: Resource,
        *,
        targets: Iterable[Target] = (),
        aliases: Iterable[str] = (),
        claims: Iterable[Claim] = (),
    ) -> None:
        """Write a resource as it is, new or not, without an operation.

        For a resource that was there already only its own row is written; what it refers to, its
        aliases and its claims are added to those it has.
        """
        if self.exists(resource.type, resource.id):
            self._overwrite(resource)
        else:
            self._insert(resource)
        self._point(resource, targets)
        self._name(resource, aliases)
        self._hold(resource, claims)

    def drop(self, resource: Resource, *, at: float = 0.0) -> None:
        """Remove a resource with its references, aliases and claims, without an operation."""
        self._release(resource, keep=(), at=at)
        self._forget("aliases", resource)
        self._forget("claims", resource)
        self.connection.execute(
            "DELETE FROM resources WHERE type = ? AND id = ?", (resource.type, resource.id)
        )

    def sequence(self, name: str) -> int:
        """The next number of a named counter, from 1 on; never given twice."""
        row = self.connection.execute(
            "INSERT INTO sequences VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
            (name,),
        ).fetchone()
        return int(row[0])

    def _insert(self, resource: Resource) -> None:
        self.connection.execute(INSERT_RESOURCE, row_of(resource))

    def _overwrite(self, resource: Resource) -> None:
        row = row_of(resource)
        self.connection.execute(UPDATE_RESOURCE, (*row[2:], *row[:2]))

    def _point(self, resource: Resource, targets: Iterable[Target]) -> None:
        self.connection.executemany(
            "INSERT OR IGNORE INTO refers VALUES (?, ?, ?, ?, ?)",
            [(resource.type, resource.id, t.attribute, t.type, t.id) for t in targets],
        )

    def _now_refers(self, resource: Resource) -> tuple[Target, ...]:
        found = self.references(resource.type, resource.id)
        return tuple(Target(r.attribute, r.to_type, r.to_id) for r in found)

    def _release(self, resource: Resource, *, keep: Iterable[Target], at: float) -> None:
        """Let go of targets; their own deletion cannot begin before that moment."""
        kept = set(keep)
        for target in self._now_refers(resource):
            if target in kept:
                continue
            self.connection.execute(
                "DELETE FROM refers WHERE from_type = ? AND from_id = ? AND attribute = ?"
                " AND to_type = ? AND to_id = ?",
                (resource.type, resource.id, target.attribute, target.type, target.id),
            )
            self.connection.execute(
                "UPDATE resources SET freed = max(freed, ?) WHERE type = ? AND id = ?",
                (at, target.type, target.id),
            )

    def _name(self, resource: Resource, aliases: Iterable[str]) -> None:
        self.connection.executemany(
            "INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)",
            [(resource.type, alias, resource.id) for alias in aliases],
        )

    def _hold(self, resource: Resource, claims: Iterable[Claim]) -> None:
        self.connection.executemany(
            "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    claim.scope,
                    hexadecimal(claim.first),
                    hexadecimal(claim.last),
                    resource.type,
                    resource.id,
                    claim.label,
                )
                for claim in claims
            ],
        )

    def _forget(self, table: str, resource: Resource) -> None:
        self.connection.execute(
            f"DELETE FROM {table} WHERE type = ? AND id = ?",  # noqa: S608 - a constant above
            (resource.type, resource.id),
        )

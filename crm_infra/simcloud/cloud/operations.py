"""When an operation begins and ends: the virtual clock and the operation log.

An operation begins when everything that it refers to exists and its API is on, when the last
operation on the same resource has ended, and not before the run that asks for it began; it takes
as long as the real cloud takes. The virtual clock of the whole cloud is the end of the last one.

Add here what concerns every operation. Real time is ``pace``'s business; the rows that an
operation changes are ``change``'s.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from weakref import WeakKeyDictionary

from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.cloud.pace import Pace
from crm_infra.simcloud.cloud.records import Kind, Operation, Resource, Target
from crm_infra.simcloud.cloud.tables import INSERT_OPERATION, row_of_operation
from crm_infra.simcloud.cloud.view import View


class Runs:
    """Which runs are at work, and where on the virtual clock they began.

    A run is a set of providers that work at the same time: as long as one of them is connected,
    another that joins belongs to the same run. When none is left, the next one begins a new run at
    the current virtual time. A provider is recognised by the stop event of its ``Context``.
    """

    def __init__(self) -> None:
        self._began: WeakKeyDictionary[threading.Event, float] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def began(self, context: Context | None, now: Callable[[], float]) -> float:
        """Virtual time at which the run of this caller began."""
        if context is None:
            return now()
        with self._lock:
            known = self._began.get(context.stop)
            if known is None:
                known = min(self._began.values(), default=None)
                known = self._began[context.stop] = now() if known is None else known
            return known


class OperationLog:
    """Writes the lines of operations, inside the change that they are part of."""

    def __init__(self, pace: Pace, wall: Callable[[], float] = time.time) -> None:
        self._pace = pace
        self._wall = wall
        self._runs = Runs()

    def accept(
        self,
        view: View,
        kind: Kind,
        resource: Resource,
        targets: Iterable[Target],
        seconds: float,
        context: Context | None,
        caller: str,
        not_before: float = 0.0,
    ) -> Operation:
        """Write the operation's line; it is durable together with the rest of the change."""
        begins = max(
            self._runs.began(context, view.virtual_now),
            _earliest(view, resource, targets),
            not_before,
        )
        paced = self._pace.real_seconds(seconds) > 0
        now = self._wall()
        return _write(
            view,
            Operation(
                number=0,
                kind=kind,
                type=resource.type,
                id=resource.id,
                project=resource.project,
                caller=caller or resource.provider,
                begins=begins,
                ends=begins + max(seconds, 0.0),
                began=now,
                ended=None if paced else now,
                outcome="running" if paced else "done",
            ),
        )

    def refuse(self, view: View, kind: Kind, resource: Resource, message: str) -> Operation:
        """Write down that the cloud said no; takes no virtual time."""
        now, at = self._wall(), view.virtual_now()
        return _write(
            view,
            Operation(
                number=0,
                kind=kind,
                type=resource.type,
                id=resource.id,
                project=resource.project,
                caller=resource.provider,
                begins=at,
                ends=at,
                began=now,
                ended=now,
                outcome="refused",
                message=message,
            ),
        )

    def end(self, view: View, operation: Operation) -> bool:
        """Write down that a running operation has ended; False when it had ended already."""
        ended = view.connection.execute(
            "UPDATE operations SET outcome = 'done', ended = ?"
            " WHERE number = ? AND outcome = 'running'",
            (self._wall(), operation.number),
        )
        return ended.rowcount > 0


def _earliest(view: View, resource: Resource, targets: Iterable[Target]) -> float:
    """The moment from which nothing stands in the way of an operation on this resource."""
    connection = view.connection
    moments = [
        connection.execute(
            "SELECT MAX(ends) FROM operations WHERE type = ? AND id = ? AND outcome <> 'refused'",
            (resource.type, resource.id),
        ).fetchone(),
        connection.execute(
            "SELECT max(ready, freed) FROM resources WHERE type = ? AND id = ?",
            (resource.type, resource.id),
        ).fetchone(),
    ]
    moments += [
        connection.execute(
            "SELECT ready FROM resources WHERE type = ? AND id = ?", (target.type, target.id)
        ).fetchone()
        for target in targets
    ]
    return max((row[0] or 0.0 for row in moments if row), default=0.0)


def _write(view: View, operation: Operation) -> Operation:
    cursor = view.connection.execute(INSERT_OPERATION, row_of_operation(operation))
    return replace(operation, number=int(cursor.lastrowid or 0))

"""Everything that exists in the simulated cloud, in one SQLite file.

How a caller works with it::

    with store.change() as change:               # atomic; durable when the block has ended
        if change.exists(type_, id_):
            raise Refusal(...)                   # takes back the whole block
        operation = change.create(
            Resource(type_, id_, provider, project, location, name, values, hidden),
            targets=[Target("network", "google_compute_network", network_id)],
            aliases=[self_link],
            claims=[Claim(network_id, first, last)],
            seconds=facts.seconds["create"],
            context=context,
        )
    store.settle(operation, context.stop)        # spends real time only when a pace is set

    with store.view() as view:                   # one consistent state, never waits for writers
        view.get(type_, id_)

The real cloud goes on when a client dies: what ``change`` accepted is there from that moment on,
as ``creating``, ``updating`` or ``deleting`` while its pace lasts, and is finished by ``settle``
or, when the process was killed meanwhile, by ``recover`` at the next start.

Types are unique across providers here, so that two providers which serve the same type (google and
google-beta) see the same things, as in the real cloud.

Only putting the parts together goes here: questions are in ``view``, writing is in ``change``,
times are in ``operations``, the file itself is in ``database``.
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.cloud.database import open_database
from crm_infra.simcloud.cloud.operations import OperationLog
from crm_infra.simcloud.cloud.pace import Pace
from crm_infra.simcloud.cloud.records import Kind, Operation, Resource
from crm_infra.simcloud.cloud.tables import COMPONENT, CREATE, VERSION
from crm_infra.simcloud.cloud.view import View


class Store:
    """What exists, who refers to whom, and what was done; used by many threads at once.

    Args:
        path: The SQLite file; created when it is not there.
        pace: How much real time operations spend; by default none.
    """

    def __init__(self, path: Path, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self.database = open_database(path)
        self.database.ensure(COMPONENT, VERSION, CREATE)
        self._log = OperationLog(self.pace)

    @contextmanager
    def change(self) -> Generator[Change]:
        """Check and write as one step. Blocks take turns: never wait inside, never nest them."""
        with self.database.write() as connection:
            yield Change(connection, self._log)

    @contextmanager
    def view(self) -> Generator[View]:
        """Look at what is committed, all of it from the same moment."""
        with self.database.read() as connection:
            yield View(connection)

    def get(self, type_: str, id_: str) -> Resource | None:
        """The resource as committed, or None; inside a change ask the change instead."""
        with self.view() as view:
            return view.get(type_, id_)

    def settle(self, operation: Operation, stop: threading.Event | None = None) -> None:
        """Spend the operation's real time, if a pace asks for any, and finish it.

        When ``stop`` is set meanwhile it returns early, and the operation is done nevertheless.
        """
        if operation.outcome != "running":
            return
        try:
            self.pace.spend(operation.ends - operation.begins, stop or threading.Event())
        finally:
            with self.change() as change:
                change.finish(operation)

    def refuse(self, kind: Kind, resource: Resource, message: str) -> Operation:
        """Log that the cloud said no. Call it after the block that raised has ended."""
        with self.change() as change:
            return self._log.refuse(change, kind, resource, message)

    def recover(self) -> int:
        """Finish what a killed process had accepted; returns how many operations that were."""
        with self.change() as change:
            running = change.running()
            for operation in running:
                change.finish(operation)
            return len(running)

    def reset(self) -> None:
        """Forget everything in the file, other rooms' tables included."""
        tables = self.database.tables()
        with self.database.write() as connection:
            for table in tables:
                connection.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names from the schema

    def close(self) -> None:
        """Let paced operations go on at once and close the file."""
        self.pace.close()
        self.database.close()

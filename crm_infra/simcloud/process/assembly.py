"""Puts everything that serves together in one process: store, providers, storage, control.

The one place that knows all the rooms. Order matters: what was accepted before is finished before
anybody is answered, and the store is closed last. How long it all lasts is ``serve``'s business.
"""

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crm_infra.simcloud.cloud.api import SimulatedCloud
from crm_infra.simcloud.cloud.faults import Faults
from crm_infra.simcloud.cloud.faulty import FaultyCloud, StorageGate
from crm_infra.simcloud.cloud.hand import Hand
from crm_infra.simcloud.cloud.pace import Pace
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.cloud.strikes import Strikes
from crm_infra.simcloud.cloud.whereabouts import InStore
from crm_infra.simcloud.control.operator import Operator
from crm_infra.simcloud.control.server import ControlServer
from crm_infra.simcloud.process.activity import Activity
from crm_infra.simcloud.process.endpoint import Access, Endpoint
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.options import Options
from crm_infra.simcloud.process.providers import schemas, socket_name
from crm_infra.simcloud.process.version import VERSION
from crm_infra.simcloud.provider.server import ProviderServer
from crm_infra.simcloud.storage.server import StorageServer


class Assembly:
    """One running simulated cloud.

    Args:
        home: Where it lives.
        options: What to serve, and how.
        stop: Set by the control API to end it.
    """

    def __init__(self, home: Home, options: Options, stop: threading.Event) -> None:
        self.activity = Activity()
        self._home = home
        self._options = options
        self._stop = stop
        self._endings: list[Callable[[], None]] = []

    def start(self, before: Endpoint | None) -> Endpoint:
        """Start everything.

        Args:
            before: What a simcloud that was killed here said of itself. Its storage address and
                token are used again where they can be, so that a Terraform which was at work then
                can still save its state.
        """
        pace = Pace(self._options.pace or 0.0)
        store = Store(self._home.database, pace)
        self._endings.append(store.close)
        store.recover()
        faults = Faults(store.database, Hand(store))
        strikes, places = Strikes(faults, pace.closing), InStore(store)
        sockets = self._provide(
            FaultyCloud(SimulatedCloud(store), faults, strikes, self.activity.call, places)
        )
        self._endings.append(pace.close)
        gate = StorageGate(faults, strikes, self.activity.call, places)
        storage = self._store_objects(gate, before)
        return self._control(store, faults, sockets, storage)

    def stop(self) -> None:
        """Stop everything, in the opposite order."""
        while self._endings:
            with contextlib.suppress(Exception):
                self._endings.pop()()

    def _provide(self, cloud: FaultyCloud) -> dict[str, str]:
        folder = self._home.prepare_sockets()
        sockets: dict[str, str] = {}
        for source, schema in schemas(self._options.schemas).items():
            path = folder / socket_name(source, len(sockets))
            server = ProviderServer(source, schema, cloud, path)
            server.start()
            self._endings.append(server.stop)
            sockets[source] = str(path)
        return sockets

    def _store_objects(self, gate: StorageGate, before: Endpoint | None) -> Access:
        port = urlsplit(before.storage.url).port or 0 if before else 0
        again = before is not None and _free(port)
        token = before.storage.token if before and again else secrets.token_urlsafe(32)
        server = StorageServer(self._home.database, token, gate, port=port if again else 0)
        url = server.start()
        self._endings.append(server.stop)
        return Access(url, token)

    def _control(
        self, store: Store, faults: Faults, sockets: dict[str, str], storage: Access
    ) -> Endpoint:
        serving = Endpoint(
            pid=os.getpid(),
            version=VERSION,
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            schemas=str(self._options.schemas or ""),
            sockets=sockets,
            storage=storage,
            control=Access("", secrets.token_urlsafe(32)),
            log=str(self._home.log),
            pace=self._options.pace or 0.0,
            idle=self._options.idle or 0.0,
        )
        about = {
            "pid": serving.pid,
            "version": serving.version,
            "started": serving.started,
            "home": str(self._home.root),
            "schemas": serving.schemas,
            "providers": sorted(sockets),
            "storage": storage.url,
            "log": serving.log,
        }
        operator = Operator(store, faults, about, self._stop)
        control = ControlServer(operator, serving.control.token)
        url = control.start()
        self._endings.append(control.stop)
        return replace(serving, control=replace(serving.control, url=url))


def _free(port: int) -> bool:
    """Whether that port of the loopback interface can be listened on now."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return bool(port)

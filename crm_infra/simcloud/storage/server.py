"""The server of the simulated Cloud Storage API, on loopback.

``StorageServer(database, token, faults).start()`` returns the address that clients are pointed at:

- google-cloud-storage: ``STORAGE_EMULATOR_HOST=<url>`` or ``client_options={"api_endpoint": url}``,
  with ``google.oauth2.credentials.Credentials(token)``; without credentials the answer is 401.
- Terraform's and OpenTofu's ``gcs`` backend: ``GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT`` or
  ``GOOGLE_STORAGE_CUSTOM_ENDPOINT`` = ``<url>/storage/v1/`` and ``GOOGLE_OAUTH_ACCESS_TOKEN``.

Listening, threads and stopping are here; what is answered belongs to ``http.dispatch``.
"""

import socket
import threading
import time
from pathlib import Path
from typing import Final

from crm_infra.simcloud.storage import contents, timestamps, uploads
from crm_infra.simcloud.storage.http.connection import Connection
from crm_infra.simcloud.storage.http.dispatch import Dispatcher, NoFaults, StorageFaults
from crm_infra.simcloud.storage.http.routes import Service
from crm_infra.simcloud.storage.tables import Tables
from crm_infra.simcloud.storage.timestamps import Now

_HOST: Final = "127.0.0.1"
_STOP_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 0.05


class StorageServer:
    """Serves one database file until it is stopped.

    Args:
        database: The SQLite file of the simulated cloud; created when absent.
        token: Bearer token that every caller must present.
        faults: What goes wrong on purpose; asked before every call.
        port: Port to listen on; 0 takes a free one.
        now: The clock that stamps objects and ends retention.
    """

    def __init__(
        self,
        database: Path,
        token: str,
        faults: StorageFaults | None = None,
        *,
        port: int = 0,
        now: Now = timestamps.wall_clock,
    ) -> None:
        self._database = database
        self._token = token
        self._faults = faults or NoFaults()
        self._port = port
        self._now = now
        self._open: dict[Connection, threading.Thread] = {}
        self._guard = threading.Lock()
        self._stopping = threading.Event()

    def start(self) -> str:
        """Listen and answer from threads of its own; returns the address."""
        self._tables = Tables(self._database)
        with self._tables.write() as connection:
            uploads.sweep(connection, self._now())
            contents.sweep(connection)
        self._listener = socket.create_server((_HOST, self._port), backlog=128)
        url = f"http://{_HOST}:{self._listener.getsockname()[1]}"
        service = Service(self._tables, self._now, url)
        self._dispatcher = Dispatcher(service, self._token, self._faults)
        self._acceptor = threading.Thread(target=self._accept, name="storage", daemon=True)
        self._acceptor.start()
        return url

    def stop(self) -> None:
        """Let running calls end, for a few seconds at most, then close everything."""
        self._stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        deadline = time.monotonic() + _STOP_SECONDS
        for connection, thread in list(self._open.items()):
            while connection.busy and thread.is_alive() and time.monotonic() < deadline:
                thread.join(0.01)
            connection.close()
            thread.join(max(deadline - time.monotonic(), 0.1))
        self._tables.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                peer, _ = self._listener.accept()
            except OSError:
                # It was closed, or no file is left for a connection: others will close theirs.
                self._stopping.wait(_PAUSE_SECONDS)
                continue
            connection = Connection(peer, self._dispatcher.answer)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._guard:
                self._open[connection] = thread
            thread.start()

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            with self._guard:
                self._open.pop(connection, None)

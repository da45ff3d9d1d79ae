"""Who is connected, and how each connection configured its provider.

Terraform configures a provider once per connection: two aliases, or two Terraforms at once, must
not see each other's project or stop each other. Only this bookkeeping belongs here; how a
connection is served is ``listener``'s business.
"""

from hashlib import blake2b
from threading import Event, Lock

from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.provider.configure import context_of, settings_of
from crm_infra.simcloud.values import Values


class Connection:
    """One connection: what its provider block said, and whether it was asked to stop.

    ``configured`` is equal for connections whose plans are alike.
    """

    def __init__(self) -> None:
        self.stop = Event()
        self.gone = Event()
        self.context: Context
        self.settings: Settings
        self.configure({})

    def configure(self, config: Values) -> None:
        """Take a provider block."""
        self.context = context_of(config, self.stop, self.gone)
        self.settings = settings_of(config, self.context)
        self.configured = blake2b(repr(self.settings).encode(), digest_size=16).digest()


class Connections:
    """The open connections."""

    def __init__(self) -> None:
        self._open: set[Connection] = set()
        self._lock = Lock()

    def open(self) -> Connection:
        """A new one."""
        connection = Connection()
        with self._lock:
            self._open.add(connection)
        return connection

    def drop(self, connection: Connection) -> None:
        """Forget a closed connection; what it still has under way is told to stop."""
        with self._lock:
            self._open.discard(connection)
        connection.gone.set()
        connection.stop.set()

    def stop_all(self) -> None:
        """Tell everything under way to stop."""
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            connection.stop.set()

    def __len__(self) -> int:
        return len(self._open)

"""Who is connected, and how each connection configured its provider.

Terraform configures a provider once per connection: two aliases, or two Terraforms at once, must
not see each other's project or stop each other. Only this bookkeeping belongs here; how a
connection gets its name is ``acceptor``'s business.
"""

from threading import Event, Lock

from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.provider.configure import context_of, settings_of
from crm_infra.simcloud.values import Values


class Connection:
    """One connection: what its provider block said, and whether it was asked to stop."""

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


class Connections:
    """The open connections by the name that gRPC gives their peer."""

    def __init__(self) -> None:
        self._open: dict[str, Connection] = {}
        self._lock = Lock()

    def of(self, peer: str) -> Connection:
        """The connection of a peer, new where it speaks for the first time."""
        with self._lock:
            found = self._open.get(peer)
            if found is None:
                found = self._open[peer] = Connection()
            return found

    def drop(self, peer: str) -> None:
        """Forget a closed connection; what it still has under way is told to stop."""
        with self._lock:
            closed = self._open.pop(peer, None)
        if closed is not None:
            closed.gone.set()
            closed.stop.set()

    def stop_all(self) -> None:
        """Tell everything under way to stop."""
        with self._lock:
            connections = list(self._open.values())
        for connection in connections:
            connection.stop.set()

    def __len__(self) -> int:
        return len(self._open)

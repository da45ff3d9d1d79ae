"""``ProviderServer``: one provider on one Unix socket, for any number of Terraforms at once."""

import os
import socket
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Final

from crm_infra.simcloud.cloud.calls import Cloud
from crm_infra.simcloud.provider.connections import Connections
from crm_infra.simcloud.provider.http2.session import Session
from crm_infra.simcloud.provider.listener import Listener
from crm_infra.simcloud.provider.service import Service
from crm_infra.simcloud.schema.model import ProviderSchema

# Paced operations hold a thread each; threads start when needed.
_THREADS: Final = 256
_GRACE_SECONDS: Final = 2.0


class ProviderServer:
    """Serves a provider's schema and resources.

    Args:
        source: The provider's address, ``registry.terraform.io/hashicorp/google``; handed to every
            call of the cloud.
        schema: What it serves, see ``schema.load``.
        cloud: What it acts on, see ``cloud.calls.Cloud``. Called from many threads at once.
        path: Where Terraform connects: a Unix socket, private to this user, replaced where one is
            left over.
    """

    def __init__(self, source: str, schema: ProviderSchema, cloud: Cloud, path: Path) -> None:
        self.source = source
        self.path = path
        self.connections = Connections()
        self._service = Service(schema, cloud)
        self._listener = Listener(path, self._serve)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="crm-sim-rpc")
        self._under_way: set[Future[None]] = set()

    def start(self) -> None:
        """Listen; returns once Terraform can connect."""
        self._listener.start()

    def stop(self) -> None:
        """Tell what is under way to stop, wait for it briefly, and leave nothing behind."""
        self.connections.stop_all()
        wait(set(self._under_way), _GRACE_SECONDS)
        self._listener.stop()
        self._threads.shutdown(wait=False)

    def reattach(self) -> dict[str, object]:
        """This provider's entry in ``TF_REATTACH_PROVIDERS``."""
        return {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": os.getpid(),
            "Test": True,
            "Addr": {"Network": "unix", "String": str(self.path)},
        }

    def _serve(self, connection: socket.socket) -> None:
        caller = self.connections.open()
        try:
            Session(connection, self._service.procedures(caller), self._begin).run()
        finally:
            self.connections.drop(caller)

    def _begin(self, call: Callable[[], None]) -> None:
        future = self._threads.submit(call)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)

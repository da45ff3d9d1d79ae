"""``ProviderServer``: one provider on one Unix socket, for any number of Terraforms at once."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import grpc

from crm_infra.simcloud.cloud.calls import Cloud
from crm_infra.simcloud.provider.acceptor import Acceptor
from crm_infra.simcloud.provider.connections import Connections
from crm_infra.simcloud.provider.service import Service
from crm_infra.simcloud.schema.model import ProviderSchema

# The package's types are partial where servers are made.
_grpc: Any = grpc
_LARGEST_MESSAGE: Final = 256 * 1024 * 1024
_WINDOW: Final = 4 * 1024 * 1024
# Paced operations hold a thread each, and Stop must still find one; threads start when needed.
_THREADS: Final = 256
_GRACE_SECONDS: Final = 2.0


class ProviderServer:
    """Serves a provider's schema and resources.

    Args:
        source: The provider's address, ``registry.terraform.io/hashicorp/google``; handed to every
            call of the cloud.
        schema: What it serves, see ``schema.load``.
        cloud: What it acts on, see ``cloud.calls.Cloud``. Called from many threads at once.
        socket: Where Terraform connects; made private to this user, replaced where one is left
            over. Beside it a folder ``<socket>.d`` holds the gRPC server's own socket.
    """

    def __init__(self, source: str, schema: ProviderSchema, cloud: Cloud, socket: Path) -> None:
        self.source = source
        self.socket = socket
        self.connections = Connections()
        self._inner = socket.with_name(f"{socket.name}.d")
        self._service = Service(schema, cloud, self.connections)
        self._acceptor = Acceptor(socket, self._inner / "s", self.connections.drop)
        self._grpc: grpc.Server | None = None

    def start(self) -> None:
        """Listen; returns once Terraform can connect."""
        shutil.rmtree(self._inner, ignore_errors=True)
        self._inner.mkdir(mode=0o700)
        server: grpc.Server = _grpc.server(
            ThreadPoolExecutor(_THREADS, thread_name_prefix="crm-sim-rpc"),
            handlers=(self._service.handler(),),
            options=[
                ("grpc.max_send_message_length", _LARGEST_MESSAGE),
                ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
                # No pings to measure a line that is a Unix socket: every one passes the acceptor.
                ("grpc.http2.bdp_probe", 0),
                ("grpc.http2.lookahead_bytes", _WINDOW),
            ],
        )
        server.add_insecure_port(f"unix:{self._inner / 's'}")
        server.start()
        self._grpc = server
        self._acceptor.start()

    def stop(self) -> None:
        """Tell what is under way to stop, wait for it briefly, and leave nothing behind."""
        self.connections.stop_all()
        if self._grpc is not None:
            self._grpc.stop(_GRACE_SECONDS).wait()
            self._acceptor.stop()
        shutil.rmtree(self._inner, ignore_errors=True)

    def reattach(self) -> dict[str, object]:
        """This provider's entry in ``TF_REATTACH_PROVIDERS``."""
        return {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": os.getpid(),
            "Test": True,
            "Addr": {"Network": "unix", "String": str(self.socket)},
        }

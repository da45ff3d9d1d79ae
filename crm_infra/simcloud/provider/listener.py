"""The public socket of a provider: private to our user, one thread for each connection.

It knows nothing of what is spoken on a connection; that is given as ``serve``.
"""

import contextlib
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import Final

_BACKLOG: Final = 128
_CREDENTIALS: Final = struct.Struct("3i")


class Listener:
    """Listens on ``path`` and serves every connection of our own user."""

    def __init__(self, path: Path, serve: Callable[[socket.socket], None]) -> None:
        self._path = path
        self._serve = serve
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._thread = Thread(target=self._accept, name="crm-sim-listener", daemon=True)

    def start(self) -> None:
        """Bind the socket, private to our user, and accept."""
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._listener.bind(str(self._path))
        finally:
            os.umask(before)
        self._listener.listen(_BACKLOG)
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting, close every connection and remove the socket."""
        _close(self._listener)
        self._thread.join()
        with self._lock:
            open_now = list(self._open)
        for each in open_now:
            _close(each)
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        with self._listener:
            while True:
                try:
                    connection, _ = self._listener.accept()
                except OSError:
                    return
                if _owner(connection) != os.getuid():
                    connection.close()
                    continue
                with self._lock:
                    self._open.add(connection)
                Thread(target=self._attend, args=(connection,), daemon=True).start()

    def _attend(self, connection: socket.socket) -> None:
        try:
            self._serve(connection)
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()


def _owner(connection: socket.socket) -> int:
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(raw)
    return user


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)

"""The public socket of a provider: private to our user, one thread for each connection that speaks.

Terraform connects twenty times for one plan, and but three of these connections ever say a word: it
only sees whether somebody is there. It knows nothing of what is spoken on a connection; that is
given as ``serve``.
"""

import contextlib
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Lock, Thread
from typing import Final

_BACKLOG: Final = 128
# Between two tries to take a connection: no file may be left for it, and others will close theirs.
_PAUSE_SECONDS: Final = 0.05
_CREDENTIALS: Final = struct.Struct("3i")


class Listener:
    """Listens on ``path`` and serves every connection of our own user."""

    def __init__(self, path: Path, serve: Callable[[socket.socket], None]) -> None:
        self._path = path
        self._serve = serve
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._stopping = Event()
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
        self._stopping.set()
        _close(self._listener)
        self._thread.join()
        with self._lock:
            open_now = list(self._open)
        for each in open_now:
            _close(each)
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        with self._listener, DefaultSelector() as silent:
            silent.register(self._listener, EVENT_READ)
            while not self._stopping.is_set():
                for ready, _ in silent.select():
                    if ready.fd == self._listener.fileno():
                        self._welcome(silent)
                    else:
                        self._hear(silent.unregister(ready.fileobj).data)
            silent.unregister(self._listener)
            for waiting in list(silent.get_map().values()):
                self._leave(waiting.data)

    def _welcome(self, silent: DefaultSelector) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            self._stopping.wait(_PAUSE_SECONDS)
            return
        if _owner(connection) != os.getuid():
            connection.close()
            return
        with self._lock:
            self._open.add(connection)
        silent.register(connection, EVENT_READ, connection)

    def _hear(self, connection: socket.socket) -> None:
        """It speaks now, or has left without a word."""
        try:
            speaks = connection.recv(1, socket.MSG_PEEK)
        except OSError:
            speaks = b""
        if speaks:
            Thread(target=self._attend, args=(connection,), daemon=True).start()
        else:
            self._leave(connection)

    def _attend(self, connection: socket.socket) -> None:
        try:
            self._serve(connection)
        finally:
            self._leave(connection)

    def _leave(self, connection: socket.socket) -> None:
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

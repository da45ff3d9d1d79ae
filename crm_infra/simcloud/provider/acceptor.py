"""Gives every connection to a Unix socket a name that the gRPC server can see.

gRPC calls the peer of every Unix connection ``unix:``, so it cannot tell two Terraforms apart.
The acceptor owns the public socket, passes each connection on to the gRPC server's own socket from
an address of its own, and says when it closes. It knows nothing of the protocol it carries.
"""

import contextlib
import os
import socket
import struct
from collections.abc import Callable
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import Final

_CHUNK: Final = 256 * 1024
_BACKLOG: Final = 128
_CREDENTIALS: Final = struct.Struct("3i")
_serial = count(1)


class Acceptor:
    """Listens on ``public`` and passes every connection of our own user on to ``inner``."""

    def __init__(self, public: Path, inner: Path, closed: Callable[[str], None]) -> None:
        self._public = public
        self._inner = inner
        self._closed = closed
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._sockets: set[socket.socket] = set()
        self._lock = Lock()
        self._thread = Thread(target=self._accept, name="crm-sim-acceptor", daemon=True)

    def start(self) -> None:
        """Bind the public socket, private to our user, and accept."""
        self._public.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._listener.bind(str(self._public))
        finally:
            os.umask(before)
        self._listener.listen(_BACKLOG)
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting, close every connection and remove the public socket."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            open_now = list(self._sockets)
        for each in open_now:
            _close(each)
        self._thread.join()
        self._public.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if _owner(connection) != os.getuid():
                connection.close()
                continue
            Thread(target=self._pass_on, args=(connection,), daemon=True).start()

    def _pass_on(self, outside: socket.socket) -> None:
        name = f"crm-sim-{os.getpid()}-{next(_serial)}"
        inside = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with self._lock:
            self._sockets |= {outside, inside}
        try:
            inside.bind(f"\0{name}")
            inside.connect(str(self._inner))
            back = Thread(target=_pump, args=(inside, outside), daemon=True)
            back.start()
            _pump(outside, inside)
            back.join()
        except OSError:
            _close(outside)
        finally:
            with self._lock:
                self._sockets -= {outside, inside}
            outside.close()
            inside.close()
            self._closed(f"unix-abstract:{name}")


def _owner(connection: socket.socket) -> int:
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(raw)
    return user


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Carry bytes one way until either end closes, then close both: half a connection is none."""
    with contextlib.suppress(OSError):
        while chunk := source.recv(_CHUNK):
            sink.sendall(chunk)
    _close(sink)
    _close(source)


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)

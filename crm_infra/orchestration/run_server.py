"""Runs are forks of a process that has imported what they need.

Dagster starts an interpreter for each run, which imports Dagster and our definitions while a person
waits. A fork begins at once, with a process, signals and output of its own as before. When one of
our sources has changed meanwhile, the run is an interpreter again: it has the code that is in the
files. This uses internals of ``multiprocessing`` and of Dagster, which
``tests/unit/orchestration/test_run_server.py`` holds to what we need.
"""

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

OURS = ("assets", "crm_infra", "jobs", "schedules", "sensors")
SIGNED = (3, 14)
"""From this Python on a fork server wants signed requests: it is then one that Python started."""


class RunProcesses:
    """What ``multiprocessing`` offers to a server of Dagster's, as forks where these are right."""

    def __init__(self) -> None:
        self._sources = _sources()

    def __getattr__(self, name: str) -> Any:
        """A queue, an event or a process; those of one context fit those of the other."""
        same = self._sources == {path: _stamp(path) for path in self._sources}
        return getattr(multiprocessing.get_context("forkserver" if same else "spawn"), name)


def start_run_server(address: Path, preload: Sequence[str]) -> None:
    """Fork the process of which runs will be forks; one that is lost is replaced by a slower one.

    There may be no other thread: a fork has no threads, but all that they had locked.
    """
    forkserver.set_forkserver_preload(list(preload))
    if sys.version_info >= SIGNED:
        return
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(address))
    listener.listen()
    alive, held = os.pipe()
    if not (process := os.fork()):
        os.close(held)
        _serve(listener, alive)
    listener.close()
    os.close(alive)
    server: Any = forkserver._forkserver  # noqa: SLF001 # pyright: ignore
    server._forkserver_address = str(address)  # noqa: SLF001
    server._forkserver_alive_fd = held  # noqa: SLF001
    server._forkserver_pid = process  # noqa: SLF001


def _serve(listener: socket.socket, alive: int) -> None:
    """Fork runs until nobody is left who could ask for one: neither the server nor a run."""
    call_yourself("run server")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.register_at_fork(after_in_child=_be_a_run)
    serve: Any = forkserver.main
    serve(listener.detach(), alive, [])


def _be_a_run() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    call_yourself("run")


def call_yourself(name: str) -> None:
    """Be known by that name to who looks at processes."""
    with suppress(OSError):  # only Linux has it
        Path("/proc/self/comm").write_text(name, encoding="utf-8")


def _sources() -> dict[str, object]:
    files = (
        getattr(module, "__file__", None)
        for name, module in sys.modules.items()
        if name.split(".")[0] in OURS
    )
    return {path: _stamp(path) for path in files if path}


def _stamp(path: str) -> object:
    with suppress(OSError):
        found = Path(path).stat()
        return found.st_mtime_ns, found.st_size, found.st_ino
    return None

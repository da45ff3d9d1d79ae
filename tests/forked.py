"""The workers of the tests without their start: each is a fork of one process that has collected.

To import what thousands of tests import is three quarters of what a worker does before its first
test, and the same for each. That one process is started by the one that distributes the tests, and
ends with it. A process of a worker's own (``end_to_end.warm``) is a fork of it too.
"""

import gc
import importlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from select import select
from typing import Any

from tests.forked_call import LONGEST, ask

ROOT = Path(__file__).resolve().parents[1]
CODE = f"""
import sys
sys.path[0] = {str(ROOT)!r}
from tests.forked import main
main(*sys.argv[1:])
"""

_place = ""
"""Where a fork asks for another one; nobody else can."""


def fork_workers(specs: list[Any], arguments: list[str]) -> Callable[[], None]:
    """Start the process that collects, and have the workers forked from it.

    Args:
        specs: What execnet is told about each worker; it is told of another interpreter.
        arguments: What pytest was told to collect.

    Returns:
        What ends that process, once no worker is left.
    """
    folder = tempfile.mkdtemp(prefix="tests-")
    place = f"{folder}/asked"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen()
        collected = subprocess.Popen(
            [sys.executable, "-c", CODE, folder, str(listener.fileno()), *arguments],
            pass_fds=[listener.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
    call = [sys.executable, "-IS", str(ROOT / "tests/forked_call.py"), place]
    for spec in specs:
        spec.python = shlex.join(call)

    def end() -> None:
        collected.communicate()

    return end


def main(folder: str, descriptor: str, *arguments: str) -> None:
    """Collect, then fork for whoever asks until the starter is gone; be what was asked for."""
    global _place
    _collect(arguments)
    _place = f"{folder}/asked"
    listener = socket.socket(fileno=int(descriptor))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while listener in select([listener, 0], [], [])[0]:
        connection, _ = listener.accept()
        if not os.fork():
            listener.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _be(connection)
            return
        connection.close()
    shutil.rmtree(folder, ignore_errors=True)


def _collect(arguments: tuple[str, ...]) -> None:
    """Import what a worker will; what is wrong with it, the worker will say."""
    import pytest

    gc.disable()
    pytest.main(["-n0", "-p", "no:cacheprovider", "--collect-only", "-qq", *arguments])
    gc.freeze()
    gc.enable()


def _be(connection: socket.socket) -> None:
    """What the one who asks wants: a function and its argument, or an interpreter for execnet."""
    message, descriptors, _, _ = socket.recv_fds(connection, LONGEST, 3)
    if message == b"-":
        for place, descriptor in enumerate(descriptors):
            os.dup2(descriptor, place)
            os.close(descriptor)
        exec(eval(sys.stdin.readline()), {"__name__": "__main__"})
        return
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    module, _, function = message.decode().partition(":")
    getattr(importlib.import_module(module), function)(*descriptors)


def fork(function: str, descriptor: int) -> bool:
    """Have ``module:function`` called with a descriptor, in a process that ends when it returns.

    False: there is nothing to fork, because the tests run in one process only.
    """
    if _place:
        ask(_place, function.encode(), [descriptor]).close()
    return bool(_place)

"""The process of which the parts of the local Dagster are forks: ``python -m`` this module.

    FOLDER SOCKET [READ_ONLY_SOCKET]

The sockets are descriptors that it was given; they have a port. It imports once what all parts
need, so that none pays for an import of its own, and ends them when it is told to. When its
standard input is closed it is gone at once, and each part then ends in order: none outlives who
started it, however that one ended. What a part does is ``local_part``'s, how parts are ended
``parts``'s.
"""

import importlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType

from crm_infra.orchestration.imports import imports
from crm_infra.orchestration.parts import ENDED, end

Part = tuple[str, Callable[[int], None], socket.socket | None]
"""Its name, what it does until its lifeline ends, and the socket that is its own."""


def main(folder: Path, *descriptors: str) -> None:
    """Fork the parts; be one of them, or be there until told to end them."""
    lifeline = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    held, holder = os.pipe()
    claims = [socket.socket(fileno=int(descriptor)) for descriptor in descriptors]
    parts: dict[int, str] = {}
    for name, be, own in _parts(folder, *claims):
        if not (part := os.fork()):
            os.close(holder)
            _close(one for one in claims if one is not own)
            be(held)
            return
        with suppress(PermissionError, ProcessLookupError):  # it has led its group and ended
            os.setpgid(part, part)
        parts[part] = name
    _close(claims)
    _supervise(parts, folder, lifeline)


def _parts(
    folder: Path, claim: socket.socket, read_only: socket.socket | None = None
) -> Iterator[Part]:
    """The code server first, for which the others wait."""
    with imports():
        from crm_infra.orchestration import local_part
    yield "code server", partial(local_part.code_server, folder), None
    yield "daemon", partial(local_part.daemon, folder), None
    with imports():  # while the code server loads the definitions
        importlib.import_module("dagster_webserver.cli")
    yield "webserver", partial(local_part.webserver, folder, claim), claim
    if read_only:
        be = partial(local_part.webserver, folder, read_only, read_only=True)
        yield "read-only webserver", be, read_only


def _close(sockets: Iterable[socket.socket]) -> None:
    for one in sockets:
        one.close()


def _supervise(parts: dict[int, str], folder: Path, lifeline: int) -> None:
    threading.Thread(target=_go_with_starter, args=(lifeline,), daemon=True).start()
    signal.signal(signal.SIGTERM, _go)
    code, *others = parts
    try:
        _note_what_ends(parts, folder / ENDED)
    finally:
        end(others)
        end([code])


def _note_what_ends(parts: dict[int, str], note: Path) -> None:
    """Write down which part ended by itself; the others stay until they are told to end."""
    with suppress(ChildProcessError):
        while True:
            process, _ = os.wait()
            if not note.exists():
                note.write_text(parts[process], encoding="utf-8")
    while True:
        signal.pause()


def _go(number: int, frame: FrameType | None) -> None:
    del number, frame
    sys.exit()


def _go_with_starter(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

"""Asking the process of ``forked`` for a fork; run as a file, it is an interpreter for execnet.

    forked_call.py PLACE …       its descriptors are those of the fork; it ends when the fork does

It starts in no time, so add nothing here that needs an import.
"""

import os
import signal
import socket
import sys
from collections.abc import Sequence

LONGEST = 1024


def ask(place: str, what: bytes, descriptors: Sequence[int]) -> socket.socket:
    """Ask there for a fork with these descriptors; the connection ends with the fork."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(place)
    socket.send_fds(connection, [what], descriptors)
    return connection


def main(place: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = ask(place, b"-", (0, 1, 2))
    for descriptor in (0, 1):
        os.close(descriptor)
    connection.recv(1)


if __name__ == "__main__":
    main(sys.argv[1])

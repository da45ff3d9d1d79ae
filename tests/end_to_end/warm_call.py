"""Asking the process of ``warm`` for a command; run as a file, it is a command that asks for one.

    warm_call.py DESCRIPTOR ARGUMENT…       a ``crm-infra`` for a shell that inherits the socket

It starts in no time, so add nothing here that needs an import.
"""

import array
import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence


def ask(
    server: socket.socket,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    cwd: str,
    descriptors: Sequence[int],
) -> tuple[int, socket.socket]:
    """Have a command forked that reads and writes there; its pid, and what says how it ended."""
    ours, theirs = socket.socketpair()
    call = {"arguments": list(arguments), "environment": dict(environment), "cwd": cwd}
    passed = array.array("i", [*descriptors, theirs.fileno()])
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)]
    server.sendmsg([json.dumps(call).encode()], rights)
    theirs.close()
    return int.from_bytes(ours.recv(8), "big"), ours


def main(descriptor: str, *arguments: str) -> int:
    """Be that command, as far as a shell can see."""
    server = socket.socket(fileno=int(descriptor))
    _, ended = ask(server, arguments, os.environ, os.getcwd(), (0, 1, 2))  # noqa: PTH109
    code = int(ended.recv(64))
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Following a file that a child writes: whole lines, as they come, whatever their bytes are.

Add here how output is followed. What a line means belongs to ``lines``.
"""

import os
from collections.abc import Callable
from pathlib import Path

CHUNK = 1 << 20


class Tail:
    """Hands on each whole line of a growing file; half a line waits for its rest."""

    def __init__(
        self, path: Path, name: str, follow: Callable[[str, str], None], *, durable: bool
    ) -> None:
        self._path = path
        self._name = name
        self._follow = follow
        self._durable = durable
        self._offset = 0
        self._rest = b""

    @property
    def started(self) -> bool:
        """Whether anything has been written."""
        return self._offset > 0

    def read(self) -> None:
        """Hand on what is new; a durable tail also flushes it to disk."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            self._drain(descriptor)
        finally:
            os.close(descriptor)

    def finish(self) -> None:
        """Hand on the rest, even when its line was never ended."""
        self.read()
        rest, self._rest = self._rest, b""
        if rest.strip():
            self._follow(self._name, rest.decode(errors="replace"))

    def _drain(self, descriptor: int) -> None:
        fresh = False
        while chunk := os.pread(descriptor, CHUNK, self._offset):
            self._offset += len(chunk)
            fresh = True
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            for line in lines:
                if line.strip():
                    self._follow(self._name, line.decode(errors="replace"))
        if fresh and self._durable:
            os.fsync(descriptor)

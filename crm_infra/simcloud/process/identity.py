"""Which process is meant: a pid alone may be another process by now.

Only telling processes apart and ending one goes here.
"""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Identity:
    """A pid together with the moment at which its process began."""

    pid: int
    began: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what ``str`` wrote."""
        pid, _, began = text.strip().partition(" ")
        return cls(int(pid), began) if pid.isdecimal() and began else None

    def __str__(self) -> str:
        return f"{self.pid} {self.began}"

    def alive(self) -> bool:
        """Whether that very process still runs."""
        return identity_of(self.pid) == self

    def end(self, patience: float) -> bool:
        """Ask it to end, then make it; False when it runs even so."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not self.alive():
                return True
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return True
            end = time.monotonic() + patience
            while self.alive() and time.monotonic() < end:
                time.sleep(_POLL_SECONDS)
        return not self.alive()


def identity_of(pid: int) -> Identity | None:
    """The process that has this pid now; None when there is none, or only its remains."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.parent.parent.joinpath("self").exists():
        return _asked(pid)
    try:
        # The command's name may hold spaces and brackets; the fields follow its last bracket.
        fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # Only remains: but one whose first thread has ended still holds its files until the last has.
    ended = fields[0] == "X" or (fields[0] == "Z" and int(fields[17]) <= 1)
    return None if ended else Identity(pid, fields[19])


def _asked(pid: int) -> Identity | None:
    """The same where there is no /proc."""
    import subprocess

    shown = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    return Identity(pid, shown[1].strip()) if len(shown) > 1 and shown[0][0] != "Z" else None

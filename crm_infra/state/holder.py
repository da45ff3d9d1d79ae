"""Who is working on a state: the record of a run, and whether its processes still live.

A process is known by host, boot and process-id space, id and start time, so that neither a reboot
nor a reused id nor a container beside us is mistaken for it. Add here what proves life or death;
what follows for a lock belongs to ``lock``.
"""

import getpass
import os
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

_PROC = Path("/proc")
_START_TIME_FIELD = 19  # of those behind the command's closing bracket in /proc/PID/stat


class Life(Enum):
    """What is known about a process."""

    ALIVE = "alive"
    DEAD = "dead"
    UNKNOWN = "unknown"


class Phase(StrEnum):
    """How far a run has come."""

    PLANNING = "planning"
    PLANNED = "planned"
    APPLYING = "applying"
    FAILED = "failed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """One process on one machine."""

    host: str
    space: str
    pid: int
    started: str

    def life(self) -> Life:
        """Whether the process lives, seen from here."""
        if (self.host, self.space) != (socket.gethostname(), _space()):
            return Life.UNKNOWN
        return Life.ALIVE if _started(self.pid) == self.started else Life.DEAD

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run on one layer: when it began, which processes work for it, how far it has come."""

    run: str
    environment: str
    layer: str
    begun: datetime
    parent: ProcessIdentity
    child: ProcessIdentity | None = None
    phase: Phase = Phase.PLANNING
    moved_at: datetime | None = None
    who: str = ""

    def moved(self, phase: Phase, now: datetime) -> "RunRecord":
        """The same run, further on."""
        return replace(self, phase=phase, moved_at=now)

    def with_child(self, child: ProcessIdentity) -> "RunRecord":
        """The same run, with the child that works for it now."""
        return replace(self, child=child)

    @property
    def ended(self) -> bool:
        """Whether the run itself has said that it is over."""
        return self.phase in {Phase.FAILED, Phase.SETTLED}

    def life(self) -> Life:
        """Alive while either process is; dead only when both provably are.

        A run that has said that it is over lives on only in a child that it could not wait for.
        """
        processes = [self.child] if self.ended else [self.parent, self.child]
        lives = [process.life() for process in processes if process]
        if Life.ALIVE in lives:
            return Life.ALIVE
        return Life.UNKNOWN if Life.UNKNOWN in lives else Life.DEAD

    def fields(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "run": self.run,
            "environment": self.environment,
            "layer": self.layer,
            "begun": self.begun.isoformat(),
            "parent": _identity_fields(self.parent),
            "child": _identity_fields(self.child) if self.child else None,
            "phase": self.phase.value,
            "moved_at": self.moved_at.isoformat() if self.moved_at else None,
            "who": self.who or who_am_i(),
        }

    @staticmethod
    def read(fields: Mapping[str, Any]) -> "RunRecord":
        """From JSON."""
        return RunRecord(
            run=fields["run"],
            environment=fields["environment"],
            layer=fields["layer"],
            begun=datetime.fromisoformat(fields["begun"]),
            parent=ProcessIdentity(**fields["parent"]),
            child=ProcessIdentity(**fields["child"]) if fields["child"] else None,
            phase=Phase(fields["phase"]),
            moved_at=datetime.fromisoformat(fields["moved_at"]) if fields["moved_at"] else None,
            who=fields["who"],
        )


def this_process() -> ProcessIdentity:
    """Ourselves."""
    return identify(os.getpid())


def identify(pid: int) -> ProcessIdentity:
    """A process that lives on this machine now."""
    return ProcessIdentity(socket.gethostname(), _space(), pid, _started(pid))


def who_am_i() -> str:
    """User and host, as Terraform writes them into a lock."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may run a user id that has no name
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"


def _identity_fields(process: ProcessIdentity) -> dict[str, Any]:
    return {
        "host": process.host,
        "space": process.space,
        "pid": process.pid,
        "started": process.started,
    }


def _space() -> str:
    """Within which process ids mean the same: this boot of this machine, this container."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return "one"


def _started(pid: int) -> str:
    """When the process began, in whatever form the system has; empty when it is not alive."""
    try:
        status = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return "" if _PROC.joinpath("self").exists() else _started_by_ps(pid)
    fields = status.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[_START_TIME_FIELD]


def _started_by_ps(pid: int) -> str:
    done = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()

"""The endpoint file: how others reach a running simcloud, and whether it still answers.

It holds tokens, so it is readable by its owner only; the platform reads it too, so its keys stay.
Add a key here when somebody outside needs to know more.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from crm_infra.simcloud.control.client import ControlError, request

# Enough for a machine that is busy; a process that hangs is found out all the same.
_PING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Access:
    """Address and bearer token of one HTTP server."""

    url: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a running simcloud says about itself.

    Args:
        pid: Its process.
        version: Version of its code.
        started: When it started, RFC 3339 in UTC.
        schemas: The file it serves schemas from; empty for its own catalogue.
        sockets: Socket of each provider, by source address.
        storage: Cloud Storage.
        control: The control API.
        log: Its log file.
        pace: Virtual seconds per real second that it was started with.
        idle: Seconds without a call after which it ends; 0 means never.
    """

    pid: int
    version: str
    started: str
    schemas: str
    sockets: dict[str, str]
    storage: Access
    control: Access
    log: str
    pace: float = 0.0
    idle: float = 0.0

    def write(self, path: Path) -> None:
        """Put it where others look, all at once."""
        partial = path.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with os.fdopen(os.open(partial, flags, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=2)
            file.write("\n")
        partial.replace(path)

    def answers(self) -> bool:
        """Whether the process that wrote it is there and well."""
        try:
            return self.ask("GET", "/v1/ping", timeout=_PING_SECONDS).get("pid") == self.pid
        except ControlError:
            return False

    def ask(self, method: str, path: str, body: Any = None, *, timeout: float = 60.0) -> Any:
        """Ask the control API. Raises ``ControlError``."""
        return request(self.control.url, self.control.token, method, path, body, timeout=timeout)


def read(path: Path) -> Endpoint | None:
    """What the file says; None where there is none or it is not one."""
    try:
        said = json.loads(path.read_bytes())
        said["storage"], said["control"] = Access(**said["storage"]), Access(**said["control"])
        return Endpoint(**said)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None

"""Ending simcloud so that nothing of it is left but its store and its log.

A simcloud that does not answer is told apart by its lock, not by its pid, and is ended as a
process. What a killed one left behind is removed here and at the next start.
"""

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from crm_infra.simcloud.control.client import ControlError
from crm_infra.simcloud.process import endpoint
from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.lock import Lock
from crm_infra.simcloud.process.start import running

STOP_SECONDS = 20.0
_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stopping did: ``pid`` is None when nothing ran; ``how`` says it in words."""

    pid: int | None
    how: str


def stop(home: Home) -> Stopped:
    """End the simcloud of that home and wait until it is gone. Raises ``SimcloudError``."""
    if not home.folder.is_dir():
        return Stopped(None, "nothing was running")
    with Lock(home.starting):
        outcome = _ended(home)
        sweep(home)
        home.serving.unlink(missing_ok=True)
    return outcome


def sweep(home: Home) -> None:
    """Remove endpoint file and sockets, of a simcloud that ends or that was killed."""
    found = endpoint.read(home.endpoint)
    sockets = {Path(path).parent for path in found.sockets.values()} if found else set[Path]()
    home.endpoint.unlink(missing_ok=True)
    home.endpoint.with_suffix(".partial").unlink(missing_ok=True)
    # It may have been started with another TMPDIR; only folders of its own kind are removed.
    for folder in filter(home.may_hold_sockets, {*sockets, home.sockets}):
        shutil.rmtree(folder, ignore_errors=True)


def _ended(home: Home) -> Stopped:
    serving = Lock(home.serving)
    found = running(home)
    if found is not None:
        with contextlib.suppress(ControlError):
            found.ask("POST", "/v1/stop")
        if serving.wait_free(STOP_SECONDS):
            return Stopped(found.pid, "stopped")
    if not serving.held():
        left = home.endpoint.exists()
        return Stopped(None, "removed what a killed one left" if left else "nothing was running")
    holder = serving.holder()
    if holder is None or not holder.end(_PATIENCE_SECONDS) or not serving.wait_free(1.0):
        raise SimcloudError(
            f"simcloud ({holder}) holds {home.serving} and could not be ended; only its own user"
            " can. End that process yourself."
        )
    return Stopped(holder.pid, "did not answer and was killed")

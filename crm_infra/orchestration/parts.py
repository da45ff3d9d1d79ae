"""Starting and ending the processes that the local Dagster is.

Their starter leads a session, so that Ctrl-C in the terminal reaches only who started it and stops
them in order; each part leads a group of its own. Which parts there are is ``local_parts``'s, what
each does ``local_part``'s.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENDED = "ended"
"""The file that names the part that ended by itself."""
END_SECONDS = 10.0
POLL_SECONDS = 0.05

Process = subprocess.Popen[bytes]


def start(home: Path, folder: Path, claims: Sequence[int], log: Path) -> Process:
    """Start all parts; what they say goes to the log, what they share lies in the folder.

    ``claims`` are the descriptors of the webservers' sockets.
    """
    environment = os.environ | {
        "CRM_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    module = "crm_infra.orchestration.local_parts"
    with log.open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", module, str(folder), *map(str, claims)],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=subprocess.STDOUT,
            pass_fds=claims,
            start_new_session=True,
            preexec_fn=_reset_interrupts,  # noqa: PLW1509 - only resets two handlers
        )


def end(parts: Sequence[int]) -> None:
    """End parts that this process has forked, and all that they started, side by side.

    Harder when they do not hear.
    """
    for number in (signal.SIGTERM, signal.SIGKILL):
        alive = [part for part in parts if _lives(part)]
        for part in alive:
            with suppress(ProcessLookupError):
                os.killpg(part, number)
        deadline = time.monotonic() + END_SECONDS
        while (alive := [part for part in alive if _lives(part)]) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)


def _lives(part: int) -> bool:
    """Whether the part or anything that it started is there."""
    with suppress(ChildProcessError):
        os.waitpid(part, os.WNOHANG)
    try:
        os.killpg(part, 0)
    except ProcessLookupError:
        return False
    return True


def _reset_interrupts() -> None:
    """A shell ignores SIGINT for what it starts in the background; children would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

"""Starting and ending the processes that the local Dagster is.

Each part leads a session of its own, so that Ctrl-C in the terminal reaches only who started them
and stops them in order. Add here how a process is started or ended; which are started is
``webserver``'s, what each does ``local_part``'s.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
END_SECONDS = 10.0
POLL_SECONDS = 0.05

Process = subprocess.Popen[bytes]


def start(home: Path, command: Sequence[str], log: Path) -> Process:
    """Start one part; what it says goes to the log."""
    environment = os.environ | {
        "CRM_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    with log.open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", "crm_infra.orchestration.local_part", *command],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_reset_interrupts,  # noqa: PLW1509 - only resets two handlers
        )


def end(parts: Sequence[Process]) -> None:
    """End the parts and all that they started, side by side, harder when they do not hear."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        alive = [part for part in parts if _lives(part)]
        for part in alive:
            os.killpg(part.pid, number)
        deadline = time.monotonic() + END_SECONDS
        while (alive := [part for part in alive if _lives(part)]) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    for part in parts:
        part.wait()
        if part.stdin:
            part.stdin.close()


def _lives(part: Process) -> bool:
    """Whether the part or anything that it started is there."""
    part.poll()
    try:
        os.killpg(part.pid, 0)
    except ProcessLookupError:
        return False
    return True


def _reset_interrupts() -> None:
    """A shell ignores SIGINT for what it starts in the background; children would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

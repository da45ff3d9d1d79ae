"""The local Dagster: webserver, daemon and code server as one group of processes.

Started by ``crm-infra ui`` and by browser tests, always on loopback: Dagster has no login of its
own. On Kubernetes the values in ``deploy/`` run the same parts as separate services.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crm_infra.errors import UnavailableError
from crm_infra.orchestration.instance import dagster_home

ROOT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 120.0
"""A run that is stopped lets its Terraform finish what is in flight; that takes minutes at most."""


@dataclass(frozen=True)
class LocalDagster:
    """Where it answers, and the group of processes that it is."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(port: int) -> list[str]:
    workspace = ROOT / "workspace.yaml"
    return [
        *(sys.executable, "-m", "dagster", "dev", "-w", str(workspace)),
        *("-h", "127.0.0.1", "-p", str(port), "--log-level", "warning"),
    ]


def _reset_interrupts() -> None:
    """A shell ignores SIGINT for what it starts in the background; children would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _start(home: Path, port: int) -> LocalDagster:
    log = home / "dagster.log"
    environment = os.environ | {
        "DAGSTER_HOME": str(dagster_home(home)),
        "CRM_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    with log.open("wb") as sink:
        process = subprocess.Popen(
            _command(port),
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_reset_interrupts,  # noqa: PLW1509 - only resets two handlers
        )
    return LocalDagster(f"http://127.0.0.1:{port}", process, log)


def _answers(url: str) -> bool:
    query = b'{"query":"{repositoriesOrError{__typename}}"}'
    request = urllib.request.Request(  # noqa: S310 - our own loopback address
        f"{url}/graphql", data=query, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return b"RepositoryConnection" in answer.read()
    except (urllib.error.URLError, OSError):
        return False


def _wait_until_ready(dagster: LocalDagster, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not _answers(dagster.url):
        if dagster.process.poll() is not None or time.monotonic() > deadline:
            tail = dagster.log.read_text(errors="replace")[-2000:]
            raise UnavailableError(
                f"the Dagster webserver did not answer within {seconds:.0f} s: {tail}",
                hint=f"Its whole log is {dagster.log}",
            )
        time.sleep(0.1)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _stop(dagster: LocalDagster) -> None:
    """Ask the whole group to stop, wait for what is in flight, and leave no process."""
    group = dagster.process.pid
    for number, patience in (
        (signal.SIGINT, GRACE_SECONDS),
        (signal.SIGTERM, 10.0),
        (signal.SIGKILL, 5.0),
    ):
        deadline = time.monotonic() + patience
        if _group_lives(group):
            os.killpg(group, number)
        while time.monotonic() < deadline:
            dagster.process.poll()
            if not _group_lives(group):
                return
            time.sleep(0.05)


@contextmanager
def local_dagster(
    home: Path, *, port: int = 0, ready_seconds: float = 120.0
) -> Generator[LocalDagster]:
    """Run Dagster until the block ends; then nothing of it is left.

    Raises:
        UnavailableError: It did not answer in ``ready_seconds``; the message has its log's end.
    """
    dagster = _start(home, port or _free_port())
    try:
        _wait_until_ready(dagster, ready_seconds)
        yield dagster
    finally:
        _stop(dagster)

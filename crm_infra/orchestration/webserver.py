"""The local Dagster: code server, webserver and daemon, started together and stopped in order.

Started by ``crm-infra ui`` and by browser tests, always on loopback: Dagster has no login of its
own. All parts share one code server, which loads the definitions once. On Kubernetes the values in
``deploy/`` run the same parts as separate services. This module imports no Dagster: a person waits.
"""

import shutil
import socket
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from crm_infra.errors import InputError, UnavailableError
from crm_infra.orchestration import graphql
from crm_infra.orchestration.parts import ENDED, POLL_SECONDS, Process, start

PORTS_TRIED = 20
GRACE_SECONDS = 120.0
"""How long runs that were asked to stop are waited for; beyond it their Terraform ends alone."""


@dataclass
class LocalDagster:
    """Where it answers, and the process whose forks are its parts."""

    url: str
    log: Path
    read_only_url: str
    folder: Path
    process: Process

    def ended(self) -> str:
        """The part that has ended by itself; empty while all are well."""
        if self.process.poll() is not None:
            return "first process"
        with suppress(FileNotFoundError):
            return (self.folder / ENDED).read_text(encoding="utf-8")
        return ""


def claimed(wanted: int, *, or_next: bool = False) -> socket.socket:
    """A socket that has that port of loopback from now on; 0 takes any that is free.

    Nobody is heard there before there is a webserver: whoever asks too early is told so at once.

    Raises:
        InputError: The port is taken, and so are the next ones where those would do.
    """
    tried = range(wanted, min(wanted + PORTS_TRIED, 65536)) if or_next else [wanted]
    for port in tried:
        claim = socket.socket()
        if port:  # also right after another webserver there; any free one must be nobody's at all
            claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            claim.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
        else:
            return claim
    seen = f"ports {tried[0]} to {tried[-1]} on 127.0.0.1 are" if or_next else f"port {wanted} is"
    raise InputError(
        f"{seen} taken", hint="Choose another with --port, or --port 0 for any that is free"
    )


@contextmanager
def local_dagster(
    home: Path,
    claim: socket.socket | None = None,
    read_only: socket.socket | None = None,
    *,
    ready_seconds: float = 120.0,
) -> Generator[LocalDagster]:
    """Run Dagster until the block ends; then nothing of it is left.

    Runs under way are asked to stop first and end as cancelled; the next run continues.

    Args:
        home: The home whose Dagster instance is served.
        claim: Where, as ``claimed``; a free port of loopback when not said.
        read_only: Where a second webserver serves the same without any way to change it.
        ready_seconds: How long the start may take.

    Raises:
        UnavailableError: It did not answer in time; the message has its log's end.
    """
    sockets = [claim or claimed(0), *([read_only] if read_only else [])]
    urls = [f"http://127.0.0.1:{one.getsockname()[1]}" for one in sockets]
    log = home / "dagster.log"
    log.write_bytes(b"")
    folder = Path(tempfile.mkdtemp(prefix="crm-ui-"))
    process = start(home, folder, [one.fileno() for one in sockets], log)
    for one in sockets:  # the webservers have them: a connection ends with the one it leads to
        one.close()
    dagster = LocalDagster(urls[0], log, "".join(urls[1:]), folder, process)
    try:
        _wait_until_ready(dagster, urls, ready_seconds)
        yield dagster
    finally:
        _stop_runs(dagster.url)
        _end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _end(process: Process) -> None:
    process.terminate()
    process.wait()
    if process.stdin:
        process.stdin.close()


def _wait_until_ready(dagster: LocalDagster, urls: list[str], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for url in urls:
        while not graphql.answers(url):
            ended = dagster.ended()
            if ended or time.monotonic() > deadline:
                what = f"its {ended} ended" if ended else f"not within {seconds:.0f} s"
                said = dagster.log.read_text(errors="replace").strip()[-2000:]
                raise UnavailableError(
                    f"the local Dagster did not start ({what}): {said}",
                    hint=f"Its whole log is {dagster.log}",
                )
            time.sleep(POLL_SECONDS)


def _stop_runs(url: str) -> None:
    """Ask all runs to stop, and wait until Terraform has finished what is in flight."""
    deadline = time.monotonic() + GRACE_SECONDS
    asked: set[str] = set()
    with suppress(OSError, ValueError):
        while (runs := graphql.runs_under_way(url)) and time.monotonic() < deadline:
            if new := set(runs) - asked:
                graphql.terminate(url, sorted(new))
                asked |= new
            time.sleep(4 * POLL_SECONDS)

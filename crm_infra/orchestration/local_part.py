"""What each part of the local Dagster does, in a process that ``local_parts`` has forked.

    code server    prepares the instance, serves our definitions, starts the runs
    webserver      the UI, once the code server listens
    daemon         queue, sensors and schedules, likewise

The last two open the instance only when it has been prepared. Which parts there are and when they
stop is ``local_parts``'s. What is imported here the forks have in common.
"""

import importlib
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dagster._cli.api import grpc_command
from dagster._daemon.cli import run_command as daemon_command
from dagster._grpc import server

from crm_infra.orchestration.instance import dagster_home, open_instance
from crm_infra.orchestration.liveness import report_dead_runs
from crm_infra.orchestration.partitions import seed
from crm_infra.orchestration.parts import ROOT
from crm_infra.orchestration.run_server import RunProcesses, call_yourself, start_run_server
from crm_infra.orchestration.sqlite_files import hurry
from crm_infra.orchestration.sqlite_migrations import read_now

DEFINITIONS = "crm_infra.definitions"
"""By name: this room is below the one where everything is put together."""
LOCATION = "crm_infra"
SOCKET = "code.sock"
WORKSPACE = "workspace.json"
READY_SECONDS = 120.0
LOOK_SECONDS = 0.05
QUIET = ("--log-level", "warning")

importlib.import_module(DEFINITIONS)
read_now()


class _Server(server.DagsterApiServer):
    """Dagster's, with another way to start a run."""

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)  # pyright: ignore[reportUnknownMemberType]
        self._mp_ctx = RunProcesses()


def code_server(folder: Path, lifeline: int) -> None:
    """Serve the definitions and start runs."""
    _lead("code server")
    start_run_server(folder / "runs.sock", [DEFINITIONS])
    _end_with_starter(folder, lifeline)
    path = str(folder / SOCKET)
    serves = {"grpc_server": {"socket": path, "location_name": LOCATION}}
    (folder / WORKSPACE).write_text(json.dumps({"load_from": [serves]}), encoding="utf-8")
    with open_instance(_home()) as instance:  # partitions are there before the first page is
        seed(instance)
        report_dead_runs(instance)
    server.DagsterApiServer = _Server
    loads = ("-m", DEFINITIONS, "-d", str(ROOT), "--location-name", LOCATION)
    _run(grpc_command, "api grpc", "--socket", path, *loads, *QUIET)


def webserver(
    folder: Path, claim: socket.socket, lifeline: int, *, read_only: bool = False
) -> None:
    """Serve the UI on the port that the socket has."""
    import uvicorn
    from dagster_webserver.cli import main

    def serve(app: Any, *, log_level: str, **_where: object) -> None:
        uvicorn.Server(uvicorn.Config(app, log_level=log_level)).run(sockets=[claim])

    _lead("webserver")
    _end_with_starter(folder, lifeline)
    _wait_for_code_server(folder)
    # Dagster only knows a port, which somebody else may have taken by the time it binds it.
    uvicorn.run = serve
    host, port = claim.getsockname()
    serves = ("-w", str(folder / WORKSPACE), "-h", host, "-p", str(port))
    shown = ["--read-only"] if read_only else []
    _run(main, "webserver", *serves, "--dagster-log-level", "warning", *shown)


def daemon(folder: Path, lifeline: int) -> None:
    """Take runs from the queue, and look at sensors and schedules."""
    _lead("daemon")
    _end_with_starter(folder, lifeline)
    _wait_for_code_server(folder)
    _run(daemon_command, "daemon", "-w", str(folder / WORKSPACE), *QUIET)


def _run(command: Callable[[], object], name: str, *options: str) -> None:
    sys.argv = [name, *options]
    command()


def _lead(name: str) -> None:
    """Lead a group of processes, and be known by that name to who looks at processes."""
    os.setpgid(0, 0)
    call_yourself(name)


def _end_with_starter(folder: Path, lifeline: int) -> None:
    """When who forked this part is gone, it and all that it started are asked to stop."""

    def wait() -> None:
        while os.read(lifeline, 1):
            pass
        shutil.rmtree(folder, ignore_errors=True)  # who would have removed it is gone
        os.killpg(0, signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _home() -> Path:
    return Path(os.environ["CRM_HOME"])


def _wait_for_code_server(folder: Path) -> None:
    hurry()
    end = time.monotonic() + READY_SECONDS
    while not _listens(folder / SOCKET):
        if time.monotonic() > end:
            sys.exit(f"the code server did not listen within {READY_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)
    os.environ["DAGSTER_HOME"] = str(dagster_home(_home()))


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True

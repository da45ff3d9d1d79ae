"""One part of the local Dagster, as a process of its own: ``python -m`` this module starts it.

    code SOCKET OPTION…         prepares the instance, serves our definitions, starts the runs
    webserver SOCKET OPTION…    the UI, once the code server listens
    daemon SOCKET OPTION…       queue, sensors and schedules, likewise

All parts are started at once; the last two import what they need while the first is still loading,
and open the instance only when it has been prepared. Each ends in order when its standard input is
closed, so that none outlives who started it, however that one ended. Which parts there are and when
they stop is ``webserver``'s.
"""

import os
import shutil
import signal
import socket
import sys
import threading
import time
from pathlib import Path

READY_SECONDS = 120.0
LOOK_SECONDS = 0.05


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(path)
        except OSError:
            return False
    return True


def _wait_for(path: str) -> None:
    end = time.monotonic() + READY_SECONDS
    while not _listens(path):
        if time.monotonic() > end:
            sys.exit(f"the code server did not listen on {path} within {READY_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)


def _end_with_starter(lifeline: int, folder: Path) -> None:
    """Wait for the end of input; then this part and all that it started are asked to stop."""
    while os.read(lifeline, 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)  # who would have removed it is gone
    os.killpg(0, signal.SIGTERM)


def _prepare(home: Path) -> None:
    """Partitions are there before the first page is; runs that died are not left under way."""
    from crm_infra.orchestration.instance import open_instance
    from crm_infra.orchestration.liveness import report_dead_runs
    from crm_infra.orchestration.partitions import seed

    with open_instance(home) as instance:
        seed(instance)
        report_dead_runs(instance)


def main(part: str, path: str, *options: str) -> None:
    """Be that part until told to stop."""
    lifeline = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    threading.Thread(
        target=_end_with_starter, args=(lifeline, Path(path).parent), daemon=True
    ).start()
    home = Path(os.environ["CRM_HOME"])
    sys.argv = [part, *options]
    if part == "code":
        from dagster._cli.api import grpc_command as run

        sys.argv += ["--socket", path]
        _prepare(home)
    else:
        if part == "webserver":
            from dagster_webserver.cli import main as run
        else:
            from dagster._daemon.cli import run_command as run
        from crm_infra.orchestration.instance import dagster_home
        from crm_infra.orchestration.sqlite_files import hurry

        hurry()
        _wait_for(path)
        os.environ["DAGSTER_HOME"] = str(dagster_home(home))
    run()


if __name__ == "__main__":
    main(*sys.argv[1:])

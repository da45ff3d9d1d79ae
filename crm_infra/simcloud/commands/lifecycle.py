"""`sim start`, `stop`, `status` and `serve`: whether simcloud runs, and how."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from crm_infra.simcloud.commands.group import json_option, print_json
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.options import Options
from crm_infra.simcloud.process.start import running
from crm_infra.simcloud.process.start import start as start_it
from crm_infra.simcloud.process.stop import stop as stop_it

NOT_RUNNING = 3


def _start_options(command: Any) -> Any:
    """What `start` and `serve` both take."""
    for option in (
        click.option(
            "--idle", type=float, metavar="SECONDS", help="End by itself after so long unused."
        ),
        click.option(
            "--pace",
            type=float,
            metavar="N",
            help="N virtual seconds per real second; 0, the default, spends no real time.",
        ),
        click.option(
            "--schemas",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Serve the providers of `terraform providers schema -json`, not the catalogue.",
        ),
    ):
        command = option(command)
    return command


@click.command()
@_start_options
@click.option("--foreground", is_flag=True, help="Stay here and log here; Ctrl-C ends it.")
@json_option
def start(
    schemas: Path | None, pace: float | None, idle: float | None, foreground: bool, as_json: bool
) -> None:
    """Start simcloud unless it runs already.

    \b
    Example:
      crm-infra sim start
      crm-infra sim start --pace 60 --schemas providers.json
    """
    options = Options(schemas, pace, idle)
    if foreground:
        _serve(options, None)
        return
    found, now = start_it(Home.of(), options)
    if as_json:
        print_json({"started": now, "pid": found.pid, "log": found.log})
        return
    how = "started" if now else "runs already"
    click.echo(f"simcloud {how} (pid {found.pid}, simulated); providers:", nl=False)
    click.echo(" " + ", ".join(source.split("/", 1)[-1] for source in found.sockets))
    if pace is not None and not now:
        click.echo(f"Its pace stays as it is; `crm-infra sim pace {pace:g}` changes it.")


@click.command()
@_start_options
@click.option("--ready-fd", type=int, help="Write one byte there once everything answers.")
def serve(
    schemas: Path | None, pace: float | None, idle: float | None, ready_fd: int | None
) -> None:
    """Be the process that serves; `start` runs this in the background.

    \b
    Example:
      crm-infra sim serve --pace 60
    """
    _serve(Options(schemas, pace, idle), ready_fd)


def _serve(options: Options, ready: int | None) -> None:
    from crm_infra.simcloud.process.serve import serve as serve_it

    serve_it(Home.of(), options, ready=ready)
    sys.stderr.flush()
    # A call that still waits must not keep a process alive that has ended and removed its files.
    os._exit(0)


@click.command()
@json_option
def stop(as_json: bool) -> None:
    """End simcloud; what exists in it stays until `reset`.

    \b
    Example:
      crm-infra sim stop
    """
    outcome = stop_it(Home.of())
    if as_json:
        print_json({"stopped": outcome.pid is not None, "pid": outcome.pid, "how": outcome.how})
        return
    click.echo(f"simcloud: {outcome.how}" + (f" (pid {outcome.pid})" if outcome.pid else ""))


@click.command()
@json_option
def status(as_json: bool) -> None:
    """Say whether simcloud runs, since when, and what it holds. Exit code 3 when it does not run.

    \b
    Example:
      crm-infra sim status --json
    """
    home = Home.of()
    found = running(home)
    if found is None:
        if as_json:
            print_json({"running": False, "simulated": True, "home": str(home.root)})
        else:
            click.echo(f"simcloud does not run in {home.root}; `crm-infra sim start` starts it.")
        sys.exit(NOT_RUNNING)
    said = found.ask("GET", "/v1/status")
    if as_json:
        print_json(said)
        return
    from crm_infra.simcloud.commands.screen import show_status

    show_status(said)

"""``crm-infra ui``: the Dagster UI on loopback, with simcloud beside it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from crm_infra.cli import exits
from crm_infra.cli.home import home

PORT = 3000
SIMCLOUD = [sys.executable, "-m", "crm_infra.simcloud"]
LOOK_SECONDS = 0.5


@click.command("ui")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port on loopback; 0 takes a free one.  [default: {PORT}, or the next free one]",
)
@click.option(
    "--read-only",
    is_flag=True,
    help="Serve a second UI beside it in which nothing can be changed.",
)
def command(port: int | None, read_only: bool) -> int:
    """Open the Dagster UI; Ctrl-C stops everything.

    \b
    Example:
      crm-infra ui
      crm-infra ui --port 0
      crm-infra ui --read-only
    """
    from crm_infra.orchestration.webserver import claimed, local_dagster

    began = time.monotonic()
    claim = claimed(PORT if port is None else port, or_next=port is None)
    next_port = claim.getsockname()[1] + 1
    click.echo("starting the simulated cloud and Dagster …")
    stop = _told_to_stop()
    with _simcloud():
        second = claimed(next_port, or_next=True) if read_only else None
        with local_dagster(home(), claim, second) as dagster:
            seconds = time.monotonic() - began
            click.secho(f"ready after {seconds:.1f} s: {dagster.url}", fg="green")
            if dagster.read_only_url:
                click.echo(f"for looking only: {dagster.read_only_url}")
            click.echo("Assets, group layers, Materialize all, pick an environment.")
            click.echo("Ctrl-C stops everything.")
            while not stop.wait(LOOK_SECONDS) and not dagster.ended():
                pass
            lost = dagster.ended()
            _say_stopping(lost, dagster.log)
    click.echo("stopped; no process is left")
    return exits.FAILED if lost else exits.DONE


def _told_to_stop() -> threading.Event:
    """Set by Ctrl-C, by TERM, and when the terminal goes away; a second one changes nothing."""
    stop = threading.Event()

    def stop_in_order(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stop.is_set():
            click.echo("still stopping; Terraform finishes what it has begun …")
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_in_order)
    return stop


@contextmanager
def _simcloud() -> Generator[None]:
    """Simcloud, where that is the target; stopped again only when it was started here."""
    if os.environ.get("CRM_TARGET", "sim") != "sim":
        yield
        return
    starting = subprocess.Popen([*SIMCLOUD, "start", "--json"], stdout=subprocess.PIPE)
    try:
        yield
    finally:
        said, _ = starting.communicate()
        if said and json.loads(said)["started"]:
            subprocess.run([*SIMCLOUD, "stop"], check=False, stdout=subprocess.DEVNULL)


def _say_stopping(lost: str, log: Path) -> None:
    if lost:
        click.secho(f"Dagster's {lost} has ended by itself; its log is {log}", fg="red", err=True)
    click.echo("stopping; a run under way finishes what Terraform has begun …")

"""``crm-infra ui``: the Dagster UI on loopback, with simcloud beside it."""

import signal
import threading
import time
from types import FrameType

import click

from crm_infra.cli.home import home


@click.command("ui")
@click.option(
    "--port", default=3000, show_default=True, help="Port on loopback; 0 takes a free one."
)
def command(port: int) -> None:
    """Open the Dagster UI; Ctrl-C stops everything.

    \b
    Example:
      crm-infra ui
      crm-infra ui --port 0
    """
    from crm_infra.orchestration.instance import open_instance
    from crm_infra.orchestration.partitions import seed
    from crm_infra.orchestration.webserver import local_dagster
    from crm_infra.terraform.target import SimTarget

    began = time.monotonic()
    click.echo("starting the simulated cloud, the Dagster daemon and the webserver …")
    with open_instance(home()) as instance:
        seed(instance)
    SimTarget(home()).endpoint()
    stop = threading.Event()

    def stop_in_order(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGTERM, stop_in_order)
    with local_dagster(home(), port=port) as dagster:
        click.secho(f"ready after {time.monotonic() - began:.0f} s: {dagster.url}", fg="green")
        click.echo("Materialize: Assets, group layers, Materialize all, pick an environment.")
        click.echo("Ctrl-C stops everything but simcloud (crm-infra sim stop).")
        try:
            while not stop.wait(0.5) and dagster.process.poll() is None:
                pass
        except KeyboardInterrupt:
            click.echo("stopping; a run in flight finishes what Terraform has begun …")

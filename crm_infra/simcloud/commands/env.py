"""`sim env`: what any Terraform needs in its environment to use simcloud."""

from typing import Literal

import click

from crm_infra.simcloud.commands.group import print_json
from crm_infra.simcloud.process.environment import as_shell, variables
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.start import ensure


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["shell", "json"]),
    default="shell",
    show_default=True,
    help="Lines for eval, or one JSON object.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def env(form: Literal["shell", "json"]) -> None:
    """Print what a Terraform needs to use simcloud; starts it if it does not run.

    The variables attach the simulated providers under the registry addresses of Terraform and
    OpenTofu, and point the gcs backend at the simulated Cloud Storage.

    \b
    Example:
      eval "$(crm-infra sim env)"
      crm-infra sim env --format json
    """
    needed = variables(ensure(Home.of()))
    if form == "json":
        print_json(needed)
    else:
        click.echo(as_shell(needed))

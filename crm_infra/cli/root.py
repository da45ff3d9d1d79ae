"""The root of the command: which commands there are, and what happens to errors.

Add a command to ``COMMANDS`` with the module that holds it and its one line of help.
"""

import gc
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from crm_infra.cli import exits
from crm_infra.errors import CrmInfraError, InputError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("crm_infra.cli.demo", "Raise dev in the simulated cloud and show how to look at it."),
    "provision": ("crm_infra.cli.provision", "Make an environment stand as its files say."),
    "plan": ("crm_infra.cli.plan", "Show what provision would change."),
    "status": ("crm_infra.cli.status", "Show what stands and what is stale."),
    "check": ("crm_infra.cli.check", "Check what stands, and who changed it by hand."),
    "outputs": ("crm_infra.cli.outputs", "Show what a layer gives to the layers below."),
    "destroy": ("crm_infra.cli.destroy", "Take an environment down."),
    "cost": ("crm_infra.cli.cost", "Show what environments cost a month, layer by layer."),
    "validate": ("crm_infra.cli.validate", "Check all environment files and say every fault."),
    "state": ("crm_infra.cli.state", "List, show, restore and unlock states."),
    "sim": ("crm_infra.cli.sim", "Run the simulated cloud: start, stop, faults, operations."),
    "terraform": ("crm_infra.cli.terraform", "Run plain Terraform against the simulated cloud."),
    "ui": ("crm_infra.cli.ui", "Open the Dagster UI on loopback."),
}

# What a command imports stays; looking for garbage among it as often as Python does by default is a
# fifth of a start.
COLLECTOR = (50_000, 20, 50)

EPILOG = "\b\nExit codes:\n" + "\n".join(
    f"  {code:>2}  {meaning}" for code, meaning in exits.EXIT_CODES.items()
)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module that holds the command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module: Any = importlib.import_module(COMMANDS[cmd_name][0])
        return module.command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    envvar="CRM_HOME",
    help="Where simcloud, Dagster and work directories live.  [default: ./.crm-infra]",
)
def cli(home: Path | None) -> None:
    """Run the whole infrastructure of the CRM.

    \b
    Example:
      crm-infra provision dev
      crm-infra plan staging --layer network
    """
    os.environ["CRM_HOME"] = str((home or Path(".crm-infra")).resolve())


def _report(error: CrmInfraError) -> int:
    for fault in error.faults if isinstance(error, InputError) else ():
        click.echo(str(fault), err=True)
    click.secho(f"error: {error}", fg="red", err=True)
    return exits.code_for(error)


def run(arguments: list[str]) -> int:
    """Run one command line and say how it ended, as an exit code."""
    try:
        answer = cli.main(arguments, prog_name="crm-infra", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return exits.USAGE
    except click.ClickException as error:
        error.show()
        return exits.FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return exits.INTERRUPTED
    except CrmInfraError as error:
        return _report(error)
    except BrokenPipeError:
        sys.stderr.close()
        return exits.FAILED
    return answer if isinstance(answer, int) else exits.DONE


def main() -> None:
    """Entry point of the ``crm-infra`` script."""
    gc.set_threshold(*COLLECTOR)
    sys.exit(run(sys.argv[1:]))

"""``crm-infra sim``: hands over to simcloud's own commands, which run in their own process.

The platform never imports simcloud; options and help of this group live there.
"""

import os
import sys
from typing import Any

import click

PASS_ON: dict[str, Any] = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "help_option_names": [],
}


@click.command("sim", context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run the simulated cloud.

    \b
    Example:
      crm-infra sim status
      eval "$(crm-infra sim env)"
    """
    sys.stdout.flush()
    os.execv(  # noqa: S606 - the same interpreter, a list, no shell
        sys.executable, [sys.executable, "-m", "crm_infra.simcloud", *(arguments or ("--help",))]
    )

"""``crm-infra terraform -- ARGS``: plain Terraform on any folder, against the simulated cloud.

The embedded Terraform (or ``CRM_TERRAFORM``) runs in the folder where the caller stands, with the
environment that ``crm-infra sim env`` prints. The platform's own layers do not go through here.
"""

import os
from typing import Any

import click

from crm_infra.cli.home import home

PASS_ON: dict[str, Any] = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "help_option_names": [],
}


@click.command("terraform", context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run plain Terraform against the simulated cloud.

    \b
    Example:
      crm-infra terraform -- init
      crm-infra terraform -- apply -auto-approve
    """
    from crm_infra.terraform.binary import child_command, locate_binary
    from crm_infra.terraform.target import ATLAS_VARIABLES, SimTarget

    binary = locate_binary(home())
    start = [*child_command(binary), "--"] if binary.embedded else [str(binary.path)]
    argv = [*start, *arguments]
    environment: dict[str, str] = {**os.environ, **SimTarget(home()).child_environment()}
    for name in ("STORAGE_EMULATOR_HOST", *ATLAS_VARIABLES):
        environment.pop(name, None)
    os.execve(argv[0], argv, environment)  # noqa: S606 - an absolute path, a list, no shell

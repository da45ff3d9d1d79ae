"""The root of the `sim` commands, and what is the same for all: errors, home, JSON.

Add a command to the file of its group and its name here.
"""

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

import click

_COMMANDS = {
    "start": "lifecycle",
    "stop": "lifecycle",
    "status": "lifecycle",
    "serve": "lifecycle",
    "env": "env",
    "resources": "contents",
    "operations": "contents",
    "reset": "contents",
    "pace": "contents",
    "snapshot": "snapshot",
    "fault": "fault",
}


class _Lazy(click.Group):
    """Loads only the file of the command that was asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        file = _COMMANDS.get(cmd_name)
        if file is None:
            return None
        return getattr(importlib.import_module(f"crm_infra.simcloud.commands.{file}"), cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        from crm_infra.simcloud.control.client import ControlError
        from crm_infra.simcloud.process.errors import SimcloudError

        try:
            return super().invoke(ctx)
        except (SimcloudError, ControlError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def sim() -> None:
    """Handle the simulated cloud: start it, look into it, disturb it.

    It starts by itself when something needs it, lives in CRM_HOME (.crm-infra unless set) and
    answers nobody but you. Nothing that it says is about a real cloud.

    \b
    Example:
      crm-infra sim status
      eval "$(crm-infra sim env)" && terraform apply
    """


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--json`, which every command has."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def print_json(said: Any) -> None:
    """JSON on standard output, for people too."""
    click.echo(json.dumps(said, indent=2, ensure_ascii=False))


def main() -> None:
    """Run the command line."""
    sim.main(args=sys.argv[1:], prog_name="crm-infra sim")

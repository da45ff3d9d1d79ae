"""``crm-infra validate``: every fault of every environment file, at once."""

import json
from pathlib import Path

import click

from crm_infra.cli import exits


@click.command("validate")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
def command(folder: Path | None, as_json: bool) -> int:
    """Check all environment files and say every fault.

    \b
    Example:
      crm-infra validate
      crm-infra validate my-environments/ --json
    """
    from crm_infra.environments import faults_in, lines, report

    faults = faults_in(folder) if folder else faults_in()
    if as_json:
        click.echo(json.dumps(report(faults), indent=2))
    else:
        for line in lines(faults):
            click.echo(line)
    return exits.BAD_INPUT if faults else exits.DONE

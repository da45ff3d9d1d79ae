"""``crm-infra outputs``: what a layer gives to the layers below; never secret."""

import json
from typing import Any

import click

from crm_infra.cli import exits
from crm_infra.cli.home import home


@click.command("outputs")
@click.argument("environment")
@click.option("--layer", "layers", multiple=True, help="Only this layer; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the outputs as JSON.")
def command(environment: str, layers: tuple[str, ...], as_json: bool) -> int:
    """Show what a layer gives to the layers below.

    \b
    Example:
      crm-infra outputs dev --layer network
      crm-infra outputs dev --json
    """
    from crm_infra.environments import load_environment
    from crm_infra.layers import CATALOG, upstream_first
    from crm_infra.orchestration.target import chosen_target
    from crm_infra.terraform.gateway import LayerGateway

    described = load_environment(environment)
    wanted = upstream_first(layers or [layer.name for layer in CATALOG])
    with LayerGateway(chosen_target(home()), home()) as gateway:
        given = {layer.name: gateway.outputs(layer, described) for layer in wanted}
    if as_json:
        click.echo(json.dumps(given, indent=2))
    else:
        _show(given)
    return exits.DONE


def _show(given: dict[str, dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for layer, values in given.items():
        table = Table(
            "output", "value", box=None, pad_edge=False, title=layer, title_justify="left"
        )
        for name, value in sorted(values.items()):
            table.add_row(name, value if isinstance(value, str) else json.dumps(value))
        console.print(table)

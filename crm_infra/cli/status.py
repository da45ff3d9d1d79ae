"""``crm-infra status``: what stands, what is stale and why, and the next thing to do."""

import json

import click

from crm_infra.cli import exits
from crm_infra.cli.home import home


@click.command("status")
@click.argument("environment")
@click.option("--layer", "layers", multiple=True, help="Only this layer; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the standing as JSON.")
def command(environment: str, layers: tuple[str, ...], as_json: bool) -> int:
    """Show what stands and what is stale. Exit code 2 says that something is wanting.

    \b
    Example:
      crm-infra status dev
      crm-infra status prod --json
    """
    from rich.console import Console

    from crm_infra.cli.summary import print_standing
    from crm_infra.environments import load_environment
    from crm_infra.layers import CATALOG, upstream_first
    from crm_infra.orchestration.instance import open_instance
    from crm_infra.orchestration.standing import next_step, standing_of
    from crm_infra.orchestration.target import chosen_target
    from crm_infra.terraform.gateway import LayerGateway

    described = load_environment(environment)
    wanted = upstream_first(layers or [layer.name for layer in CATALOG])
    with LayerGateway(chosen_target(home()), home()) as gateway, open_instance(home()) as instance:
        standings = standing_of(gateway, instance, wanted, described)
    step = next_step(standings, environment)
    if as_json:
        data = [standing.as_data() for standing in standings]
        click.echo(json.dumps({"environment": environment, "layers": data, "next": step}, indent=2))
    else:
        print_standing(Console(), standings, step)
    return exits.DONE if all(standing.stands for standing in standings) else exits.PENDING

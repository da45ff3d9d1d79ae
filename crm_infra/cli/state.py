"""``crm-infra state``: the versions of a state, one of them, putting one back, and the lock."""

import json
from typing import TYPE_CHECKING

import click

from crm_infra.cli import exits
from crm_infra.cli.home import home

if TYPE_CHECKING:
    from crm_infra.state.layer_state import LayerState


@click.group("state")
def command() -> None:
    """List, show, restore and unlock states.

    \b
    Example:
      crm-infra state list dev
      crm-infra state restore dev --layer network --generation 1764000000000000
    """


def _states(environment: str, layers: tuple[str, ...]) -> "dict[str, LayerState]":
    from crm_infra.environments import load_environment
    from crm_infra.layers import CATALOG, upstream_first
    from crm_infra.orchestration.target import chosen_target
    from crm_infra.terraform.gateway import LayerGateway

    described = load_environment(environment)
    wanted = upstream_first(layers or [layer.name for layer in CATALOG])
    gateway = LayerGateway(chosen_target(home()), home())
    return {layer.name: gateway.state(layer, described) for layer in wanted}


@command.command("list")
@click.argument("environment")
@click.option("--layer", "layers", multiple=True, help="Only this layer; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the versions as JSON.")
def list_command(environment: str, layers: tuple[str, ...], as_json: bool) -> int:
    """List the versions of each layer's state, newest first.

    \b
    Example:
      crm-infra state list dev --layer network
    """
    from dataclasses import asdict

    found = {name: state.versions() for name, state in _states(environment, layers).items()}
    if as_json:
        data = {name: [asdict(version) for version in versions] for name, versions in found.items()}
        click.echo(json.dumps(data, indent=2, default=str))
        return exits.DONE
    from rich.console import Console

    from crm_infra.cli.summary import print_versions

    for name, versions in found.items():
        print_versions(Console(), name, versions)
    return exits.DONE


@command.command("show")
@click.argument("environment")
@click.option("--layer", required=True, help="Whose state.")
@click.option("--generation", type=int, help="Which version; the live one when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print the addresses as JSON.")
def show_command(environment: str, layer: str, generation: int | None, as_json: bool) -> int:
    """Show what one version of a state holds.

    \b
    Example:
      crm-infra state show dev --layer network
    """
    from crm_infra.errors import InputError

    state = _states(environment, (layer,))[layer]
    document = state.show(generation) if generation else state.check().document
    if document is None:
        raise InputError(f"{layer} has no state in {environment}", hint="Provision it first")
    if as_json:
        data = {
            "serial": document.serial,
            "lineage": document.lineage,
            "resources": document.managed,
        }
        click.echo(json.dumps(data, indent=2))
        return exits.DONE
    click.echo(f"serial {document.serial}, lineage {document.lineage}")
    for address in sorted(document.managed):
        click.echo(f"  {address}")
    return exits.DONE


@command.command("restore")
@click.argument("environment")
@click.option("--layer", required=True, help="Whose state.")
@click.option("--generation", type=int, required=True, help="Which version; see list.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore_command(environment: str, layer: str, generation: int, yes: bool) -> int:
    """Put an older version of a state back, under a new serial.

    The cloud is not touched: the next plan shows how it differs from the restored state.

    \b
    Example:
      crm-infra state restore dev --layer network --generation 1764000000000000
    """
    state = _states(environment, (layer,))[layer]
    if not yes:
        click.confirm(f"Put generation {generation} of {environment}/{layer} back?", abort=True)
    document = state.restore(generation)
    click.echo(f"{environment}/{layer} is at serial {document.serial} now. Next: crm-infra plan")
    return exits.DONE


@command.command("unlock")
@click.argument("environment")
@click.option("--layer", required=True, help="Whose state.")
@click.option("--id", "lock_id", type=int, help="Only this lock; Terraform's message has its ID.")
@click.option("--insist", is_flag=True, help="You know that the holder, not provably dead, is.")
def unlock_command(environment: str, layer: str, lock_id: int | None, insist: bool) -> int:
    """Remove the lock of a run that is dead; refuses while the holder lives.

    \b
    Example:
      crm-infra state unlock dev --layer network
    """
    from crm_infra.clock import SystemClock

    state = _states(environment, (layer,))[layer]
    holder = state.unlock(expected=lock_id, insist=insist)
    click.echo(f"removed: {holder.describe(SystemClock().now())}")
    return exits.DONE

"""``crm-infra destroy``: take an environment down, layers in reverse order."""

import json
from typing import Any

import click

from crm_infra.cli import exits
from crm_infra.cli.home import home


@click.command("destroy")
@click.argument("environment")
@click.option("--layer", "layers", multiple=True, help="Only this layer; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken down.")
@click.option("--yes", is_flag=True, help="Do not ask for the environment's name.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    environment: str, layers: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool
) -> int:
    """Take an environment down.

    A protected environment (prod) is refused; the message has the two steps that lift it.

    \b
    Example:
      crm-infra destroy dev
      crm-infra destroy dev --layer network --yes
    """
    from rich.console import Console

    from crm_infra.changes.teardown import refuse_protected
    from crm_infra.cli.live import LiveProgress
    from crm_infra.environments import load_environment
    from crm_infra.layers import CATALOG, upstream_first

    described = load_environment(environment)
    wanted = upstream_first(layers or [layer.name for layer in CATALOG])
    refuse_protected(described)
    if not dry_run and not yes:
        _ask(environment)
    console = Console()
    with LiveProgress(console, quiet=as_json) as live:
        taken = _take_down(described, wanted, live, dry_run=dry_run)
    if as_json:
        answer = {"environment": environment, "dry_run": dry_run, "layers": taken}
        click.echo(json.dumps(answer, indent=2))
    else:
        verb = "would remove" if dry_run else "removed"
        for layer in taken:
            console.print(f"{layer['layer']}: {verb} {layer['removed']} resources")
    return exits.DONE


def _ask(environment: str) -> None:
    typed = click.prompt(f"Type {environment} to take it down", default="", show_default=False)
    if typed != environment:
        raise click.UsageError(f"{typed!r} is not {environment}; nothing was touched")


def _take_down(described: Any, wanted: Any, live: Any, *, dry_run: bool) -> list[dict[str, Any]]:
    from crm_infra.changes.teardown import take_down, would_take_down
    from crm_infra.orchestration.instance import open_instance
    from crm_infra.orchestration.target import chosen_target
    from crm_infra.orchestration.teardown import note_teardown
    from crm_infra.terraform.gateway import LayerGateway

    act = would_take_down if dry_run else take_down
    taken: list[dict[str, Any]] = []
    with LayerGateway(chosen_target(home()), home()) as gateway, open_instance(home()) as instance:
        for step in act(gateway, wanted, described, lambda layer: live.follow(described, layer)):
            if not dry_run:
                note_teardown(instance, described.name, step)
            taken.append(
                {"layer": step.layer.name, "removed": step.removed, "seconds": step.seconds}
            )
    return taken

"""``crm-infra plan``: what provision would change, layer by layer; changes nothing."""

import json
from typing import TYPE_CHECKING, Any

import click

from crm_infra.cli import exits
from crm_infra.cli.home import home

if TYPE_CHECKING:
    from rich.console import Console

    from crm_infra.changes.planning import LayerPlan


@click.command("plan")
@click.argument("environment")
@click.option("--layer", "layers", multiple=True, help="Only this layer; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def command(environment: str, layers: tuple[str, ...], as_json: bool) -> int:
    """Show what provision would change.

    A layer whose upstream is about to change is planned in a rehearsal: a copy of the simulated
    cloud in which the layers above have been applied.

    \b
    Example:
      crm-infra plan dev
      crm-infra plan prod --layer network --json
    """
    from rich.console import Console

    from crm_infra.changes.planning import Planner
    from crm_infra.cli.live import LiveProgress
    from crm_infra.environments import load_environment
    from crm_infra.layers import CATALOG, upstream_first
    from crm_infra.orchestration.target import chosen_target

    described = load_environment(environment)
    wanted = upstream_first(layers or [layer.name for layer in CATALOG])
    console = Console()
    with (
        LiveProgress(console, quiet=as_json) as live,
        Planner(chosen_target(home()), home()) as planner,
    ):
        plans = list(planner.plans(wanted, described, lambda layer: live.follow(described, layer)))
    if as_json:
        click.echo(json.dumps(_as_data(environment, plans), indent=2))
    else:
        _show(console, plans)
    pending = any(not plan.summary.nothing_to_do for plan in plans)
    return exits.PENDING if pending else exits.DONE


def _as_data(environment: str, plans: "list[LayerPlan]") -> dict[str, Any]:
    return {
        "environment": environment,
        "layers": [
            {
                "layer": plan.layer.name,
                "rehearsed": plan.rehearsed,
                "actions": plan.summary.by_action,
                "digest": plan.summary.digest,
                "changes": _changes(plan),
            }
            for plan in plans
        ],
    }


def _changes(plan: "LayerPlan") -> list[dict[str, Any]]:
    from dataclasses import asdict

    from crm_infra.terraform.diff import diff_rows

    rows, _ = diff_rows(plan.summary.changes, limit=len(plan.summary.changes))
    return [asdict(row) for row in rows]


def _show(console: "Console", plans: "list[LayerPlan]") -> None:
    from crm_infra.cli.summary import actions_text, print_diff

    for plan in plans:
        note = " (rehearsed: the layers above are about to change)" if plan.rehearsed else ""
        console.print(f"\n[bold]{plan.layer.name}[/]: {actions_text(plan.summary.by_action)}{note}")
        print_diff(console, plan.summary)

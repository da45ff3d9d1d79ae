"""``crm-infra provision``: the same assets as in the UI, run in this process."""

import json
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from crm_infra.cli import exits
from crm_infra.cli.home import home

if TYPE_CHECKING:
    from crm_infra.orchestration.platform import Platform


@click.command("provision")
@click.argument("environment")
@click.option("--layer", "layers", multiple=True, help="Only this layer; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only show what would change (as plan does).")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def command(
    context: click.Context,
    environment: str,
    layers: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> int:
    """Make an environment stand as its files say.

    \b
    Example:
      crm-infra provision dev
      crm-infra provision staging --layer network
      crm-infra provision prod --dry-run --json
    """
    if dry_run:
        from crm_infra.cli.plan import command as plan

        return context.invoke(plan, environment=environment, layers=layers, as_json=as_json)
    result = provision(environment, layers, quiet=as_json)
    if as_json:
        click.echo(json.dumps(result, indent=2))
    return exits.DONE if result["outcome"] == "SUCCESS" else _exit_code(result)


def _exit_code(result: dict[str, Any]) -> int:
    if result["outcome"] == "CANCELED":
        return exits.INTERRUPTED
    kinds = {layer["error"]["kind"] for layer in result["layers"] if layer.get("error")}
    for kind, code in exits.CODE_OF_KIND.items():
        if kind in kinds:
            return code
    return exits.FAILED


def provision(environment: str, layers: tuple[str, ...], *, quiet: bool) -> dict[str, Any]:
    """Run the job here, show progress unless ``quiet``, and return what came of it.

    Raises:
        InputError: The environment, a layer or a file is wrong; nothing was started.
    """
    from rich.console import Console

    from crm_infra.cli.live import LiveProgress
    from crm_infra.environments import load_environment
    from crm_infra.layers import CATALOG, upstream_first
    from crm_infra.orchestration.ahead import PlanAhead
    from crm_infra.orchestration.platform import Platform

    described = load_environment(environment)
    wanted = upstream_first(layers or [layer.name for layer in CATALOG])
    platform = Platform(home=home())
    console = Console()
    with (
        LiveProgress(console, quiet=quiet) as live,
        PlanAhead(platform.gateway, described, wanted, live.follow) as ahead,
    ):
        platform = replace(platform, follow=live.follow, ahead=ahead)
        result = _run(environment, [layer.name for layer in wanted], platform, ahead.cancel)
    if not quiet:
        from crm_infra.cli.summary import print_summary

        print_summary(console, result)
    return result


def _run(
    environment: str, layers: list[str], platform: "Platform", cancel: Event
) -> dict[str, Any]:
    from crm_infra.definitions import build_definitions
    from crm_infra.orchestration.instance import open_instance, run_in_process
    from crm_infra.orchestration.outcome import outcome_of
    from crm_infra.orchestration.partitions import seed

    job = build_definitions({"platform": platform}).resolve_job_def("provision")
    with open_instance(home()) as instance:
        seed(instance)
        run = run_in_process(job, instance, partition=environment, assets=layers, cancel=cancel)
        return outcome_of(instance, run, environment, layers)

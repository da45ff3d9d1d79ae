"""``crm-infra check``: what stands of an environment against its checks, drift included."""

import json
from typing import TYPE_CHECKING

import click

from crm_infra.cli import exits
from crm_infra.cli.home import home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from crm_infra.checks.looking import LayerLook
    from crm_infra.checks.model import CheckResult, Noted

TELLING = frozenset({"left_when_a_region_is_lost", "serving"})
"""Checks whose answer is more than whether they pass."""


@click.command("check")
@click.argument("environment")
@click.option("--layer", "layers", multiple=True, help="Only this layer; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def command(environment: str, layers: tuple[str, ...], as_json: bool) -> int:
    """Check what stands of an environment, and who changed it. Changes nothing, takes no lock.

    Exit code 2 says that something is wrong. It is a run of the job `checks`, so that the UI shows
    the same.

    \b
    Example:
      crm-infra check dev
      crm-infra check dev --layer network
      crm-infra check prod --json
    """
    from rich.console import Console

    from crm_infra.environments import load_environment
    from crm_infra.layers import upstream_first

    load_environment(environment)
    run, ended, looks = _run(environment, [layer.name for layer in upstream_first(layers)])
    if as_json:
        seen = [look.as_data() for look in looks]
        data = {"environment": environment, "run": run, "outcome": ended, "layers": seen}
        click.echo(json.dumps(data, indent=2))
    else:
        print_looks(Console(), looks)
    if any(look.wrong for look in looks):
        return exits.PENDING
    return exits.DONE if ended == "SUCCESS" else exits.FAILED


def _run(environment: str, layers: list[str]) -> "tuple[str, str, list[LayerLook]]":
    """Run the job here; its run, how it ended and what it saw."""
    from crm_infra.definitions import build_definitions
    from crm_infra.orchestration.instance import open_instance, run_in_process
    from crm_infra.orchestration.partitions import seed
    from crm_infra.orchestration.platform import Platform

    looks: list[LayerLook] = []
    platform = Platform(home=home(), looked=looks.append)
    job = build_definitions({"platform": platform}).resolve_job_def("checks")
    with open_instance(home()) as instance:
        seed(instance)
        only = {"look_at_environment": {"layers": layers}}
        run = run_in_process(job, instance, partition=environment, config=only)
    return run.run_id, run.status.value, looks


def print_looks(console: "Console", looks: "Sequence[LayerLook]") -> None:
    """One line per check; below it what was found, and below a red one the remedy."""
    from rich.markup import escape

    from crm_infra.checks.looking import Looked

    for look in looks:
        if look.looked is not Looked.SEEN:
            said = f"{look.layer} {look.looked.value}{': ' if look.why else ''}{look.why}"
            colour = "red" if look.wrong else "yellow"
            console.print(f"[{colour}]{escape(said)}", highlight=False, soft_wrap=True)
        if look.results:
            console.print(f"[bold]{look.layer}[/], {look.resources} resources", highlight=False)
        for result in look.results:
            _print_result(console, result)


def _print_result(console: "Console", result: "CheckResult") -> None:
    from rich.markup import escape

    mark = f"[red]{result.severity.value:<5}[/]" if result.broken else "[yellow]?    [/]"
    mark = "[green]ok   [/]" if result.passed else mark
    console.print(f"  {mark} {result.name}", highlight=False)
    shown = "" if result.broken or result.name in TELLING else "[dim]"
    for one in (*result.violations, *result.not_seen, *_read_along(result)):
        said = escape(f"        {one.resource}: {one.seen}")
        console.print(f"{shown}{said}", highlight=False, soft_wrap=True)
    if result.broken:
        said = escape(f"        {result.remedy}.")
        console.print(f"[dim]{said}", highlight=False, soft_wrap=True)
    elif result.not_seen and result.elsewhere:
        said = escape(f"        Look at {result.elsewhere}.")
        console.print(f"[dim]{said}", highlight=False, soft_wrap=True)


def _read_along(result: "CheckResult") -> "Sequence[Noted]":
    """What is as it should be is said where it is the answer, and beside what is not."""
    return result.noted if result.name in TELLING or not result.passed else ()

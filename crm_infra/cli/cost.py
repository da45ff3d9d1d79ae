"""``crm-infra cost``: what environments cost a month at list prices, beside their budgets.

Only form is here; the arithmetic is ``crm_infra.cost``.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from crm_infra.cli import exits

if TYPE_CHECKING:
    from rich.console import Console

    from crm_infra.cost import Estimate
    from crm_infra.environments import Environment


@click.command("cost")
@click.argument("environments", nargs=-1)
@click.option(
    "--level",
    type=click.Choice(["minimum", "expected", "maximum"]),
    default="expected",
    show_default=True,
    help="How far auto-scaling has gone.",
)
@click.option(
    "--commitment",
    type=click.Choice(["none", "one-year", "three-years"]),
    default="none",
    show_default=True,
    help="For how long the nodes that always run are promised to be paid.",
)
@click.option("--lines", "each", is_flag=True, help="Show every line of the sums.")
@click.option("--assumptions", is_flag=True, help="Show what is assumed and where prices are from.")
@click.option("--json", "as_json", is_flag=True, help="Print the estimates as JSON.")
def command(
    environments: tuple[str, ...],
    level: str,
    commitment: str,
    each: bool,
    assumptions: bool,
    as_json: bool,
) -> int:
    """Show what environments cost a month at list prices. Reads files only; asks no cloud.

    Exit code 2 says that an environment costs more than its budget.

    \b
    Example:
      crm-infra cost
      crm-infra cost prod --level maximum --lines
      crm-infra cost --assumptions
    """
    from rich.console import Console

    from crm_infra.cost import Commitment, Level, estimate

    chosen = _chosen(environments)
    months = [
        estimate(one, Level(level), commitment=Commitment(commitment)) for one in chosen.values()
    ]
    if as_json:
        click.echo(json.dumps(_data(months, assumptions=assumptions), indent=2))
    else:
        _print(Console(), months, each=each, assumptions=assumptions)
    return exits.DONE if all(month.fits for month in months) else exits.PENDING


def _chosen(names: Sequence[str]) -> "Mapping[str, Environment]":
    from crm_infra.environments import load_environment, load_environments

    if not names:
        return load_environments()
    return {name: load_environment(name) for name in names}


def _data(months: "Sequence[Estimate]", *, assumptions: bool) -> dict[str, Any]:
    from crm_infra.cost.report import as_data, assumptions_as_data

    data: dict[str, Any] = {
        "environments": [as_data(month) for month in months],
        "usd": float(sum(month.usd for month in months)),
        "budget_usd": float(sum(month.budget for month in months)),
    }
    return {**data, **assumptions_as_data()} if assumptions else data


def _print(
    console: "Console", months: "Sequence[Estimate]", *, each: bool, assumptions: bool
) -> None:
    console.print(f"US dollars a month, list prices, use: {months[0].level.value}\n")
    _print_months(console, months)
    if each:
        for month in months:
            _print_lines(console, month)
    if assumptions:
        _print_assumptions(console)


def _print_months(console: "Console", months: "Sequence[Estimate]") -> None:
    """One row an environment, one column a layer."""
    from rich.table import Table

    layers = list(months[0].layers)
    table = Table("", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for head in (*layers, "month", "budget"):
        table.add_column(head, justify="right")
    for month in months:
        colour = "green" if month.fits else "red"
        sums = (f"{usd:,.0f}" for usd in month.layers.values())
        whole = f"[{colour}]{month.usd:,.0f}"
        table.add_row(month.environment, *sums, whole, f"{month.budget:,.0f}")
    if len(months) > 1:
        sums = (f"{sum(month.layers[layer] for month in months):,.0f}" for layer in layers)
        whole = f"{sum(month.usd for month in months):,.0f}"
        table.add_row("all", *sums, whole, f"{sum(month.budget for month in months):,.0f}")
    console.print(table)


def _print_lines(console: "Console", month: "Estimate") -> None:
    from rich.table import Table

    table = Table("layer", "item", box=None, pad_edge=False)
    for head in ("quantity", "unit", "dollars"):
        table.add_column(head, justify="left" if head == "unit" else "right")
    for line in month.lines:
        table.add_row(line.layer, line.item, f"{line.quantity:,.2f}", line.unit, f"{line.usd:,.2f}")
    console.print(f"\n[bold]{month.environment}")
    console.print(table)


def _print_assumptions(console: "Console") -> None:
    from rich.table import Table

    from crm_infra.cost.prices import price_list
    from crm_infra.cost.report import assumed_prices
    from crm_infra.cost.usage import assumptions
    from crm_infra.environments import PERMANENT

    table = Table("assumption", *PERMANENT, "unit", "why", box=None, pad_edge=False)
    for one in assumptions():
        figures = (f"{one.values[name].normalize():f}" for name in PERMANENT)
        table.add_row(one.key, *figures, one.unit, one.why)
    console.print()
    console.print(table)
    console.print("\nPrices:")
    for name, source in price_list().sources.items():
        console.print(f"  {name}: {source.title} ({source.date})", highlight=False)
    console.print(f"\nNot looked up: {', '.join(assumed_prices())}", highlight=False)

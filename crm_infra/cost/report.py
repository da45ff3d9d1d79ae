"""Estimates as people and programs read them: tables of a page, and plain data.

The figures are ``estimate``'s and ``seed``'s. The terminal's tables are ``crm_infra.cli.cost``.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm_infra.cost.ahead import LAYERS_AHEAD
from crm_infra.cost.estimate import Estimate, auto_scaling, estimate
from crm_infra.cost.lines import Commitment, Level, total
from crm_infra.cost.prices import ASSUMED, price_list
from crm_infra.cost.seed import seed_months
from crm_infra.cost.usage import assumptions
from crm_infra.environments import PERMANENT, Environment
from crm_infra.environments.differences import MONTHLY_USD
from crm_infra.environments.tables import markdown, with_block

PAGE = Path("docs/adr/0013-sizes-and-money.md")

Environments = Mapping[str, Environment]


def as_data(one: Estimate) -> dict[str, Any]:
    """An estimate as JSON has it; dollars are numbers with two decimals."""
    return {
        "environment": one.environment,
        "level": one.level.value,
        "usd": float(one.usd),
        "budget_usd": float(one.budget),
        "fits": one.fits,
        "layers": {layer: float(usd) for layer, usd in one.layers.items()},
        "lines": [
            {
                "layer": line.layer,
                "item": line.item,
                "sku": line.sku,
                "quantity": float(round(line.quantity, 6)),
                "unit": line.unit,
                "usd": float(line.usd),
            }
            for line in one.lines
        ],
    }


def assumptions_as_data() -> dict[str, Any]:
    """Assumptions of use and the price list as JSON has them."""
    listed = price_list()
    return {
        "assumptions": {
            one.key: {
                "unit": one.unit,
                "why": one.why,
                "values": {name: float(value) for name, value in one.values.items()},
            }
            for one in assumptions()
        },
        "prices": {
            sku: {"usd": float(price.usd), "unit": price.unit, "source": price.source}
            for sku, price in listed.prices.items()
        },
        "sources": {
            name: {"title": source.title, "date": source.date}
            for name, source in listed.sources.items()
        },
    }


def money(environments: Environments) -> str:
    """Each environment's month, layer by layer, beside its budget."""
    four = [estimate(environments[name]) for name in PERMANENT]
    layers = list(four[0].layers)
    head = ["environment", *map(_planned, layers), "**month**", "budget"]
    rows = [
        [
            one.environment,
            *_usd(one.layers.values()),
            f"**{_dollars(one.usd)}**",
            _dollars(one.budget),
        ]
        for one in four
    ]
    sums = [sum((one.layers[layer] for one in four), Decimal(0)) for layer in layers]
    whole = sum((one.usd for one in four), Decimal(0))
    last = ["all", *_usd(sums), *_bold(whole), _dollars(Decimal(MONTHLY_USD))]
    return markdown(head, [*rows, last])


def scaling(environments: Environments) -> str:
    """Each environment at the ends of auto-scaling, and what its budget leaves for clusters."""
    head = ["environment", "minimum", "expected", "maximum", "budget",
            "clusters at most", "budget leaves for them"]  # fmt: skip
    rows: list[Sequence[str]] = []
    sums = dict.fromkeys(Level, Decimal(0))
    for name in PERMANENT:
        months = {level: estimate(environments[name], level) for level in Level}
        sums = {level: sums[level] + months[level].usd for level in Level}
        scale = auto_scaling(environments[name])
        budget = _dollars(months[Level.EXPECTED].budget)
        ends = _usd(months[level].usd for level in Level)
        rows.append([name, *ends, budget, _dollars(scale.largest), _dollars(scale.allowance)])
    last = ["all", *_usd(sums.values()), _dollars(Decimal(MONTHLY_USD)), "", ""]
    return markdown(head, [*rows, last])


def commitments(environments: Environments) -> str:
    """What promising the nodes that always run would make of the expected month."""
    rows = [
        [commitment.value, *_usd(months), _dollars(sum(months, Decimal(0)))]
        for commitment in Commitment
        if (months := [estimate(environments[n], commitment=commitment).usd for n in PERMANENT])
    ]
    return markdown(["commitment", *PERMANENT, "all"], rows)


def seed() -> str:
    """What the architecture document's own sizes would cost."""
    rows = [[what, *_usd(ends)] for what, ends in seed_months().items()]
    return markdown(["the document's sizes", "at the least nodes", "at the most nodes"], rows)


def usage() -> str:
    """The assumptions of use."""
    rows = [
        [f"`{one.key}`", *(f"{one.values[name].normalize():f}" for name in PERMANENT),
         one.unit, one.why]
        for one in assumptions()
    ]  # fmt: skip
    return markdown(["assumption", *PERMANENT, "unit", "why"], rows)


def sources(environments: Environments) -> str:
    """Where prices were read, and how much of the expected month rests on each."""
    listed = price_list()
    lines = [line for name in PERMANENT for line in estimate(environments[name]).lines]
    whole = total(lines)
    rows: list[Sequence[str]] = []
    for name, source in listed.sources.items():
        part = total(line for line in lines if listed[line.sku].source == name)
        rows.append([name, source.title, source.date, _dollars(part), f"{part / whole:.0%}"])
    return markdown(["source", "what it is", "read", "of the month", "share"], rows)


def assumed_prices() -> list[str]:
    """The prices that were not looked up."""
    return [sku for sku, price in price_list().prices.items() if price.source == ASSUMED]


def renewed(page: str, environments: Environments) -> str:
    """The page with its tables as files, prices and assumptions have it now."""
    for name, content in (
        ("money", money(environments)),
        ("scaling", scaling(environments)),
        ("commitments", commitments(environments)),
        ("seed", seed()),
        ("usage", usage()),
        ("sources", sources(environments)),
    ):
        page = with_block(page, name, content)
    return page


def _planned(layer: str) -> str:
    return f"{layer} (ahead)" if layer in LAYERS_AHEAD else layer


def _usd(amounts: Iterable[Decimal]) -> list[str]:
    return [_dollars(amount) for amount in amounts]


def _bold(amount: Decimal) -> tuple[str]:
    return (f"**{_dollars(amount)}**",)


def _dollars(amount: Decimal) -> str:
    return f"${amount:,.0f}"

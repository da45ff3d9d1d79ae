"""The price list: what one unit of something costs, where that was read and when.

The figures are ``prices.yaml``. Add a price there with its source; a price that was not looked up
has the source ``assumed``, which the reports point out. How much of something is used is said in
``usage``, what is bought in the file of each layer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("prices.yaml")

HOURS = 730
"""Hours of a month: a year's hours by twelve."""

ASSUMED = "assumed"
"""The source of prices that were not looked up."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where prices were read, and when."""

    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs in US dollars."""

    sku: str
    usd: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class PriceList:
    """All prices and their sources; ``discounts`` are shares off the price on demand."""

    prices: Mapping[str, Price]
    sources: Mapping[str, Source]
    discounts: Mapping[str, Decimal]

    def __getitem__(self, sku: str) -> Price:
        return self.prices[sku]


@cache
def price_list() -> PriceList:
    """The list, read once."""
    import yaml

    data: Any = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return PriceList(
        prices={
            sku: Price(sku, Decimal(price["usd"]), price["unit"], price["source"])
            for sku, price in data["prices"].items()
        },
        sources={name: Source(**source) for name, source in data["sources"].items()},
        discounts={
            name: Decimal(commitment["share"]) for name, commitment in data["commitments"].items()
        },
    )

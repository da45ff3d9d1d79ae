"""What a month costs, as lines that can be added up: how much of what, at which price.

Add here what every layer's calculation shares. Which lines a layer has is said in its own file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from crm_infra.cost.prices import price_list

CENT = Decimal("0.01")


class Level(StrEnum):
    """How busy the month is."""

    MINIMUM = "minimum"
    EXPECTED = "expected"
    MAXIMUM = "maximum"


class Commitment(StrEnum):
    """For how long machines are promised to be paid, whether they run or not."""

    NONE = "none"
    ONE_YEAR = "one-year"
    THREE_YEARS = "three-years"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is paid for. ``share`` of the price counts; a discount's is negative."""

    layer: str
    item: str
    sku: str
    quantity: Decimal
    share: Decimal = Decimal(1)

    @property
    def unit(self) -> str:
        """In what the quantity is counted."""
        return price_list()[self.sku].unit

    @property
    def usd(self) -> Decimal:
        """Dollars of the month, to the cent, so that sums are sums of what is shown."""
        exact = self.quantity * price_list()[self.sku].usd * self.share
        return exact.quantize(CENT, ROUND_HALF_UP)


def line(layer: str, item: str, sku: str, quantity: Decimal | float, of: float = 1) -> Line:
    """A line for ``quantity`` units, ``of`` so many of them."""
    return Line(layer, item, sku, exact(quantity) * exact(of))


def exact(number: Decimal | float) -> Decimal:
    """The number as it is written: 0.1 is a tenth."""
    return number if isinstance(number, Decimal) else Decimal(repr(number))


def total(lines: Iterable[Line]) -> Decimal:
    """The sum, to the cent."""
    return sum((one.usd for one in lines), Decimal("0.00"))


def by_layer(lines: Iterable[Line]) -> Mapping[str, Decimal]:
    """Layer -> its sum, in the order of the lines."""
    sums: dict[str, Decimal] = {}
    for one in lines:
        sums[one.layer] = sums.get(one.layer, Decimal("0.00")) + one.usd
    return sums

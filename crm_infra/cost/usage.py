"""How much is used where no file says it: assumptions, each with its unit and reason.

The figures are ``usage.yaml``; measured ones replace them there, once bills are known. Prices are
``prices``; sizes are the environments' own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from crm_infra.environments import PERMANENT

FILE = Path(__file__).with_name("usage.yaml")

LIKE_PREVIEWS = "dev"
"""The environment whose figures are taken for one that is not among the four."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One figure for each of the four environments."""

    key: str
    unit: str
    why: str
    values: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Usage:
    """The figures of one environment."""

    figures: Mapping[str, Decimal]

    def __getitem__(self, key: str) -> Decimal:
        return self.figures[key]

    def with_changes(self, changes: Mapping[str, Decimal]) -> "Usage":
        """The same with other figures: what if there were twice the traffic?"""
        return Usage({**self.figures, **changes})


@cache
def assumptions() -> tuple[Assumption, ...]:
    """All of them, read once."""
    import yaml

    data: Any = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(
        Assumption(key, each["unit"], each["why"], _values(each["value"]))
        for key, each in data.items()
    )


def usage_of(environment: str) -> Usage:
    """The figures of the environment of that name."""
    name = environment if environment in PERMANENT else LIKE_PREVIEWS
    return Usage({one.key: one.values[name] for one in assumptions()})


def _values(value: Any) -> Mapping[str, Decimal]:
    if not isinstance(value, dict):
        return dict.fromkeys(PERMANENT, Decimal(str(value)))
    of_each = cast("dict[str, float]", value)
    return {name: Decimal(str(of_each[name])) for name in PERMANENT}

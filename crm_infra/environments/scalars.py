"""The kinds of single values in an environment file: text of a form, bounded numbers, choices.

Each carries the rule that a fault quotes, the way out, and what a JSON schema can say of it. Add a
kind here when a second key needs it; which key has which kind is ``model``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from crm_infra.environments.places import REGIONS, ZONES
from crm_infra.environments.ranges import RANGE_PATTERN, RangeError, read_range
from crm_infra.environments.wording import choose

BROKEN = "broken_rule"
"""Type of the errors whose context already holds ``rule`` and ``remedy``."""


def broken(rule: str, remedy: str) -> PydanticCustomError:
    """The error that carries a rule and its way out through pydantic."""
    return PydanticCustomError(BROKEN, "{rule}", {"rule": rule, "remedy": remedy})


class _Check:
    """A check after pydantic's own, and its trace in the JSON schema."""

    def check(self, value: Any) -> Any:
        raise NotImplementedError

    def traits(self) -> dict[str, Any]:
        raise NotImplementedError

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), **self.traits()}


@dataclass(frozen=True)
class Text(_Check):
    """Text of one form."""

    pattern: str
    rule: str
    remedy: str
    never: tuple[str, ...] = ()

    def check(self, value: str) -> str:
        """Refuse text of another form."""
        # fullmatch, because in Python `$` also matches before "\n"; ASCII, because `\d` would
        # otherwise take the digits of every script.
        if not re.fullmatch(self.pattern, value, re.ASCII):
            raise broken(self.rule, self.remedy)
        for word in self.never:
            if word in value:
                raise broken(f"it may not contain {word!r}", self.remedy)
        return value

    def traits(self) -> dict[str, Any]:
        """The pattern, for editors."""
        return {"pattern": self.pattern}


@dataclass(frozen=True)
class Between(_Check):
    """A number within bounds, both included."""

    low: float
    high: float

    def check(self, value: float) -> float:
        """Refuse a number outside."""
        if self.low <= value <= self.high:
            return value
        raise broken(f"it lies between {self.low} and {self.high}", "Choose a number within.")

    def traits(self) -> dict[str, Any]:
        """The bounds, for editors."""
        return {"minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Choice(_Check):
    """One of the words of a table."""

    words: Sequence[str]
    rule: str

    def check(self, value: str) -> str:
        """Refuse a word that the table does not have."""
        if value in self.words:
            return value
        raise broken(self.rule, choose(value, self.words))

    def traits(self) -> dict[str, Any]:
        """The words, for editors to complete."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class _PrivateRange(_Check):
    def check(self, value: str) -> str:
        try:
            read_range(value)
        except RangeError as error:
            raise broken(error.rule, error.remedy) from None
        return value

    def traits(self) -> dict[str, Any]:
        return {"pattern": RANGE_PATTERN}


@dataclass(frozen=True)
class _Zone(_Check):
    def check(self, value: str) -> str:
        if value in ZONES:
            return value
        region = value.rpartition("-")[0]
        own = REGIONS.get(region)
        remedy = f"{region} has {', '.join(own)}." if own else choose(value, ZONES)
        raise broken("it must be a zone of Google Cloud that exists", remedy)

    def traits(self) -> dict[str, Any]:
        return {"enum": list(ZONES)}


PrivateRange = Annotated[str, _PrivateRange()]
RegionName = Annotated[
    str, Choice(tuple(REGIONS), "it must be a region of Google Cloud that exists")
]
ZoneName = Annotated[str, _Zone()]
Day = Annotated[
    str, Choice(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "it must be a day of the week")
]
TimeOfDay = Annotated[
    str,
    Text(
        r"^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$",
        "it is a time of day in UTC, HH:MM",
        'Write it as "06:00"; a day ends at "24:00".',
    ),
]
Instant = Annotated[
    str,
    Text(
        r"^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$",
        "it is an instant in UTC",
        'Write it as "2026-12-20T00:00:00Z".',
    ),
]
Words = Annotated[
    str,
    Text(r"^[^\s](?:.{0,78}[^\s])?$", "it is 1 to 80 characters of text", "Write a short text."),
]
Digits = Annotated[
    str,
    Text(
        r"^[1-9][0-9]{5,18}$",
        "it is a number of 6 to 19 digits that names something, kept as text",
        'Write its digits in quotes: "123456789012".',
    ),
]
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
_ADDRESS = r"[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@" + _DOMAIN
DomainName = Annotated[
    str,
    Text(
        rf"^(?=.{{4,200}}$){_DOMAIN}$",
        "it is a domain in lower case, without a dot at the end",
        "Write it as dev.crm.example.com.",
    ),
]
Email = Annotated[
    str,
    Text(
        rf"^{_ADDRESS}$",
        "it is a mail address in lower case",
        "Write it as team@example.com.",
    ),
]
Group = Annotated[
    str,
    Text(
        rf"^group:{_ADDRESS}$",
        "access is given to groups only, never to single people or to everybody",
        "Write it as group:team@example.com.",
    ),
]

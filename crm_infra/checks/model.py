"""What a check is, what it is shown, and what it answers.

Add here what every check shares. One check's rule belongs to the file of its layer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, cast

from crm_infra.state.document import StandingResource


class Severity(StrEnum):
    """How bad it is when a check fails."""

    ERROR = "error"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks a check's rule: what it is and what was seen."""

    resource: str
    seen: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule is shown.

    Args:
        resources: The layer's resources as they stand.
        listed: Ids of all resources of a type in the project, by the cloud's own list; a type is
            missing where the cloud cannot be asked.
    """

    resources: tuple[StandingResource, ...]
    listed: Mapping[str, tuple[str, ...]] | None = None

    def of(self, *types: str) -> Iterator[StandingResource]:
        """The resources of these types."""
        return (one for one in self.resources if one.type in types)


@dataclass(frozen=True, slots=True)
class Check:
    """One rule about what stands.

    Args:
        name: Snake case, unique in its layer; Dagster shows it.
        layer: The layer whose resources it looks at.
        rule: Gives what breaks the rule; yields nothing when all is well.
        looks_at: Types of resources that it judges.
        says: The rule, as one sentence.
        remedy: What to do when it is broken.
    """

    name: str
    layer: str
    severity: Severity
    looks_at: tuple[str, ...]
    says: str
    remedy: str
    rule: Callable[[Seen], Iterable[Violation]]

    def judge(self, seen: Seen) -> "CheckResult":
        """Apply the rule."""
        return CheckResult(
            name=self.name,
            layer=self.layer,
            severity=self.severity,
            says=self.says,
            remedy=self.remedy,
            looked_at=sum(1 for _ in seen.of(*self.looks_at)),
            violations=tuple(self.rule(seen)),
        )


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check."""

    name: str
    layer: str
    severity: Severity
    says: str
    remedy: str
    looked_at: int
    violations: tuple[Violation, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing breaks the rule."""
        return not self.violations

    @property
    def summary(self) -> str:
        """One line: what was found."""
        if self.passed:
            return f"{self.looked_at} looked at; all as it should be"
        first = self.violations[0]
        many = f"{len(self.violations)} of {self.looked_at} looked at: "
        return f"{many}{first.resource}: {first.seen}"

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "passed": self.passed}


def block(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The only block of that name; empty when there is none."""
    found = items(values, name)
    first: object = found[0] if found else None
    return cast("Mapping[str, Any]", first) if isinstance(first, Mapping) else {}


def items(values: Mapping[str, Any], name: str) -> list[Any]:
    """The elements of a list attribute or of blocks; none when it is absent."""
    found = values.get(name)
    return cast("list[Any]", found) if isinstance(found, list) else []

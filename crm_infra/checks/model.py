"""What a check is, what it is shown, and what it answers.

A rule finds three kinds of things: what breaks it, what it could not look at, and what a person
wants to know although it is as it should be. A check passes only when nothing breaks its rule and
everything that it judges was looked at (ADR 0075). Add here what every check shares. One check's
rule belongs to the file of its layer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, cast

from crm_infra.checks.cloud_says import NOTHING, CloudSays
from crm_infra.environments import Environment
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
class NotSeen:
    """One thing that a rule had to look at and could not: what it is and why not."""

    resource: str
    seen: str


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing that is as it should be, and that a person wants to read all the same."""

    resource: str
    seen: str


Finding = Violation | NotSeen | Noted


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule is shown.

    Args:
        resources: The layer's resources as they stand.
        listed: Ids of all resources of a type in the project, by the cloud's own list; a type is
            missing where the cloud cannot be asked.
        environment: What its file describes.
        says: What the cloud tells of itself besides its resources.
        by_state: Whether the resources are those of the state, because the cloud did not answer.
    """

    resources: tuple[StandingResource, ...]
    listed: Mapping[str, tuple[str, ...]] | None = None
    environment: Environment | None = None
    says: CloudSays = NOTHING
    by_state: bool = False

    def of(self, *types: str) -> Iterator[StandingResource]:
        """The resources of these types."""
        return (one for one in self.resources if one.type in types)

    def strangers(self, kind: str) -> Iterator[str]:
        """Ids of what the cloud lists of a type and no layer describes."""
        ours = {str(one.values.get("id")) for one in self.of(kind)}
        return (one for one in (self.listed or {}).get(kind, ()) if one not in ours)


@dataclass(frozen=True, slots=True)
class Check:
    """One rule about what stands.

    Args:
        name: Snake case, unique in its layer; Dagster shows it.
        layer: The layer whose resources it looks at.
        rule: Gives what breaks the rule, what could not be looked at and what is worth reading.
        looks_at: Types of resources that it judges.
        says: The rule, as one sentence.
        remedy: What to do when it is broken.
        elsewhere: Where a person looks at what the rule could not look at.
    """

    name: str
    layer: str
    severity: Severity
    looks_at: tuple[str, ...]
    says: str
    remedy: str
    rule: Callable[[Seen], Iterable[Finding]]
    elsewhere: str = ""

    def judge(self, seen: Seen) -> "CheckResult":
        """Apply the rule."""
        found = tuple(self.rule(seen))
        return CheckResult(
            name=self.name,
            layer=self.layer,
            severity=self.severity,
            says=self.says,
            remedy=self.remedy,
            looked_at=sum(1 for _ in seen.of(*self.looks_at)),
            violations=tuple(one for one in found if isinstance(one, Violation)),
            not_seen=tuple(one for one in found if isinstance(one, NotSeen)),
            noted=tuple(one for one in found if isinstance(one, Noted)),
            elsewhere=self.elsewhere,
            by_state=seen.by_state,
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
    not_seen: tuple[NotSeen, ...] = ()
    noted: tuple[Noted, ...] = ()
    elsewhere: str = ""
    by_state: bool = False

    @property
    def passed(self) -> bool:
        """Whether nothing breaks the rule, and everything that it judges was looked at."""
        return not self.violations and not self.not_seen

    @property
    def broken(self) -> bool:
        """Whether something is known to break the rule."""
        return bool(self.violations)

    @property
    def weight(self) -> Severity:
        """The severity; what was only not looked at is never more than a warning."""
        return self.severity if self.broken else Severity.WARN

    @property
    def summary(self) -> str:
        """One line: what was found."""
        how = " (by its state; the cloud did not answer)" if self.by_state else ""
        if self.violations:
            first = self.violations[0]
            many = f"{len(self.violations)} of {self.looked_at} looked at: "
            return f"{many}{first.resource}: {first.seen}{how}"
        if self.not_seen:
            first = self.not_seen[0]
            return f"not looked at: {first.resource}: {first.seen}"
        return f"{self.looked_at} looked at; all as it should be{how}"

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

"""What Terraform reports while it works, as types: one class per kind of event.

The lines are those of ``-json`` (machine-readable UI). Add here a kind of event that a caller wants
to tell apart; how a line becomes an event belongs to ``lines``, what a person reads to the callers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened while Terraform ran."""


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something that the gateway itself has to say: a lock removed, a resource adopted.

    ``loud`` marks what a person must see even when the run succeeds.
    """

    text: str
    loud: bool = False


@dataclass(frozen=True, slots=True)
class VersionSeen(Event):
    """Which Terraform is talking."""

    version: str


@dataclass(frozen=True, slots=True)
class ChangePlanned(Event):
    """One resource is going to change."""

    address: str
    type: str
    action: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DriftSeen(Event):
    """One resource is not what the state says."""

    address: str
    type: str
    action: str


@dataclass(frozen=True, slots=True)
class ResourceEvent(Event):
    """Base of what happens to one resource during apply."""

    address: str
    type: str
    action: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ResourceStarted(ResourceEvent):
    """The provider was asked to act."""


@dataclass(frozen=True, slots=True)
class ResourceWaiting(ResourceEvent):
    """The provider is still acting."""


@dataclass(frozen=True, slots=True)
class ResourceFinished(ResourceEvent):
    """The provider is done; ``id`` names the object in the cloud."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class ResourceFailed(ResourceEvent):
    """The provider refused or gave up."""


@dataclass(frozen=True, slots=True)
class Diagnostic(Event):
    """An error or a warning, with where it comes from."""

    severity: str
    summary: str
    detail: str = ""
    address: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        where = ", ".join(
            part for part in (self.address, f"{self.file}:{self.line}" if self.file else "") if part
        )
        detail = " ".join(self.detail.split())
        return f"{where + ': ' if where else ''}{self.summary}{': ' + detail if detail else ''}"


@dataclass(frozen=True, slots=True)
class ChangesCounted(Event):
    """How many resources change (plan) or have changed (apply, destroy)."""

    add: int
    change: int
    remove: int
    imported: int = 0
    operation: str = "plan"


@dataclass(frozen=True, slots=True)
class OutputsSeen(Event):
    """Outputs, with values only where they are known and not sensitive."""

    values: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Said(Event):
    """A line that has no type of its own, or that is not JSON."""

    text: str


class Progress(Protocol):
    """What a caller passes to follow a run; called in the thread that runs Terraform."""

    def __call__(self, event: Event) -> None:
        """Take note of the event; must return quickly."""
        ...


def ignore(event: Event) -> None:
    """For callers that do not follow."""
    del event

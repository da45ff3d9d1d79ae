"""What the store keeps: resources, the references between them, claims and operations.

Plain frozen values without behaviour. Add a field here when every kind of resource has it; what
only one service needs goes into ``Resource.hidden``. How they are kept is ``store``'s business.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["create", "update", "delete"]
Outcome = Literal["running", "done", "refused"]
Stage = Literal["ready", "creating", "updating", "deleting"]


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that exists in the simulated cloud, known by its type and id.

    Args:
        type: Terraform's type, e.g. ``google_compute_network``.
        id: Unique per type, e.g. ``projects/p/global/networks/n``.
        provider: Source address of the provider that made it.
        project: Project it lives in; empty where it has none.
        location: Region, zone or ``global``; empty where it has none.
        name: Short name, for look-ups by name.
        values: All its attributes, as Terraform reads them.
        hidden: Facts that the API knows and Terraform's state does not.
        stage: ``ready``, or what a paced operation is still doing to it.
        created: Number of the operation that created it.
        updated: Number of the last operation on it.
        ready: Virtual time at which its last operation ends.
        freed: Virtual time at which the last thing that referred to it lets go.
    """

    type: str
    id: str
    provider: str = ""
    project: str = ""
    location: str = ""
    name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    hidden: Mapping[str, Any] = field(default_factory=dict[str, Any])
    stage: Stage = "ready"
    created: int = 0
    updated: int = 0
    ready: float = 0.0
    freed: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """What an attribute of a resource points at: attribute path, type and id."""

    attribute: str
    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One resource refers to another through an attribute."""

    from_type: str
    from_id: str
    attribute: str
    to_type: str
    to_id: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A range of numbers that a resource holds within a scope, both ends included.

    The scope is any text, e.g. the id of a network; the numbers are whatever is shared out there,
    e.g. the first and last address of a range as integers.
    """

    scope: str
    first: int
    last: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A claim and who holds it."""

    claim: Claim
    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the operation log.

    ``begins`` and ``ends`` are seconds on the virtual clock; ``began`` and ``ended`` are real
    seconds since the epoch. ``outcome`` is ``running`` only while a paced operation spends its
    real time.
    """

    number: int
    kind: Kind
    type: str
    id: str
    project: str
    caller: str
    begins: float
    ends: float
    began: float
    ended: float | None
    outcome: Outcome
    message: str = ""

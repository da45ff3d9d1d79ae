"""What the cloud itself tells: who did what, how long it took, and what there is in a project.

The simulated cloud is asked through its control API, at the address in its endpoint file. On Google
Cloud the audit trail is in Cloud Logging; there a link to the right query is given, and nothing is
guessed. Times of the simulated cloud are *simulated*: as long as the real one would take. Add here
a question to the cloud that Terraform cannot answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import quote

from crm_infra.terraform.control import ask
from crm_infra.terraform.target import SimTarget, Target

NEWEST = 5_000
Identity = tuple[str, str]
"""Type and id of a resource."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that was done to one resource; ``begins`` and ``ends`` are simulated seconds."""

    number: int
    kind: str
    type: str
    id: str
    caller: str
    begins: float
    ends: float
    at: datetime

    @property
    def by_terraform(self) -> bool:
        """Whether a provider did it, not a person."""
        return "/" in self.caller


class CloudLog(Protocol):
    """What can be asked of a cloud."""

    def last_number(self) -> int:
        """The number of the newest operation; what is done from now on has a higher one."""
        ...

    def operations(self, after: int = 0) -> list[Operation]:
        """Operations that were carried out after that number; without one, the newest."""
        ...

    def ids(self, project: str, kind: str) -> tuple[str, ...]:
        """Ids of all resources of a type in a project, whoever made them."""
        ...


@dataclass(frozen=True)
class SimulatedLog:
    """The operation log of simcloud."""

    target: SimTarget

    def last_number(self) -> int:
        """The number of the newest operation."""
        newest = ask(self.target, "/v1/operations", newest="", limit=1)
        return int(newest[-1]["number"]) if newest else 0

    def operations(self, after: int = 0) -> list[Operation]:
        """Operations that were carried out after that number; without one, the newest."""
        query: dict[str, Any] = {"after": after} if after else {"newest": "", "limit": NEWEST}
        said = ask(self.target, "/v1/operations", **query)
        return [_operation(one) for one in said if one.get("outcome") != "refused"]

    def ids(self, project: str, kind: str) -> tuple[str, ...]:
        """Ids of all resources of a type in a project."""
        found = ask(self.target, "/v1/resources", project=project, type=kind)
        return tuple(str(one["id"]) for one in found)


def log_of(target: Target) -> CloudLog | None:
    """The log that a target offers, if any."""
    return SimulatedLog(target) if isinstance(target, SimTarget) else None


def newest_first(operations: Iterable[Operation]) -> dict[Identity, Operation]:
    """The last thing that was done to each resource."""
    return {(one.type, one.id): one for one in sorted(operations, key=lambda one: one.number)}


@dataclass(frozen=True, slots=True)
class SimulatedTimes:
    """How long an apply would have taken in the real cloud: in all, and per resource."""

    total: float
    by_address: Mapping[str, float]


def simulated_times(
    operations: Sequence[Operation], addresses: Mapping[Identity, str]
) -> SimulatedTimes:
    """Times of those operations that belong to the given resources."""
    ours = [one for one in operations if (one.type, one.id) in addresses]
    seconds: dict[str, float] = {}
    for one in ours:
        address = addresses[one.type, one.id]
        seconds[address] = seconds.get(address, 0.0) + one.ends - one.begins
    whole = max((one.ends for one in ours), default=0.0) - min(
        (one.begins for one in ours), default=0.0
    )
    return SimulatedTimes(whole, seconds)


def audit_query(project: str, resource: str) -> str:
    """Where Google Cloud's audit trail says who changed a resource."""
    wanted = f'logName:"cloudaudit.googleapis.com" AND protoPayload.resourceName:"{resource}"'
    return (
        "https://console.cloud.google.com/logs/query;query="
        f"{quote(wanted, safe='')}?project={project}"
    )


def _operation(said: Mapping[str, Any]) -> Operation:
    return Operation(
        number=int(said["number"]),
        kind=str(said["kind"]),
        type=str(said["type"]),
        id=str(said["id"]),
        caller=str(said["caller"]),
        begins=float(said["begins"]),
        ends=float(said["ends"]),
        at=datetime.fromtimestamp(float(said["began"]), UTC),
    )

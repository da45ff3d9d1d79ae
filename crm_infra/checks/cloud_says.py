"""What the cloud tells of itself besides its resources: what is out, which backups there are.

Simcloud is asked through its control API. On Google Cloud none of it can be asked with what the
platform has at hand; then it is None, and a rule that needs it says so. Add here a question whose
answer is in no state.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crm_infra.errors import UnavailableError
from crm_infra.terraform.control import ask
from crm_infra.terraform.target import SimTarget, Target

LISTENING = frozenset({"cluster", "databases"})
"""Layers with a rule that needs an answer."""


@dataclass(frozen=True, slots=True)
class Backup:
    """The newest backup of a database cluster; ``age`` in seconds, on the cloud's own clock."""

    project: str
    cluster: str
    age: float
    copied_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Members:
    """Which regions of a database cluster are down, and which one gives the primary now."""

    project: str
    cluster: str
    down: frozenset[str] = frozenset()
    primary: str = ""


@dataclass(frozen=True, slots=True)
class CloudSays:
    """Answers; None where the cloud cannot be asked.

    Args:
        outages: Regions and zones that are out.
        backups: The newest backup of each database cluster that has one.
        members: Each database cluster that there is.
    """

    outages: frozenset[str] | None = None
    backups: tuple[Backup, ...] | None = None
    members: tuple[Members, ...] | None = None

    def is_out(self, place: str) -> bool:
        """Whether a region or zone is out: itself, or the region that the zone is in."""
        return any(place == out or place.startswith(f"{out}-") for out in self.outages or ())


NOTHING = CloudSays()


def heard(target: Target, layer: str) -> CloudSays:
    """What the cloud tells that the rules of a layer need.

    A question that is not answered is one that could not be asked: the rule says so.
    """
    if not isinstance(target, SimTarget) or layer not in LISTENING:
        return NOTHING
    if layer != "databases":
        return CloudSays(outages=outages(target))
    backups, members = _asked(target, "/v1/atlas/backups"), _asked(target, "/v1/atlas/clusters")
    return CloudSays(
        outages=outages(target),
        backups=None if backups is None else tuple(_newest(backups)),
        members=None if members is None else tuple(_members(one) for one in members),
    )


def outages(target: Target) -> frozenset[str] | None:
    """Regions and zones that are out; None where nobody can be asked."""
    said = _asked(target, "/v1/outages") if isinstance(target, SimTarget) else None
    return None if said is None else frozenset(str(place) for place in said["locations"])


def _asked(target: SimTarget, path: str) -> Any:
    try:
        return ask(target, path)
    except UnavailableError:
        return None


def _newest(said: Iterable[Mapping[str, Any]]) -> Iterator[Backup]:
    """A cluster without any backup has nothing to say."""
    for one in said:
        for taken in sorted(one["snapshots"], key=lambda taken: taken["age_seconds"])[:1]:
            yield Backup(
                project=str(one["project_id"]),
                cluster=str(one["cluster"]),
                age=float(taken["age_seconds"]),
                copied_to=tuple(str(copy["place"]) for copy in taken["copies"]),
            )


def _members(said: Mapping[str, Any]) -> Members:
    return Members(
        project=str(said["project_id"]),
        cluster=str(said["cluster"]),
        down=frozenset(str(one["place"]) for one in said["regions"] if one["down"]),
        primary=str(said["primary_place"]),
    )

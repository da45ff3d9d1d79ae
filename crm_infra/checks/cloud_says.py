"""What the cloud tells of itself besides its resources: what is out, which backups there are.

Simcloud is asked through its control API. On Google Cloud none of it can be asked with what the
platform has at hand; then it is None, and a rule that needs it says so. Add here a question whose
answer is in no state.
"""

from collections.abc import Mapping
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
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CloudSays:
    """Answers; None where the cloud cannot be asked.

    Args:
        outages: Regions and zones that are out.
        backups: The newest backup of each database cluster that has one.
    """

    outages: frozenset[str] | None = None
    backups: tuple[Backup, ...] | None = None

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
    return CloudSays(outages=outages(target), backups=_backups(target, layer))


def outages(target: Target) -> frozenset[str] | None:
    """Regions and zones that are out; None where nobody can be asked."""
    if not isinstance(target, SimTarget):
        return None
    try:
        said = ask(target, "/v1/outages")
    except UnavailableError:
        return None
    return frozenset(str(place) for place in said["locations"])


def _backups(target: SimTarget, layer: str) -> tuple[Backup, ...] | None:
    if layer != "databases":
        return None
    try:
        return tuple(_backup(one) for one in ask(target, "/v1/atlas/backups"))
    except UnavailableError:
        return None


def _backup(said: Mapping[str, Any]) -> Backup:
    return Backup(
        project=str(said["project"]), cluster=str(said["cluster"]), age=float(said["age_seconds"])
    )

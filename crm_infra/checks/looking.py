"""Looking at an environment: every layer that stands, its checks and its drift; nobody is blocked.

A layer that is being changed is left alone and said so, and so is one whose state moved during the
look: what was seen would be half of something. A layer that cannot be looked at does not keep the
others from being looked at. Add here the order of a look; what is judged belongs to ``catalog``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from crm_infra.checks.catalog import judge
from crm_infra.checks.cloud_log import CloudLog, log_of, newest_first
from crm_infra.checks.drift import Drifted, drift_result, drifted_in
from crm_infra.checks.model import CheckResult, Seen
from crm_infra.checks.network import NETWORK
from crm_infra.environments import Environment
from crm_infra.errors import CrmInfraError, InterruptedApply
from crm_infra.layers import Layer
from crm_infra.state.document import StateDocument
from crm_infra.state.holder import Life
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.plan import ResourceChange

LISTED = {"network": (NETWORK,)}
"""Layer → types of which the cloud is asked for all that there is."""


class Looked(StrEnum):
    """How a look ended."""

    SEEN = "seen"
    ABSENT = "does not stand"
    BUSY = "is being changed"
    FAILED = "could not be looked at"


@dataclass(frozen=True, slots=True)
class LayerLook:
    """What a look at one layer gave; ``why`` says more when nothing was seen."""

    environment: str
    layer: str
    looked: Looked
    why: str = ""
    resources: int = 0
    results: tuple[CheckResult, ...] = ()
    drifted: tuple[Drifted, ...] = ()
    seconds: float = 0.0

    @property
    def wrong(self) -> bool:
        """Whether a person should look: a check failed, or it could not be looked at."""
        failed = any(not result.passed for result in self.results)
        return failed or self.looked is Looked.FAILED

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "layer": self.layer,
            "looked": self.looked.value,
            "why": self.why,
            "resources": self.resources,
            "checks": [result.as_data() for result in self.results],
            "drift": [asdict(one) for one in self.drifted],
        }


def look_at(
    gateway: LayerGateway, layers: Sequence[Layer], environment: Environment
) -> Iterator[LayerLook]:
    """Look at the layers one after the other.

    Raises:
        InterruptedApply: It was stopped.
    """
    log = log_of(gateway.target)
    for layer in layers:
        try:
            yield _look(gateway, layer, environment, log)
        except InterruptedApply:
            raise
        except CrmInfraError as error:
            yield LayerLook(environment.name, layer.name, Looked.FAILED, str(error))


def after_apply(
    document: StateDocument, layer: str, environment: Environment, log: CloudLog | None
) -> list[CheckResult]:
    """The checks on what an apply has just left; it has compared everything with the cloud."""
    seen = Seen(document.resources, _listed(layer, environment, log))
    return [*judge(layer, seen), drift_result(layer, (), len(document.resources))]


def _look(
    gateway: LayerGateway, layer: Layer, environment: Environment, log: CloudLog | None
) -> LayerLook:
    name = environment.name
    before = gateway.standing(layer, environment).document
    if before is None or not before.managed:
        return LayerLook(name, layer.name, Looked.ABSENT)
    if held := _held(gateway, layer, environment):
        return LayerLook(name, layer.name, Looked.BUSY, held)
    look = gateway.look(layer, environment, gateway.upstream(layer, environment))
    after = gateway.standing(layer, environment).document
    held = _held(gateway, layer, environment)
    if held or after is None or after.digest != before.digest:
        return LayerLook(name, layer.name, Looked.BUSY, held or "its state moved during the look")
    drifted = tuple(_drift(look.drift, environment, log))
    seen = Seen(look.resources, _listed(layer.name, environment, log))
    return LayerLook(
        environment=name,
        layer=layer.name,
        looked=Looked.SEEN,
        resources=len(look.resources),
        results=(
            *judge(layer.name, seen),
            drift_result(layer.name, drifted, len(before.managed)),
        ),
        drifted=drifted,
        seconds=look.seconds,
    )


def _held(gateway: LayerGateway, layer: Layer, environment: Environment) -> str:
    """Who is changing the layer now; a plan changes nothing, and a dead holder neither."""
    holder = gateway.state(layer, environment).holder()
    if holder is None or holder.life is Life.DEAD or holder.lock.operation == "plan":
        return ""
    return holder.describe(gateway.clock.now())


def _drift(
    changes: Sequence[ResourceChange], environment: Environment, log: CloudLog | None
) -> list[Drifted]:
    if not changes:
        return []
    latest = newest_first(log.operations()) if log else None
    return drifted_in(changes, latest, environment.project.id)


def _listed(
    layer: str, environment: Environment, log: CloudLog | None
) -> dict[str, tuple[str, ...]] | None:
    if log is None:
        return None
    return {kind: log.ids(environment.project.id, kind) for kind in LISTED.get(layer, ())}

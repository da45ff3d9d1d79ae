"""Looking at an environment: every layer that stands, its checks and its drift; nobody is blocked.

A layer that is being changed is left alone and said so, and so is one whose state moved during the
look: what was seen would be half of something. A layer that cannot be looked at does not keep the
others from being looked at; where the cloud says that one of its places is out, it is judged by its
state, and its drift says why nobody could look. Add here the order of a look; what is judged
belongs to ``catalog``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from crm_infra.checks.catalog import judge
from crm_infra.checks.cloud_log import CloudLog, log_of, newest_first
from crm_infra.checks.cloud_says import CloudSays, heard, outages
from crm_infra.checks.databases import ACCESS, PROJECT, USER
from crm_infra.checks.drift import Drifted, drift_not_seen, drift_result, drifted_in
from crm_infra.checks.model import CheckResult, Seen
from crm_infra.checks.network import NETWORK
from crm_infra.environments import Environment
from crm_infra.errors import CrmInfraError, InterruptedApply, TerraformError
from crm_infra.layers import Layer
from crm_infra.state.document import StandingResource, StateDocument
from crm_infra.state.holder import Life
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.plan import ResourceChange
from crm_infra.terraform.target import Target

LISTED = {"network": (NETWORK,), "databases": (ACCESS, USER)}
"""Layer → types of which the cloud is asked for all that there is."""


class Looked(StrEnum):
    """How a look ended."""

    SEEN = "seen"
    ABSENT = "does not stand"
    BUSY = "is being changed"
    BY_STATE = "is judged by its state"
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
        """Whether a person should look: a rule is broken, or the layer could not be looked at.

        What a rule could never look at on this target is said and makes nothing wrong.
        """
        broken = any(result.broken for result in self.results)
        return broken or self.looked in {Looked.FAILED, Looked.BY_STATE}

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
    document: StateDocument, layer: str, environment: Environment, target: Target
) -> list[CheckResult]:
    """The checks on what an apply has just left; it has compared everything with the cloud."""
    listed = _listed(layer, environment, log_of(target), document.resources)
    seen = Seen(document.resources, listed, environment, heard(target, layer))
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
    try:
        look = gateway.look(layer, environment, gateway.upstream(layer, environment))
    except TerraformError as error:
        return _by_state(gateway, layer, environment, before, error)
    after = gateway.standing(layer, environment).document
    held = _held(gateway, layer, environment)
    if held or after is None or after.digest != before.digest:
        return LayerLook(name, layer.name, Looked.BUSY, held or "its state moved during the look")
    drifted = tuple(_drift(look.drift, environment, log))
    listed = _listed(layer.name, environment, log, look.resources)
    seen = Seen(look.resources, listed, environment, heard(gateway.target, layer.name))
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


def _by_state(
    gateway: LayerGateway,
    layer: Layer,
    environment: Environment,
    document: StateDocument,
    error: TerraformError,
) -> LayerLook:
    """What can be said of a layer that has something where the cloud is out.

    Raises:
        TerraformError: No outage explains it.
    """
    out = outages(gateway.target)
    if not out or not any(_stands_in(one, CloudSays(out)) for one in document.resources):
        raise error
    says = heard(gateway.target, layer.name)
    seen = Seen(document.resources, None, environment, says, by_state=True)
    why = f"{', '.join(sorted(out))} is out"
    return LayerLook(
        environment=environment.name,
        layer=layer.name,
        looked=Looked.BY_STATE,
        why=why,
        resources=len(document.managed),
        results=(*judge(layer.name, seen), drift_not_seen(layer.name, f"{why}: {error}")),
    )


def _stands_in(resource: StandingResource, says: CloudSays) -> bool:
    places = (resource.values.get(name) for name in ("region", "zone", "location"))
    return any(says.is_out(place.lower()) for place in places if isinstance(place, str))


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
    layer: str,
    environment: Environment,
    log: CloudLog | None,
    resources: Sequence[StandingResource],
) -> dict[str, tuple[str, ...]] | None:
    if log is None:
        return None
    atlas = [str(one.values.get("id")) for one in resources if one.type == PROJECT]
    listed: dict[str, tuple[str, ...]] = {}
    for kind in LISTED.get(layer, ()):
        projects = atlas if kind.startswith("mongodbatlas_") else [environment.project.id]
        listed[kind] = tuple(one for project in projects for one in log.ids(project, kind))
    return listed

"""Taking an environment down: layers in reverse order, each planned and applied like any change.

Whether an environment may be taken down at all is decided here; what stays (keys that can never be
deleted, locked logs) is decided in HCL and said by the cloud.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from crm_infra.environments import Environment
from crm_infra.errors import StateError
from crm_infra.layers import Layer
from crm_infra.terraform.events import Progress
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.results import PlannedChange


@dataclass(frozen=True)
class LayerTeardown:
    """What taking one layer down did."""

    layer: Layer
    removed: int
    seconds: float


def refuse_protected(environment: Environment) -> None:
    """Stop before anything is touched when the environment is protected.

    Raises:
        StateError: Its file says that it is protected; the message has the two steps.
    """
    if environment.protection.deletion:
        raise StateError(
            f"{environment.name} is protected: protection.deletion is true in its file",
            hint=f"In two steps: set protection.deletion to false in {environment.name}.yaml and "
            f"run `crm-infra provision {environment.name}`, so that the protection is lifted under "
            f"review; then run `crm-infra destroy {environment.name}` again",
        )


def would_take_down(
    gateway: LayerGateway,
    layers: Sequence[Layer],
    environment: Environment,
    follow: Callable[[Layer], Progress],
) -> Iterator[LayerTeardown]:
    """The same as ``take_down``, planned only."""
    for layer in reversed(layers):
        if _gone(gateway, layer, environment):
            yield LayerTeardown(layer, 0, 0.0)
            continue
        planned = _planned(gateway, layer, environment, follow(layer))
        gateway.discard(planned)
        yield LayerTeardown(layer, planned.summary.by_action.get("delete", 0), 0.0)


def take_down(
    gateway: LayerGateway,
    layers: Sequence[Layer],
    environment: Environment,
    follow: Callable[[Layer], Progress],
) -> Iterator[LayerTeardown]:
    """Destroy the layers, given upstream first, from the last to the first.

    Raises:
        StateError: The environment is protected.
    """
    refuse_protected(environment)
    for layer in reversed(layers):
        if _gone(gateway, layer, environment):
            yield LayerTeardown(layer, 0, 0.0)
            continue
        progress = follow(layer)
        planned = _planned(gateway, layer, environment, progress)
        applied = gateway.apply(planned, progress=progress)
        yield LayerTeardown(layer, applied.removed, applied.seconds)


def _gone(gateway: LayerGateway, layer: Layer, environment: Environment) -> bool:
    """Whether nothing of the layer stands; it then needs no upstream and no plan."""
    document = gateway.standing(layer, environment).document
    return document is None or not document.managed


def _planned(
    gateway: LayerGateway, layer: Layer, environment: Environment, progress: Progress
) -> PlannedChange:
    upstream = gateway.upstream(layer, environment)
    return gateway.plan(layer, environment, upstream, destroy=True, progress=progress)

"""How long an environment takes to rise: along the longest chain of layers that wait in turn.

Layers that do not depend on each other run side by side, so the times of all of them add up to more
than anybody waits. Add here what follows from durations and dependencies; where durations come from
is ``pages.durations``'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm_infra.layers import Layer


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The longest chain, upstream first, and how long it takes."""

    layers: tuple[str, ...] = ()
    seconds: float = 0.0


def critical_path(layers: Sequence[Layer], seconds: Mapping[str, float]) -> CriticalPath:
    """The longest chain through the layers, given upstream first; one that took no time is in none.

    Args:
        layers: Upstream first.
        seconds: Layer → how long it took; one that is not in it took no time.
    """
    ends: dict[str, CriticalPath] = {}
    for layer in layers:
        above = [ends[name] for name in layer.depends_on if name in ends]
        before = max(above, key=lambda path: path.seconds, default=CriticalPath())
        took = seconds.get(layer.name, 0.0)
        chain = (*before.layers, layer.name) if took else before.layers
        ends[layer.name] = CriticalPath(chain, before.seconds + took)
    return max(ends.values(), key=lambda path: path.seconds, default=CriticalPath())

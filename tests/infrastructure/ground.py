"""The foundation and the network of an environment that stand, for another life on top of them."""

from pathlib import Path

from tests.infrastructure.environment import Environment
from tests.infrastructure.workbench import Json

LAYERS = ("foundation", "network")


class Ground:
    """What one life has raised, in one simcloud, and another may stand on, in another simcloud.

    Args:
        folder: Where the copy of what stands is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._snapshot = folder / "ground.sqlite"
        self._outputs: dict[str, Json] = {}

    def keep(self, environment: Environment) -> None:
        """Remember what stands, when that is the ground and nothing else of the environment."""
        if tuple(environment.outputs) == LAYERS:
            environment.bench.simcloud.keep(self._snapshot)
            self._outputs = dict(environment.outputs)

    def lie_under(self, environment: Environment) -> None:
        """Let it stand under the environment; it is raised where no other life has done so."""
        if self._outputs:
            environment.bench.simcloud.restore(self._snapshot)
            environment.outputs |= self._outputs
        for layer in LAYERS[len(self._outputs) :]:
            environment.apply(layer, environment.declared)

"""An environment as the tests raise, look at and destroy it, by real Terraform."""

from collections import Counter

from crm_infra.layers import layer_named
from tests.infrastructure.cases import ENVIRONMENTS, merged
from tests.infrastructure.workbench import Json, Workbench, environment_values

WRITE_ONLY = {
    "google_secret_manager_secret_version": ("secret_data", "secret_data_wo"),
    "mongodbatlas_database_user": ("password", "password_wo"),
}


class Environment:
    """An environment in one simcloud, over its life; nobody else touches it meanwhile.

    It has a project of its own, since other tests raise the same environments in that simcloud.
    """

    def __init__(self, bench: Workbench, name: str) -> None:
        self.bench, self.name = bench, f"life-of-{name}"
        number = f"10000000005{ENVIRONMENTS.index(name)}"
        project = {"id": f"crm-{name}-life", "number": number}
        self.declared = merged(environment_values(name), {"project": project})
        self.outputs: dict[str, Json] = {}

    def values(self, layer: str, environment: Json) -> Json:
        """The values of the layer's variables, with what the layers above it gave."""
        upstream = {above: self.outputs[above] for above in layer_named(layer).depends_on}
        return {"environment": environment, **upstream}

    def apply(self, layer: str, environment: Json) -> tuple[Json, ...]:
        """Apply the layer, of which nobody else has changed anything; what was planned."""
        values = self.values(layer, environment)
        applied = self.bench.apply(layer, self.name, values, refresh=False)
        self.outputs[layer] = applied.outputs
        return applied.changes

    def pending(self, layer: str, environment: Json) -> str:
        """What a plan that reads everything again would still change; empty when nothing."""
        return self.bench.pending(layer, self.name, self.values(layer, environment))

    def refused_destroy(self, layer: str, environment: Json) -> str:
        """The words with which a destroy of the layer is refused."""
        return self.bench.refusal(layer, "destroy", self.name, self.values(layer, environment))

    def destroy(self, layer: str, environment: Json) -> None:
        """Destroy the layer."""
        self.bench.destroy(layer, self.name, self.values(layer, environment))

    def secret_values(self, layer: str) -> list[str]:
        """Values of secrets that the layer's state holds."""
        return [
            instance["attributes"][key]
            for resource in self.bench.state(layer, self.name)["resources"]
            for instance in resource["instances"]
            for key in WRITE_ONLY.get(resource["type"], ())
            if instance["attributes"].get(key)
        ]

    def standing(self) -> set[tuple[str, str]]:
        """Type and id of everything in the simcloud."""
        return {(each["type"], each["id"]) for each in self.bench.simcloud.resources()}


def created(changes: tuple[Json, ...]) -> dict[str, int]:
    """Type => how many were to be created."""
    return Counter(c["resource"]["resource_type"] for c in changes if c["action"] == "create")


def actions(changes: tuple[Json, ...]) -> dict[str, str]:
    """Address => what was to be done, where it was anything."""
    return {c["resource"]["addr"]: c["action"] for c in changes if c["action"] != "read"}

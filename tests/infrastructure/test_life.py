"""Each environment is raised, rests, changes in place and is destroyed again, by real Terraform.

A class for each environment lets workers take one each. Everything that is to be seen in an
environment is looked at in its one life: raising it again for each question would cost minutes.
With the catalogue all layers live that life; with the real providers' complete schemas those that
hold clusters and databases do, on a foundation and a network that are only raised.
"""

from collections import Counter
from typing import ClassVar

from crm_infra.layers import layer_named
from tests.infrastructure.cases import ENVIRONMENTS, LAYERS, load_cases, merged
from tests.infrastructure.workbench import Json, Workbench, environment_values

# Key rings and keys are never deleted; what is locked outlives a destroy.
STAYS = {"google_kms_key_ring", "google_kms_crypto_key"}
LOCKED = {"google_logging_project_bucket_config", "google_storage_bucket"}
# One more address for NAT is all that is new.
IN_PLACE = {"network": {"update", "create"}}
# Whose changes are many enough for another look at everything that stands.
REST_AGAIN = ("cluster", "databases")
COUNTS = {
    str(case): case.content["expect"]["counts"]
    for case in load_cases()
    if "counts" in case.content.get("expect", {})
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


WRITE_ONLY = {
    "google_secret_manager_secret_version": ("secret_data", "secret_data_wo"),
    "mongodbatlas_database_user": ("password", "password_wo"),
}


def grown(environment: Json) -> Json:
    """The environment with more of what may grow while it is in use, and later windows."""
    cluster, databases, sizes = (environment[key] for key in ("cluster", "databases", "sizes"))
    pool, redis = cluster["pools"]["backend"], databases["redis"]
    change = {
        "project": {"labels": {"cost-center": "other"}},
        "sizes": {
            "nat_addresses": sizes["nat_addresses"] + 1,
            "flow_log_sampling": 0.9,
            "max_nodes": sizes["max_nodes"] + 1,
        },
        "cluster": {
            "pools": {
                "backend": {
                    "machine_type": "e2-standard-8",
                    "min_nodes": pool["min_nodes"] + 1,
                    "max_nodes": pool["max_nodes"] + 1,
                }
            },
            "maintenance": {"from": "03:00"},
            "backup_retention_days": cluster["backup_retention_days"] + 1,
        },
        "databases": {
            "backup": {"daily_days": databases["backup"]["daily_days"] + 1},
            "redis": {
                "memory_gb": redis["memory_gb"] + 1,
                "maintenance": {"hour": redis["maintenance"]["hour"] + 1},
            },
        },
    }
    return merged(environment, change)


def created(changes: tuple[Json, ...]) -> dict[str, int]:
    """Type => how many were to be created."""
    return Counter(c["resource"]["resource_type"] for c in changes if c["action"] == "create")


def actions(changes: tuple[Json, ...]) -> dict[str, str]:
    """Address => what was to be done, where it was anything."""
    return {c["resource"]["addr"]: c["action"] for c in changes if c["action"] != "read"}


def live(bench: Workbench, name: str, layers: tuple[str, ...]) -> Environment:
    """What the layers of an environment go through; those above them are only raised."""
    environment = Environment(bench, name)
    declared = environment.declared
    for layer in LAYERS[: LAYERS.index(layers[0])]:
        environment.apply(layer, declared)
    before = environment.standing()

    for layer in layers:
        assert created(environment.apply(layer, declared)) == COUNTS[f"{layer}/{name}"]
    for layer in layers:
        assert not environment.secret_values(layer)
        assert not environment.pending(layer, declared)
        if declared["protection"]["deletion"]:
            assert "deletion_p" in environment.refused_destroy(layer, declared)

    # Had a refused destroy taken anything away, this would create it again.
    bigger = merged(grown(declared), {"protection": {"deletion": False}})
    for layer in layers:
        done = actions(environment.apply(layer, bigger))
        assert done
        assert set(done.values()) <= IN_PLACE.get(layer, {"update"}), done
    for layer in REST_AGAIN:
        assert not environment.pending(layer, bigger)

    for layer in reversed(layers):
        environment.destroy(layer, bigger)
    locked = LOCKED if declared["protection"]["lock_retention"] else set()
    assert {type_ for type_, _ in environment.standing() - before} <= STAYS | locked
    return environment


class Life:
    """One environment at both schemas."""

    name: ClassVar[str]

    def test_it_is_raised_rests_changes_in_place_and_is_destroyed(
        self, catalogue: Workbench
    ) -> None:
        live(catalogue, self.name, LAYERS)

    def test_it_does_so_by_the_complete_schemas(self, reference: Workbench) -> None:
        live(reference, self.name, ("cluster", "databases"))


class TestDev(Life):
    name = "dev"


class TestStaging(Life):
    name = "staging"


class TestUat(Life):
    name = "uat"


class TestProd(Life):
    name = "prod"

    def test_it_is_raised_rests_changes_in_place_and_is_destroyed(
        self, catalogue: Workbench
    ) -> None:
        """Here with more left behind than elsewhere, in whose way nothing may be afterwards."""
        environment = live(catalogue, self.name, LAYERS)
        first = environment.outputs["foundation"]["name_suffix"]
        environment.apply("foundation", environment.declared)
        assert environment.outputs["foundation"]["name_suffix"] != first

"""Each environment is raised, rests, changes in place and is destroyed again, by real Terraform.

A class for each environment lets workers take one each. Everything that is to be seen in an
environment is looked at in its one life: raising it again for each question would cost minutes.
"""

import json
from typing import ClassVar

import pytest

from crm_infra.layers import layer_named
from tests.infrastructure.cases import LAYERS, counted, load_cases, merged
from tests.infrastructure.workbench import Json, Workbench, environment_values

# Key rings and keys are never deleted; what is locked outlives a destroy.
STAYS = {"google_kms_key_ring", "google_kms_crypto_key"}
LOCKED = {"google_logging_project_bucket_config", "google_storage_bucket"}
COUNTS = {
    str(case): case.content["expect"]["counts"]
    for case in load_cases()
    if "counts" in case.content.get("expect", {})
}


class Environment:
    """An environment in one simcloud, over its life."""

    def __init__(self, bench: Workbench, name: str) -> None:
        self.bench, self.name = bench, name
        self.outputs: dict[str, Json] = {}
        self._before = self._standing()

    def values(self, layer: str, environment: Json) -> Json:
        """The values of the layer's variables, with what the layers above it gave."""
        upstream = {above: self.outputs[above] for above in layer_named(layer).depends_on}
        return {"environment": environment, **upstream}

    def apply(self, layer: str, environment: Json) -> Json:
        """Plan the layer and carry the plan out; the plan."""
        plan = self.bench.plan(layer, self.name, self.values(layer, environment))
        self.outputs[layer] = self.bench.carry_out(layer, self.name)
        return plan

    def pending(self, environment: Json) -> dict[str, str]:
        """Layer => what a plan would still change, where that is anything."""
        found = {
            layer: self.bench.pending(layer, self.name, self.values(layer, environment))
            for layer in LAYERS
        }
        return {layer: text for layer, text in found.items() if text}

    def refused_destroy(self, layer: str, environment: Json) -> str:
        """The words with which a destroy of the layer is refused."""
        return self.bench.refusal(layer, "destroy", self.name, self.values(layer, environment))

    def destroy(self, environment: Json) -> None:
        """Destroy all layers, the lower ones first."""
        for layer in reversed(LAYERS):
            self.bench.destroy(layer, self.name, self.values(layer, environment))

    def secret_values(self) -> list[str]:
        """Values of secrets that a state holds."""
        return [
            instance["attributes"][key]
            for layer in LAYERS
            for resource in json.loads(self.bench.state(layer, self.name))["resources"]
            for instance in resource["instances"]
            for key in WRITE_ONLY.get(resource["type"], ())
            if instance["attributes"].get(key)
        ]

    def left(self) -> set[str]:
        """Types of what stands now and did not before the environment was raised."""
        return {type_ for type_, _ in self._standing() - self._before}

    def _standing(self) -> set[tuple[str, str]]:
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


def changes(plan: Json) -> dict[str, list[str]]:
    """Address => what the plan does, where it does anything."""
    return {
        change["address"]: change["change"]["actions"]
        for change in plan["resource_changes"]
        if change["change"]["actions"] not in (["no-op"], ["read"])
    }


class Life:
    """What every environment goes through."""

    name: ClassVar[str]

    def test_it_is_raised_rests_changes_in_place_and_is_destroyed(self, bench: Workbench) -> None:
        declared = environment_values(self.name)
        environment = Environment(bench, self.name)
        for layer in LAYERS:
            assert counted(environment.apply(layer, declared)) == COUNTS[f"{layer}/{self.name}"]
        assert not environment.secret_values()
        assert not environment.pending(declared)
        if declared["protection"]["deletion"]:
            for layer in LAYERS:
                assert "deletion_p" in environment.refused_destroy(layer, declared)

        # Had the refused destroys taken anything away, this would create it again.
        bigger = merged(grown(declared), {"protection": {"deletion": False}})
        for layer in LAYERS:
            made = changes(environment.apply(layer, bigger))
            assert made
            assert set(map(tuple, made.values())) <= IN_PLACE[layer], made
        assert not environment.pending(bigger)

        environment.destroy(bigger)
        locked = LOCKED if declared["protection"]["lock_retention"] else set()
        assert environment.left() <= STAYS | locked


class TestDev(Life):
    name = "dev"


class TestStaging(Life):
    name = "staging"


class TestUat(Life):
    name = "uat"


class TestProd(Life):
    name = "prod"


# One more address for NAT is the only thing that is new; a database has nothing to be replaced.
IN_PLACE = {layer: {("update",)} for layer in LAYERS} | {"network": {("update",), ("create",)}}


@pytest.mark.parametrize("layer", ["foundation"])
def test_what_was_destroyed_can_be_raised_again(catalogue: Workbench, layer: str) -> None:
    project = {"id": "crm-again-platform", "number": "100000000009"}
    values = {"environment": merged(environment_values("dev"), {"project": project})}
    first = catalogue.apply(layer, "again", values)
    catalogue.destroy(layer, "again", values)
    second = catalogue.apply(layer, "again", values)
    assert first["name_suffix"] != second["name_suffix"]

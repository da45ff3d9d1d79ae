"""An environment is raised, rests, changes in place and is destroyed again, by real Terraform.

A class for each environment lets workers take one each. Everything that is to be seen in an
environment is looked at in its one life: raising it again for each question would cost minutes.
The smallest and the largest live here, ``dev`` and ``prod``; ``staging`` and ``uat`` have no type
and no shape that those two do not have, and rise in ``browser`` and ``end_to_end``. By the real
providers' complete schemas ``test_plans`` plans every layer of every environment, and here what is
most alive of ``prod``, which has every type, lives by them: clusters and databases.
"""

from collections.abc import Callable
from typing import ClassVar

from tests.infrastructure.adoption import adopted
from tests.infrastructure.cases import LAYERS, load_cases, merged
from tests.infrastructure.drill import drilled
from tests.infrastructure.environment import Environment, actions, created
from tests.infrastructure.workbench import Json, Workbench

Looked = Callable[[Environment, Json], None]

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


def types_of(*names: str) -> set[str]:
    return {type_ for name in names for layer in LAYERS for type_ in COUNTS[f"{layer}/{name}"]}


def test_prod_has_every_type_that_there_is() -> None:
    assert types_of("dev", "staging", "uat") <= types_of("prod")


def nothing(_environment: Environment, _declared: Json) -> None:
    """What most lives do when all could do it."""


def live(
    bench: Workbench,
    name: str,
    layers: tuple[str, ...],
    standing: Looked = nothing,
    unprotected: Looked = nothing,
) -> Environment:
    """What the layers of an environment go through.

    Args:
        bench: Where.
        name: Which environment.
        layers: Which layers; those above stand before it begins and when it has ended.
        standing: What else is done as soon as everything stands and rests, and is undone again.
        unprotected: The same, once it has grown and nothing is protected any more.
    """
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

    standing(environment, declared)

    last = change_in_place(environment, layers)
    unprotected(environment, last)

    for layer in reversed(layers):
        environment.destroy(layer, last)
    locked = LOCKED if declared["protection"]["lock_retention"] else set()
    assert {type_ for type_, _ in environment.standing() - before} <= STAYS | locked
    return environment


def change_in_place(environment: Environment, layers: tuple[str, ...]) -> Json:
    """Let everything grow that may, with nothing protected; what the environment is then."""
    bigger = merged(grown(environment.declared), {"protection": {"deletion": False}})
    for layer in layers:
        # Had a refused destroy taken anything away, this would create it again.
        done = actions(environment.apply(layer, bigger))
        assert done
        assert set(done.values()) <= IN_PLACE.get(layer, {"update"}), done
    for layer in REST_AGAIN:
        assert not environment.pending(layer, bigger)
    return bigger


class Life:
    """One environment."""

    name: ClassVar[str]
    standing: ClassVar[Looked] = staticmethod(nothing)
    unprotected: ClassVar[Looked] = staticmethod(nothing)

    def test_it_is_raised_rests_changes_in_place_and_is_destroyed(
        self, catalogue: Workbench
    ) -> None:
        self.gone(live(catalogue, self.name, LAYERS, self.standing, self.unprotected))

    def gone(self, environment: Environment) -> None:
        """What else is done when it is destroyed."""


class TestDev(Life):
    """Where only one region stands, a drill raises the other."""

    name = "dev"
    standing = staticmethod(drilled)


class TestProd(Life):
    """More is left behind than elsewhere, in whose way nothing may be afterwards, and there is
    every kind of database to be found again.
    """

    name = "prod"
    unprotected = staticmethod(adopted)

    def gone(self, environment: Environment) -> None:
        first = environment.outputs["foundation"]["name_suffix"]
        environment.apply("foundation", environment.declared)
        assert environment.outputs["foundation"]["name_suffix"] != first

    def test_it_does_so_by_the_complete_schemas(self, reference: Workbench) -> None:
        live(reference, self.name, ("cluster", "databases"))

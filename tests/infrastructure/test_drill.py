"""A drill raises the databases of the recovery region, and lowers them again; see ADR 0060."""

from collections.abc import Iterator

import pytest

from tests.infrastructure.cases import merged
from tests.infrastructure.workbench import Json, Workbench, environment_values

# Terraform replaces what is written anew; the older version stays until its secret goes.
WRITTEN_ANEW = {"google_secret_manager_secret_version.connections"}
RAISED = {"regions": {"recovery": {"standing": True}}}


@pytest.fixture(scope="module")
def standing(catalogue: Workbench) -> Iterator[Json]:
    """The values of the databases of an environment of the test's own, which stand."""
    own = {"id": "crm-drill-platform", "number": "100000000029"}
    values: Json = {"environment": merged(environment_values("dev"), {"project": own})}
    for layer in ("foundation", "network"):
        applied = catalogue.apply(layer, "drill", upstream(layer, values))
        values = {**values, layer: applied.outputs}
    catalogue.apply("databases", "drill", values)
    yield values
    for layer in ("databases", "network", "foundation"):
        catalogue.destroy(layer, "drill", upstream(layer, values))


def test_the_recovery_region_is_raised_and_lowered_in_place(
    catalogue: Workbench, standing: Json
) -> None:
    raised = {**standing, "environment": merged(standing["environment"], RAISED)}
    for values, regions in ((raised, {"primary", "recovery"}), (standing, {"primary"})):
        plan = catalogue.plan("databases", "drill", values)
        assert replaced(plan) <= WRITTEN_ANEW
        outputs = catalogue.carry_out("databases", "drill")
        assert set(outputs["redis"]) == set(outputs["private_endpoints"]) == regions
        assert all(end["srv_host"] for end in outputs["private_endpoints"].values())
        assert not catalogue.pending("databases", "drill", values)


def upstream(layer: str, values: Json) -> Json:
    """Of the values, those that the layer takes."""
    taken = {"foundation": ["environment"], "network": ["environment", "foundation"]}
    return {name: values[name] for name in taken.get(layer, values)}


def replaced(plan: Json) -> set[str]:
    """What would be deleted and made again."""
    changes = [(c["address"], set(c["change"]["actions"])) for c in plan["resource_changes"]]
    return {address for address, actions in changes if actions == {"delete", "create"}}

"""A drill raises the databases of the recovery region, and lowers them again; see ADR 0060."""

from tests.infrastructure.cases import merged
from tests.infrastructure.environment import Environment
from tests.infrastructure.workbench import Json

# Terraform replaces what is written anew; the older version stays until its secret goes.
WRITTEN_ANEW = {"google_secret_manager_secret_version.connections"}
RAISED = {"regions": {"recovery": {"standing": True}}}


def drilled(environment: Environment, declared: Json) -> None:
    """Raise the recovery region's databases in place and lower them, where they do not stand."""
    bench, name = environment.bench, environment.name
    raised = merged(declared, RAISED)
    for values, regions in ((raised, {"primary", "recovery"}), (declared, {"primary"})):
        plan = bench.plan("databases", name, environment.values("databases", values))
        assert replaced(plan) <= WRITTEN_ANEW
        outputs = bench.carry_out("databases", name)
        assert set(outputs["redis"]) == set(outputs["private_endpoints"]) == regions
        assert all(end["srv_host"] for end in outputs["private_endpoints"].values())
        assert not environment.pending("databases", values)


def replaced(plan: Json) -> set[str]:
    """What would be deleted and made again."""
    changes = [(c["address"], set(c["change"]["actions"])) for c in plan["resource_changes"]]
    return {address for address, actions in changes if actions == {"delete", "create"}}

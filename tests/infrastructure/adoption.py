"""What a killed apply left behind is found again: a whole layer whose state knows nothing of it.

The platform's own recovery gives the ids; see ADR 0046.
"""

import json
from collections.abc import Iterator
from typing import Any

from crm_infra.terraform.importing import MADE_AGAIN
from crm_infra.terraform.inventory import MARKS, chosen_id
from crm_infra.terraform.recovery import RECOVERED, Adoption, Loss
from tests.infrastructure.environment import Environment
from tests.infrastructure.workbench import Json, Workbench

ROUNDS = 4
# Known after the apply only: whom they grant a key to depends on what can only be made again.
GRANTED_AGAIN = {
    f'google_kms_crypto_key_iam_member.atlas["{where}/{what}"]'
    for where in ("primary", "recovery")
    for what in ("encrypt", "view")
}


def adopted(environment: Environment, declared: Json) -> None:
    """Find the databases that stand, whether or not the killed apply could still report them."""
    for reported in (False, True):
        found_again(environment, declared, reported)


def found_again(environment: Environment, declared: Json, reported: bool) -> None:
    """Adopt the databases into a state that knows nothing of them."""
    bench, forgotten = environment.bench, f"forgotten-{reported}"
    values = environment.values("databases", declared)
    losses = list(lost(bench, environment.name, reported))
    adoption = Adoption.of(losses)
    root = bench.root("databases")
    try:
        plan = learnt(bench, adoption, forgotten, values)
        created = {loss.address for loss in losses if "create" in actions(plan, loss.address)}
        again = {loss.address for loss in losses if loss.type in MADE_AGAIN}
        assert created == GRANTED_AGAIN | again
        assert not [c for c in plan["resource_changes"] if "delete" in c["change"]["actions"]]
        bench.apply("databases", forgotten, values)
    finally:
        (root / RECOVERED).unlink(missing_ok=True)
    assert not bench.pending("databases", forgotten, values)


def lost(bench: Workbench, name: str, reported: bool) -> Iterator[Loss]:
    """Everything in the state, as the journal of a killed run would have it."""
    for resource in bench.state("databases", name)["resources"]:
        for instance in resource["instances"] if resource["mode"] == "managed" else ():
            inside = f"{resource['module']}." if "module" in resource else ""
            key = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
            identity = instance["attributes"].get("id", "") if reported else ""
            address = f"{inside}{resource['type']}.{resource['name']}{key}"
            yield Loss(address, resource["type"], "r", identity)


def learnt(bench: Workbench, adoption: Adoption, name: str, values: Json) -> Json:
    """The plan in which nothing more can be learnt."""
    environment = values["environment"]
    defaults = {
        "project": environment["project"]["id"],
        "region": environment["regions"]["primary"]["name"],
    }
    for _ in range(ROUNDS):
        adoption.write(bench.root("databases"))
        plan = bench.plan("databases", name, values)
        if not adoption.learn(plan, defaults, lambda kind, planned: asked(bench, kind, planned)):
            return plan
    raise AssertionError(f"still learning after {ROUNDS} rounds: {adoption.open}")


def asked(bench: Workbench, kind: str, planned: Any) -> str:
    """The id of what the cloud chose one for."""
    if kind not in MARKS:
        return ""
    ids = [one["id"] for one in bench.simcloud.resources(type=kind)]
    wholes = (bench.simcloud.resources(type=kind, id=one)[0]["values"] for one in ids)
    return chosen_id(kind, planned, list(wholes), set())


def actions(plan: Json, address: str) -> list[str]:
    """What the plan does at the address."""
    found = [c["change"]["actions"] for c in plan["resource_changes"] if c["address"] == address]
    return found[0] if found else []

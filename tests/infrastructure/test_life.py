"""Each environment is raised, is at rest, and is destroyed again, by real Terraform."""

import json

import pytest

from tests.infrastructure.cases import merged
from tests.infrastructure.workbench import Json, Workbench, environment_values

ENVIRONMENTS = ("dev", "staging", "uat", "prod")
STAYS = {"google_kms_key_ring", "google_kms_crypto_key"}
LOCKED = {"google_logging_project_bucket_config", "google_storage_bucket"}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_is_raised_rests_and_is_destroyed(catalogue: Workbench, name: str) -> None:
    environment = environment_values(name)
    values = raise_up(catalogue, name, environment)

    assert standing(catalogue, name) >= 60
    assert not secret_values(catalogue, name)
    for layer, given in values.items():
        assert not catalogue.pending(layer, name, given)

    network = values["network"]
    plan = catalogue.plan("network", name, {**network, "environment": grown(environment)})
    assert changed(plan)
    assert not [address for address in changed(plan) if deletes(plan, address)]

    if environment["protection"]["deletion"]:
        for layer, given in values.items():
            assert "deletion_policy" in catalogue.refusal(layer, "destroy", name, given)
            assert not changed(catalogue.plan(layer, name, given)), "a refused destroy changed it"
        environment = merged(environment, {"protection": {"deletion": False}})
        values = raise_up(catalogue, name, environment)
    tear_down(catalogue, name, values)
    locked = LOCKED if environment["protection"]["lock_retention"] else set()
    assert types_left(catalogue, environment["project"]["id"]) <= STAYS | locked


def test_what_was_destroyed_can_be_raised_again(catalogue: Workbench) -> None:
    project = {"id": "crm-again-platform", "number": "100000000009"}
    values = {"environment": merged(environment_values("dev"), {"project": project})}
    first = catalogue.apply("foundation", "again", values)
    catalogue.destroy("foundation", "again", values)
    second = catalogue.apply("foundation", "again", values)
    assert first["name_suffix"] != second["name_suffix"]


def raise_up(bench: Workbench, name: str, environment: Json) -> dict[str, Json]:
    """Apply both layers; layer => the values with which it was applied."""
    foundation = {"environment": environment}
    outputs = bench.apply("foundation", name, foundation)
    network = {"environment": environment, "foundation": outputs}
    bench.apply("network", name, network)
    return {"foundation": foundation, "network": network}


def grown(environment: Json) -> Json:
    """The environment with more of what may grow while it is in use."""
    sizes = environment["sizes"]
    more = {"nat_addresses": sizes["nat_addresses"] + 1, "flow_log_sampling": 0.9}
    return merged(environment, {"sizes": more, "project": {"labels": {"cost-center": "other"}}})


def deletes(plan: Json, address: str) -> bool:
    """Whether the plan deletes or replaces what stands at the address."""
    found = next(change for change in plan["resource_changes"] if change["address"] == address)
    return "delete" in found["change"]["actions"]


def changed(plan: Json) -> list[str]:
    """Addresses of what a plan would change."""
    return [
        change["address"]
        for change in plan["resource_changes"]
        if change["change"]["actions"] not in (["no-op"], ["read"])
    ]


def tear_down(bench: Workbench, name: str, values: dict[str, Json]) -> None:
    """Destroy both layers, the lower one first."""
    for layer in reversed(values):
        bench.destroy(layer, name, values[layer])


def instances(bench: Workbench, name: str) -> list[tuple[str, Json]]:
    """Type and attributes of everything in the states of both layers."""
    resources = [
        resource
        for layer in ("foundation", "network")
        for resource in json.loads(bench.state(layer, name))["resources"]
        if resource["mode"] == "managed"
    ]
    return [
        (resource["type"], instance["attributes"])
        for resource in resources
        for instance in resource["instances"]
    ]


def standing(bench: Workbench, name: str) -> int:
    """How many resources stand."""
    return len(instances(bench, name))


def secret_values(bench: Workbench, name: str) -> list[str]:
    """Values of secrets that a state holds."""
    return [
        attributes[key]
        for type_, attributes in instances(bench, name)
        if type_ == "google_secret_manager_secret_version"
        for key in ("secret_data", "secret_data_wo")
        if attributes.get(key)
    ]


def types_left(bench: Workbench, project: str) -> set[str]:
    """Types of what simcloud still has in the project."""
    listed = json.loads(bench.simcloud.command("resources", "--json"))
    found = listed["resources"] if isinstance(listed, dict) else listed
    return {thing["type"] for thing in found if project in json.dumps(thing)}

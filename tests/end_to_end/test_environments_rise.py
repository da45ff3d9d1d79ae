"""A newcomer's first minutes: an environment rises, a second run changes nothing, it goes again."""

import json

import pytest

from tests.end_to_end import by_hand
from tests.end_to_end.conftest import Person

LEAST_RESOURCES = 250
LAYERS = ["foundation", "network", "cluster", "databases"]
SIDE_BY_SIDE = LAYERS[2:]


def layers_of(result: dict) -> dict[str, dict]:
    return {layer["layer"]: layer for layer in result["layers"]}


def test_dev_rises_stands_and_goes(person: Person) -> None:
    planned = person.types("plan", "dev", "--json")
    assert planned.code == 2, planned.err
    plan = layers_of(planned.json())
    assert plan["network"]["rehearsed"], "its upstream does not stand yet"

    risen = person.succeeds("provision", "dev", "--json").json()
    assert risen["outcome"] == "SUCCESS"
    assert [layer["layer"] for layer in risen["layers"]] == LAYERS
    assert risen["resources"] >= LEAST_RESOURCES
    below = max(layers_of(risen)[name]["simulated_seconds"] for name in SIDE_BY_SIDE)
    above = sum(layers_of(risen)[name]["simulated_seconds"] for name in LAYERS[:2])
    assert risen["simulated_seconds"] == pytest.approx(above + below, abs=0.5)
    for name, layer in layers_of(risen).items():
        assert layer["actions"] == plan[name]["actions"], "what was planned is what was done"

    again = person.succeeds("provision", "dev", "--json").json()
    assert [layer["actions"] for layer in again["layers"]] == [{}, {}, {}, {}]

    status = person.succeeds("status", "dev", "--json").json()
    assert all(layer["stands"] for layer in status["layers"])
    outputs = person.succeeds("outputs", "dev", "--json").json()
    assert outputs["network"]
    assert outputs["foundation"]

    by_hand.turns_checks_red_until_it_is_put_right(person)

    assert person.types("destroy", "dev", answer="staging\n").code == 64
    gone = person.types("destroy", "dev", answer="dev\n")
    assert gone.code == 0, gone.err
    assert person.types("status", "dev").code == 2


def test_prod_is_not_destroyed_in_one_step(person: Person) -> None:
    refused = person.types("destroy", "prod", "--yes")
    assert refused.code == 4
    assert "prod is protected" in refused.err
    assert "two steps" in refused.err


def test_the_other_environments_rise_by_the_same_command_side_by_side(person: Person) -> None:
    names = ["staging", "uat", "prod"]
    runs = [person.start("provision", name, "--json") for name in names]
    for name, run in zip(names, runs, strict=True):
        out, err = run.communicate(timeout=240)
        assert run.returncode == 0, f"{name}: {out}\n{err}"
        risen = json.loads(out)
        assert risen["outcome"] == "SUCCESS"
        assert risen["resources"] >= LEAST_RESOURCES
    loses_its_primary_region(person)


def loses_its_primary_region(person: Person) -> None:
    """Of each cluster and database prod says what is lost with a region, and what is left."""
    person.succeeds("sim", "fault", "add", "outage", "--location", "us-central1")
    seen = person.types("check", "prod", "--json")
    assert seen.code == 2, seen.err
    layers = {layer["layer"]: layer for layer in seen.json()["layers"]}
    assert {layer["looked"] for layer in layers.values()} == {"is judged by its state"}
    found = {name: serving(layers[name]) for name in SIDE_BY_SIDE}
    lost, left = found["cluster"]
    assert "crm-us-central1: us-central1 is out" in lost
    assert "crm-us-east1: serves in us-east1" in left
    lost, left = found["databases"]
    assert "crm: lost 2 in us-central1; 3 of 5 voting nodes are left, a majority: us-east1" in lost
    assert "Redis crm-us-central1 (us-central1) is lost" in lost
    assert "Redis serves in us-east1" in left
    for layer in layers.values():
        (drift,) = (check for check in layer["checks"] if check["name"] == "drift")
        assert "us-central1 is out" in drift["not_seen"][0]["seen"]


def serving(layer: dict) -> tuple[str, str]:
    """What the check says is lost, and what it says is left."""
    (check,) = (check for check in layer["checks"] if check["name"] == "serving")
    assert not check["passed"]
    lost = " ".join(one["seen"] for one in check["violations"])
    return lost, " ".join(f"{one['resource']}: {one['seen']}" for one in check["noted"])


def test_a_faulty_file_or_name_stops_before_anything_is_touched(person: Person) -> None:
    ended = person.types("provision", "../prod")
    assert ended.code == 3
    assert not (person.home / "sim").exists()

"""A newcomer's first minutes: an environment rises, a second run changes nothing, it goes again.

``prod`` rises, and loses its primary region, in the tour (``test_tour``); all of ``staging`` rises
in the browser (``tests/browser``).
"""

import json

import pytest

from tests.end_to_end import by_hand
from tests.end_to_end.conftest import Person

LEAST_RESOURCES = 250
LAYERS = ["foundation", "network", "cluster", "databases"]
ABOVE = LAYERS[:2]
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
    above = sum(layers_of(risen)[name]["simulated_seconds"] for name in ABOVE)
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

    by_hand.turns_its_checks_red(person)

    assert person.types("destroy", "dev", answer="staging\n").code == 64
    gone = person.types("destroy", "dev", answer="dev\n")
    assert gone.code == 0, gone.err
    assert person.types("status", "dev").code == 2


def test_prod_is_not_destroyed_in_one_step(person: Person) -> None:
    refused = person.types("destroy", "prod", "--yes")
    assert refused.code == 4
    assert "prod is protected" in refused.err
    assert "two steps" in refused.err


def test_two_environments_rise_by_the_same_command_side_by_side(person: Person) -> None:
    wanted = {"uat": LAYERS, "staging": ABOVE}
    runs = {
        name: person.start("provision", name, *options(layers), "--json")
        for name, layers in wanted.items()
    }
    for name, run in runs.items():
        out, err = run.communicate(timeout=240)
        assert run.returncode == 0, f"{name}: {out}\n{err}"
        risen = json.loads(out)
        assert risen["outcome"] == "SUCCESS"
        assert [layer["layer"] for layer in risen["layers"]] == wanted[name]
    assert person.types("plan", "uat").code == 0, "all of it rests"


def options(layers: list[str]) -> list[str]:
    """What a person types for these layers."""
    return [part for layer in layers for part in ("--layer", layer)]


def test_a_faulty_file_or_name_stops_before_anything_is_touched(person: Person) -> None:
    ended = person.types("provision", "../prod")
    assert ended.code == 3
    assert not (person.home / "sim").exists()

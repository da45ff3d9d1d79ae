"""An environment rises beside another one, a second run changes nothing, and it goes again.

That is ``uat``, beside the upper layers of ``staging``. ``dev`` and ``prod`` rise in the tour
(``test_tour``), and all of ``staging`` in the browser (``tests/browser``).
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


def rises_beside(person: Person) -> dict:
    """Raise ``uat``, and the upper layers of ``staging`` at the same time, by the same command."""
    above = [part for layer in ABOVE for part in ("--layer", layer)]
    runs = [
        person.start("provision", "uat", "--json"),
        person.start("provision", "staging", *above, "--json"),
    ]
    ended = [run.communicate(timeout=240) for run in runs]
    for run, (out, err) in zip(runs, ended, strict=True):
        assert run.returncode == 0, f"{out}\n{err}"
    risen, other = (json.loads(out) for out, _ in ended)
    assert risen["outcome"] == other["outcome"] == "SUCCESS"
    assert [layer["layer"] for layer in risen["layers"]] == LAYERS
    assert [layer["layer"] for layer in other["layers"]] == ABOVE
    return risen


def test_an_environment_rises_beside_another_stands_and_goes(person: Person) -> None:
    planned = person.types("plan", "uat", "--json")
    assert planned.code == 2, planned.err
    plan = layers_of(planned.json())
    assert plan["network"]["rehearsed"], "its upstream does not stand yet"

    risen = rises_beside(person)
    assert risen["resources"] >= LEAST_RESOURCES
    below = max(layers_of(risen)[name]["simulated_seconds"] for name in SIDE_BY_SIDE)
    above = sum(layers_of(risen)[name]["simulated_seconds"] for name in ABOVE)
    assert risen["simulated_seconds"] == pytest.approx(above + below, abs=0.5)
    for name, layer in layers_of(risen).items():
        assert layer["actions"] == plan[name]["actions"], "what was planned is what was done"

    again = person.succeeds("provision", "uat", "--json").json()
    assert [layer["actions"] for layer in again["layers"]] == [{}, {}, {}, {}]

    status = person.succeeds("status", "uat", "--json").json()
    assert all(layer["stands"] for layer in status["layers"])
    outputs = person.succeeds("outputs", "uat", "--json").json()
    assert outputs["network"]
    assert outputs["foundation"]

    by_hand.turns_its_checks_red(person)

    assert person.types("destroy", "uat", answer="staging\n").code == 64
    gone = person.types("destroy", "uat", answer="uat\n")
    assert gone.code == 0, gone.err
    assert person.types("status", "uat").code == 2


def test_prod_is_not_destroyed_in_one_step(person: Person) -> None:
    refused = person.types("destroy", "prod", "--yes")
    assert refused.code == 4
    assert "prod is protected" in refused.err
    assert "two steps" in refused.err


def test_a_faulty_file_or_name_stops_before_anything_is_touched(person: Person) -> None:
    ended = person.types("provision", "../prod")
    assert ended.code == 3
    assert not (person.home / "sim").exists()

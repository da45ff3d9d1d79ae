"""Each case plans to what it expects, and each bad input is refused in words."""

import pytest

from tests.infrastructure.cases import (
    LAYERS,
    Case,
    counted,
    created,
    differences,
    load_cases,
    regenerate_command,
)
from tests.infrastructure.workbench import Workbench

CASES = load_cases()
PLANNED = [case for case in CASES if "expect" in case.content]
REFUSED = [case for case in CASES if "refused" in case.content]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_valid(bench: Workbench, layer: str) -> None:
    assert "The configuration is valid" in bench.run(layer, "validate", "-no-color")


@pytest.mark.parametrize("case", PLANNED, ids=str)
def test_a_case_plans_to_what_it_expects(bench: Workbench, case: Case) -> None:
    plan = bench.plan(case.layer, case.name, case.values)
    expect = case.content["expect"]
    counts = expect.get("counts", counted(plan))
    faults = [
        *differences(counts, counted(plan), "counts"),
        *differences(counted(plan), counts, "counts"),
        *differences(expect.get("resources", {}), created(plan)),
    ]
    assert not faults, "\n".join([*faults, f"If meant so: {regenerate_command(case)}"])


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_bad_input_is_refused_in_words(catalogue: Workbench, case: Case) -> None:
    text = catalogue.refusal(case.layer, "plan", case.name, case.values)
    assert case.content["refused"] in text, text


def test_every_environment_has_a_case_for_every_layer() -> None:
    seen = {(case.layer, case.name) for case in PLANNED}
    assert {(layer, name) for layer in LAYERS for name in ("dev", "staging", "uat", "prod")} <= seen

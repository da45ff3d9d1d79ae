"""Each case plans to what it expects, each bad input is refused in words, and every environment's
plan passes checkov but for what was reviewed.

Plans are made with the real providers' complete schemas where those are at hand, otherwise with the
catalogue's: ``test_life`` raises the same environments with both.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.infrastructure.cases import (
    ENVIRONMENTS,
    LAYERS,
    Case,
    counted,
    created,
    differences,
    load_cases,
    regenerate_command,
)
from tests.infrastructure.workbench import Json, Workbench
from tests.policy.review import faults, listed
from tests.policy.scanner import scan

CASES = load_cases()
PLANNED = {str(case): case for case in CASES if "expect" in case.content}
REFUSED = [case for case in CASES if "refused" in case.content]
STANDARD = [f"{layer}/{name}" for layer in LAYERS for name in ENVIRONMENTS]


class Plans:
    """Plans of cases, each made once."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._made: dict[str, Json] = {}

    def of(self, case: Case) -> Json:
        """The plan that the case gives."""
        if str(case) not in self._made:
            self._made[str(case)] = self._bench.plan(case.layer, case.name, case.values)
        return self._made[str(case)]


@pytest.fixture(scope="module")
def plans(strictest: Workbench) -> Plans:
    return Plans(strictest)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_valid(bench: Workbench, layer: str) -> None:
    assert "The configuration is valid" in bench.run(layer, "validate", "-no-color").out


@pytest.mark.parametrize("case", PLANNED.values(), ids=str)
def test_a_case_plans_to_what_it_expects(plans: Plans, case: Case) -> None:
    plan = plans.of(case)
    expect = case.content["expect"]
    counts = expect.get("counts", counted(plan))
    wrong = [
        *differences(counts, counted(plan), "counts"),
        *differences(counted(plan), counts, "counts"),
        *differences(expect.get("resources", {}), created(plan)),
    ]
    assert not wrong, "\n".join([*wrong, f"If meant so: {regenerate_command(case)}"])


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_bad_input_is_refused_in_words(strictest: Workbench, case: Case) -> None:
    text = strictest.refusal(case.layer, "plan", case.name, case.values)
    assert case.content["refused"] in text, text


def test_every_environment_has_a_case_for_every_layer() -> None:
    assert set(STANDARD) <= PLANNED.keys()


def test_checkov_finds_nothing_in_any_plan_but_what_was_reviewed(
    plans: Plans, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standard = {name.replace("/", "-"): plans.of(PLANNED[name]) for name in STANDARD}
    findings, passed = scan(standard, tmp_path)
    with capsys.disabled():
        print(f"\ncheckov over {len(STANDARD)} plans: {passed} passed, {len(findings)} excepted")
    wrong = faults(findings, listed(), datetime.now(UTC).date())
    assert not wrong, "\n".join(wrong)

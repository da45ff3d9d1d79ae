"""The catalogue alone plans, changes and refuses what the real Atlas provider does.

As ``test_golden_others``, but without the real provider's schemas, so that it also runs where the
reference is absent; and attribute by attribute of what a change touches.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crm_infra.simcloud.catalogue import load
from crm_infra.simcloud.schema import load as build
from tests.contract.simcloud import golden_answers as golden
from tests.contract.simcloud.attached_terraform import MemoryCloud, Run, attached, run_all

SET = "mongodbatlas"
Replay = Callable[[str, Path, Mapping[str, str]], dict[str, list[str]]]

# 2.12.0 answered, 2.16.0 is served: these came between the two.
NEWER = {
    "mongodbatlas_advanced_cluster.crm": {"adaptive_capacity"},
    "mongodbatlas_database_user.backend": {"password_wo", "password_wo_version"},
    "mongodbatlas_project.crm": {
        "is_cluster_ai_assistant_enabled",
        "is_data_explorer_gen_ai_features_enabled",
        "is_data_explorer_gen_ai_sample_document_passing_enabled",
        "is_native_reranking_enabled",
    },
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    schemas = {source: build(found, source) for source, found in load().items()}
    with attached(tmp_path_factory.mktemp("s"), schemas, MemoryCloud()) as environment:
        yield environment


@pytest.fixture(scope="module")
def changed(
    environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, golden.Planned]:
    """Every recorded change, planned once for all that is asked of it."""
    folder = tmp_path_factory.mktemp("changes")
    return golden.planned(SET, golden.recorded_edits(SET), folder, environment)


@pytest.mark.parametrize(
    ("what", "replay", "count"),
    [
        ("plans", golden.first_plan, 13),
        ("broken configurations", golden.broken, 15),
    ],
)
def test_every_answer_is_the_real_ones(
    what: str,
    replay: Replay,
    count: int,
    environment: Mapping[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = replay(SET, tmp_path, environment)
    different = {name: lines for name, lines in found.items() if lines}
    with capsys.disabled():
        print(f"\n{what} of {SET}, catalogue: {len(found) - len(different)} equal / {len(found)}")
    assert not different
    assert len(found) == count


def test_what_was_not_compared_came_later(environment: Mapping[str, str], tmp_path: Path) -> None:
    where = golden.workspace(tmp_path / "first", SET)
    plan, show = Run(where, golden.PLAN), Run(where, golden.SHOW)
    run_all([plan, show], environment)
    recorded = golden.read(SET, "plan")
    later: dict[str, set[str]] = {}
    for change in json.loads(show.out)["resource_changes"]:
        names = {*change["change"]["after"], *change["change"]["after_unknown"]}
        is_newer = golden.newer(SET, recorded[change["address"]])
        if new := {name for name in names if is_newer(name)}:
            later[change["address"]] = new
    assert later == NEWER


def test_every_change_does_what_it_really_does(changed: Mapping[str, golden.Planned]) -> None:
    found = golden.change_differences(SET, changed)
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(found) == 15


def test_a_change_touches_the_attributes_that_it_really_touches(
    changed: Mapping[str, golden.Planned],
) -> None:
    ours = {name: touched(found) for name, found in changed.items()}
    real = {
        case["name"]: {c["address"]: set(c["changed"]) for c in case["changes"]}
        for case in golden.read(SET, "changes")
    }
    assert ours == real


def touched(found: golden.Planned) -> dict[str, set[str]]:
    """Address -> attributes that change or are unknown, without those that came later."""
    told: dict[str, set[str]] = {}
    for change in found.moved():
        address, moves = change["address"], change["change"]
        before, after = moves["before"], moves["after"]
        names = {n for n in {*before, *after} if before.get(n) != after.get(n)}
        names |= {n for n, unknown in moves["after_unknown"].items() if holds(unknown)}
        told[address] = names - NEWER.get(address, set())
    return told


def holds(unknown: Any) -> bool:
    """Whether anything in there is unknown."""
    if isinstance(unknown, dict):
        return any(holds(part) for part in unknown.values())
    return any(map(holds, unknown)) if isinstance(unknown, list) else unknown is True

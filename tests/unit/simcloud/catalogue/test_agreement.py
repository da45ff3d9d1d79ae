"""Facts and schemas of the catalogue agree; where they do not, every fault is told."""

from pathlib import Path

import pytest

from crm_infra.simcloud.catalogue.agreement import argument_at, faults

SCHEMA = """\
      id: string optional computed
      name: string required
      size: number optional computed
      parts: block[*]
        name: string required
"""


def faults_of(folder: Path, facts: str) -> list[str]:
    toy = folder / "toy"
    toy.mkdir()
    (toy / "_provider.yaml").write_text("source: a/b/toy\nversion: 1.0.0\nschema: ''\n")
    (toy / "box.yaml").write_text(
        f"resources:\n  toy_box:\n    schema: |\n{SCHEMA}    facts:\n      {facts}\n"
    )
    return [fault.problem for fault in faults(folder)]


def test_the_catalogue_has_no_fault() -> None:
    assert [str(fault) for fault in faults()] == []


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ("id: boxes/{nmae}", "{nmae} is no attribute"),
        ("computed: {sice: a}", "'sice' is not computed"),
        ("defaults: {name: a}", "'name' is not computed"),
        ("refers: {parts.name: toy_box, owner: toy_box}", "'owner' is no argument"),
        ("refers: {name: toy_shelf}", "'toy_shelf' is no type"),
        ("same_region: name", "'name' is not among `refers`"),
        ("cascades: toy_lid", "'toy_lid' is no type"),
        ("quota: BOXES", "'BOXES' has no limit"),
        ("self_link: a/{id}", "disagree"),
        ("colour: red", "is no fact"),
    ],
)
def test_a_fact_that_contradicts_the_schema(tmp_path: Path, facts: str, problem: str) -> None:
    (found,) = faults_of(tmp_path, facts)
    assert problem in found


def test_a_path_crosses_lists_and_blocks() -> None:
    block = {"block_types": {"parts": {"block": {"attributes": {"name": {"required": True}}}}}}
    assert argument_at(block, "parts[].name") == {"required": True}
    assert argument_at(block, "parts[].size") is None

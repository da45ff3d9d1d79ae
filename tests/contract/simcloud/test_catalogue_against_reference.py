"""The catalogue says of every argument exactly what the real providers answered.

The recorded answers are not part of the repository: they are looked for in the folder named by
CRM_REFERENCE, else in ../shared/reference beside the repository, and the tests are skipped where
they are absent.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crm_infra.simcloud.catalogue import load
from crm_infra.simcloud.catalogue.agreement import disagreements
from crm_infra.simcloud.catalogue.facts import read_facts
from crm_infra.simcloud.catalogue.files import service_files
from crm_infra.simcloud.catalogue.notation.draft import from_json
from crm_infra.simcloud.catalogue.notation.interchange import to_json
from crm_infra.simcloud.catalogue.notation.parse import parse
from crm_infra.simcloud.catalogue.notation.render import render

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("CRM_REFERENCE", ROOT.parent / "shared" / "reference"))
REFERENCE = FOLDER / "provider-schemas.json"
SECTIONS = ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas")

# The recording was stripped of every key called "description", and so of the arguments of that
# name; the recorded plans show that the real provider has them.
UNRECORDED = "description"

pytestmark = pytest.mark.skipif(
    not REFERENCE.exists(), reason=f"the recorded provider schemas are not here ({REFERENCE.name})"
)


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    return json.loads(REFERENCE.read_text("utf-8"))["provider_schemas"]


def entries(provider: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "provider", provider["provider"]
    for section in SECTIONS:
        for name, entry in provider.get(section, {}).items():
            yield f"{section}.{name}", entry


def lines(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as one line per argument: path -> all that is said of it."""
    found: dict[str, Any] = {"": {key: value for key, value in entry.items() if key != "block"}}

    def walk(block: Mapping[str, Any], path: str) -> None:
        for name, attribute in block.get("attributes", {}).items():
            found[f"{path}.{name}"] = attribute
        for name, nested in block.get("block_types", {}).items():
            found[f"{path}.{name}"] = {key: v for key, v in nested.items() if key != "block"}
            walk(nested["block"], f"{path}.{name}")

    walk(entry["block"], "")
    return found


def required(told: Mapping[str, Any]) -> bool:
    return bool(told.get("required") or told.get("min_items"))


def test_every_entry_served_is_what_the_real_provider_answers(
    reference: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    types = compared = equal = 0
    differences: list[str] = []
    for source, provider in load().items():
        real = dict(entries(reference[source]))
        for name, entry in entries(provider):
            types += 1
            theirs, ours = lines(real[name]), lines(entry)
            for path, told in ours.items():
                if path.rpartition(".")[2] == UNRECORDED:
                    continue
                compared += 1
                if theirs.get(path) == told:
                    equal += 1
                else:
                    differences.append(f"{name}{path}: {told} but {theirs.get(path)}")
            differences += [
                f"{name}{path}: required, but not served"
                for path, told in theirs.items()
                if required(told)
                and path not in ours
                and (path.count(".") == 1 or path.rpartition(".")[0] in ours)
            ]
    with capsys.disabled():
        print(f"\ncatalogue: {types} entries, {equal} of {compared} arguments equal")
    assert differences == []


def test_facts_without_a_schema_agree_with_the_recorded_one(reference: dict[str, Any]) -> None:
    files = service_files("google")
    real = reference["registry.terraform.io/hashicorp/google"]["resource_schemas"]
    types = {name for file in files for name in file.entries("resources")}
    told = [
        str(fault)
        for file in files
        for entry in file.entries("resources").values()
        if entry.schema is None
        for fault in disagreements(entry, read_facts(entry), real[entry.type]["block"], types)
        if f".{UNRECORDED}}}" not in fault.problem
    ]
    assert told == []


def test_the_provider_versions_are_the_recorded_ones(reference: dict[str, Any]) -> None:
    assert {source: provider["version"] for source, provider in load().items()} == {
        source: reference[source]["version"] for source in load()
    }


def test_the_notation_can_say_all_that_any_recorded_provider_answers(
    reference: dict[str, Any],
) -> None:
    for provider in reference.values():
        for name, entry in entries(provider):
            model = from_json(dict(entry))
            again = parse(render(model))
            assert again == model, name
            assert lines(to_json(again, {})) == lines(entry), name

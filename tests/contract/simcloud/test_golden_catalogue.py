"""The catalogue alone plans, changes and refuses what the real google provider does.

As ``test_golden_google``, but without the real provider's schemas: the recorded cases are reduced
to the types that the catalogue serves. So it also runs where the reference is absent.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crm_infra.simcloud.catalogue import load
from crm_infra.simcloud.schema import load as build
from tests.contract.simcloud import golden_answers as golden
from tests.contract.simcloud.attached_terraform import MemoryCloud, attached

GOOGLE = "registry.terraform.io/hashicorp/google"
RESOURCE = re.compile(r'^resource "(\w+)" "(\w+)" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)

Replay = Callable[[str, Path, Mapping[str, str]], dict[str, list[str]]]


def reduced(text: str, served: set[str]) -> str:
    """The configuration without what is not served and, in turn, without what refers to it.

    Blank lines stand in for what goes: recorded messages name lines.
    """
    found = {f"{m[1]}.{m[2]}": m[0] for m in RESOURCE.finditer(text)}
    gone = {address for address in found if address.partition(".")[0] not in served}
    while more := {a for a in found.keys() - gone if any(f"{g}." in found[a] for g in gone)}:
        gone |= more
    for address in gone:
        text = text.replace(found[address], "\n" * found[address].count("\n"))
    return text


def addresses(text: str) -> set[str]:
    return {f"{m[1]}.{m[2]}" for m in RESOURCE.finditer(text)}


def write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), "utf-8")


@pytest.fixture(scope="module")
def served_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like ``golden``, of what concerns the catalogue."""
    folder = tmp_path_factory.mktemp("golden")
    served = set(load()[GOOGLE]["resource_schemas"])
    text = (golden.GOLDEN / "google.tf").read_text("utf-8")
    kept = reduced(text, served)
    here = addresses(kept)
    state = golden.read("google", "plan")
    write(folder / "google.plan.json", {a: p for a, p in state.items() if a in here})
    changes = [
        case | {"changes": [c for c in case.get("changes", ()) if c["address"] in here]}
        for case in golden.read("google", "changes")
        if first_lies_in(case["old"], text, kept)
    ]
    write(folder / "google.changes.json", changes)
    broken = [c for c in golden.read("google", "broken") if first_lies_in(c["old"], text, kept)]
    write(folder / "google.broken.json", broken)
    recorded = json.loads((golden.GOLDEN / "google.tfstate").read_text("utf-8"))
    recorded["resources"] = [r for r in recorded["resources"] if f"{r['type']}.{r['name']}" in here]
    write(folder / "google.tfstate", recorded)
    (folder / "google.tf").write_text(kept, "utf-8")
    (folder / "chart").mkdir()
    return folder


def first_lies_in(old: str, text: str, kept: str) -> bool:
    """Whether the place that a case changes was kept: its first occurrence."""
    at = text.index(old)
    return text[max(0, at - 40) : at + len(old)] in kept


@pytest.fixture(scope="module")
def environment(
    served_only: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(golden, "GOLDEN", served_only)
        schemas = {source: build(found, source) for source, found in load().items()}
        with attached(tmp_path_factory.mktemp("s"), schemas, MemoryCloud()) as environment:
            yield environment


@pytest.mark.parametrize(
    ("what", "replay", "least"),
    [
        ("plans", golden.first_plan, 43),
        ("changes", golden.changes, 41),
        ("broken configurations", golden.broken, 36),
    ],
)
def test_every_answer_is_the_real_ones(
    what: str,
    replay: Replay,
    least: int,
    environment: Mapping[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = replay("google", tmp_path, environment)
    different = {name: lines for name, lines in found.items() if lines}
    with capsys.disabled():
        print(f"\n{what} of the catalogue: {len(found) - len(different)} equal / {len(found)}")
    assert not different, "\n".join(
        f"{name}: {line}" for name, lines in different.items() for line in lines
    )
    assert len(found) >= least

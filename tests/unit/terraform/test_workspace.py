"""The private tree: the layer's files, a backend, and exactly the declared values."""

import json
import stat
from pathlib import Path

import pytest

from crm_infra.errors import InputError
from crm_infra.terraform.workspace import build_tree, check_values
from tests.fakes.layers import WrittenLayer, written_layer
from tests.fakes.states import ADDRESS

HCL = """
variable "foundation" {
  type = object({ keys = map(string), spare = optional(string) })
}
"""
ENVIRONMENT = {"name": "dev", "project": {"id": "p"}, "unused": 1}


@pytest.fixture
def layer(tmp_path: Path) -> WrittenLayer:
    return written_layer(tmp_path / "infrastructure", "network", HCL)


def module(folder: Path, name: str, hcl: str) -> None:
    file = folder / "infrastructure" / "modules" / name / "main.tf"
    file.parent.mkdir(parents=True)
    file.write_text(hcl)


def call(layer: WrittenLayer, name: str) -> None:
    (layer.root / "calls.tf").write_text(
        f'module "{name}" {{\n  source = "../../modules/{name}"\n}}\n'
    )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_values_are_reduced_to_what_the_layer_declares(layer: WrittenLayer) -> None:
    values = check_values(layer, {"environment": ENVIRONMENT, "foundation": {"keys": {}, "z": 1}})
    assert values == {
        "environment": {"name": "dev", "project": {"id": "p"}},
        "foundation": {"keys": {}},
    }


def test_missing_and_unknown_values_are_all_reported(layer: WrittenLayer) -> None:
    with pytest.raises(InputError) as caught:
        check_values(layer, {"environment": ENVIRONMENT, "cluster": {}, "-destroy": ""})
    faults = {fault.key: fault.seen for fault in caught.value.faults}
    assert faults == {
        "foundation": "variable 'foundation' has no value",
        "cluster": "variable 'cluster' is not declared",
        "-destroy": "variable '-destroy' is not declared",
    }


def test_the_tree_keeps_the_layout_and_is_private(layer: WrittenLayer, tmp_path: Path) -> None:
    module(tmp_path, "bucket", "# shared\n")
    call(layer, "bucket")
    (layer.root / "terraform.tfstate").write_text("not to be copied")
    (layer.root / ".terraform").mkdir()
    (layer.root / "stray.auto.tfvars").write_text("environment = 1")
    tree = tmp_path / "run" / "tree"
    cwd = build_tree(tree, layer, ADDRESS, {"environment": ENVIRONMENT}, tmp_path / "cache")

    assert cwd == tree / "layers" / "network"
    assert sorted(path.name for path in cwd.iterdir()) == [
        "backend.json",
        "backend.tf",
        "calls.tf",
        "main.tf",
        "terraform.tfvars.json",
    ]
    assert (cwd / "../../modules/bucket/main.tf").read_text() == "# shared\n"
    assert _mode(cwd / "terraform.tfvars.json") == 0o600
    assert json.loads((cwd / "backend.json").read_text()) == {
        "bucket": ADDRESS.bucket,
        "prefix": "dev/network",
    }


def test_only_modules_that_are_called_are_in_the_tree(layer: WrittenLayer, tmp_path: Path) -> None:
    for name, hcl in {
        "called": 'module "inner" { source = "../inner" }\n',
        "inner": "",
        "other": "",
    }.items():
        module(tmp_path, name, hcl)
    call(layer, "called")
    tree = tmp_path / "tree"
    build_tree(tree, layer, ADDRESS, {"environment": ENVIRONMENT}, tmp_path / "cache")
    assert {path.name for path in (tree / "modules").iterdir()} == {"called", "inner"}


def test_values_never_become_hcl(layer: WrittenLayer, tmp_path: Path) -> None:
    hostile = {"environment": {"name": '${file("/etc/passwd")}'}}
    cwd = build_tree(tmp_path / "tree", layer, ADDRESS, hostile, tmp_path / "cache")
    for file in [*cwd.glob("*.tf"), cwd / "backend.json"]:
        assert "/etc/passwd" not in file.read_text()
    assert json.loads((cwd / "terraform.tfvars.json").read_text()) == hostile

"""The commands for whoever edits the catalogue."""

import json
from pathlib import Path

import pytest

from crm_infra.simcloud.catalogue import load
from crm_infra.simcloud.catalogue.__main__ import main


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    path = tmp_path / "schemas.json"
    path.write_text(json.dumps({"provider_schemas": load()}))
    return path


def test_check_finds_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""


def test_draft_prints_the_notation_of_a_type(
    schemas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draft", "google_kms_key_ring", "--schemas", str(schemas)]) == 0
    assert capsys.readouterr().out.startswith(
        "# registry.terraform.io/hashicorp/google resource_schemas\n"
        "@ v2, importable, customize_diff, timeouts(create 20m delete 20m)\n"
        "use id project\n"
        "location: string required new\n"
        "name: string required new\n"
    )


def test_draft_of_an_unknown_type(schemas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", "google_moon_base", "--schemas", str(schemas)]) == 1
    assert "'google_moon_base' is in no provider" in capsys.readouterr().err

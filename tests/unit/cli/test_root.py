"""The command line's contract: exit codes, help that costs nothing, errors on one line."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from crm_infra import errors
from crm_infra.cli import exits
from crm_infra.cli.root import COMMANDS, LazyGroup, cli, run

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("dagster", "google", "rich", "pydantic", "grpc")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InputError("seen"), exits.BAD_INPUT),
        (errors.StateError("seen"), exits.REFUSED),
        (errors.UpstreamError("seen"), exits.REFUSED),
        (errors.InterruptedApply("seen"), exits.INTERRUPTED),
        (errors.TerraformError("seen"), exits.FAILED),
        (errors.UnavailableError("seen"), exits.FAILED),
    ],
)
def test_each_kind_of_error_has_its_exit_code(error: errors.CrmInfraError, code: int) -> None:
    assert exits.code_for(error) == code


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    group = cli
    assert isinstance(group, LazyGroup)
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert "Example:" in (command.help or ""), name
    assert COMMANDS[name][1].endswith(".")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from crm_infra.cli.root import run; run(['--help']);"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_wrong_command_line_is_told_from_pending_changes(tmp_path: Path) -> None:
    assert run(["--home", str(tmp_path), "plan"]) == exits.USAGE
    assert run(["--home", str(tmp_path), "no-such-command"]) == exits.USAGE
    assert exits.USAGE != exits.PENDING


def test_a_name_that_is_no_environment_touches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(tmp_path), "plan", "-destroy"]) == exits.USAGE
    assert run(["--home", str(tmp_path), "plan", "../prod"]) == exits.BAD_INPUT
    assert "../prod" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_validate_says_every_fault_as_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dev.yaml").write_text("name: dev\nname: dev\n")
    assert run(["validate", str(tmp_path), "--json"]) == exits.BAD_INPUT
    assert '"faults"' in capsys.readouterr().out
    assert run(["validate"]) == exits.DONE

"""python-terraform's command lines, run our way."""

from pathlib import Path

import pytest
from python_terraform import IsFlagged

from crm_infra.clock import SystemClock
from crm_infra.errors import TerraformError
from crm_infra.terraform.binary import locate_binary
from crm_infra.terraform.cli import TerraformCli
from crm_infra.terraform.session import Session


@pytest.fixture
def cli(tmp_path: Path, home: Path, executable: Path | None) -> TerraformCli:
    work = tmp_path / "work"
    work.mkdir()
    (work / "main.tf").write_text('output "said" {\n  value = "hello"\n}\n')
    binary = locate_binary(home, executable, environ={})
    variables = {"HOME": str(work), "TF_CLI_CONFIG_FILE": "/dev/null"}
    return TerraformCli(Session(binary, work, tmp_path / "steps", variables, SystemClock()))


def test_the_librarys_own_methods_run_through_our_children(cli: TerraformCli) -> None:
    assert cli.init(backend_config=None)[0] == 0
    code, out, err = cli.plan(out="plan.out")
    assert (code, err) == (2, "")
    assert "said" in out
    assert cli.apply("plan.out")[0] == 0
    assert cli.output("said", full_value=True) == "hello"


def test_a_refusal_is_a_code_and_text(cli: TerraformCli) -> None:
    code, _, err = cli.cmd("state show", "nothing.here")
    assert code == 1
    assert "No state file" in err or "No instance" in err or "no state" in err.lower()


def test_lines_have_no_values_and_our_options(cli: TerraformCli) -> None:
    plan = cli.plan_step(destroy=True, refresh=False)
    assert plan.arguments == (
        "plan",
        "-json",
        "-input=false",
        "-lock-timeout=60s",
        "-out=plan.out",
        "-detailed-exitcode",
        "-destroy",
        "-refresh=false",
    )
    assert cli.init_step().arguments == (
        "init",
        "-json",
        "-input=false",
        "-backend-config=backend.json",
    )
    assert cli.apply_step().arguments == (
        "apply",
        "-json",
        "-input=false",
        "-lock-timeout=60s",
        "plan.out",
    )


def test_an_apply_is_never_pressed_and_is_durable(cli: TerraformCli) -> None:
    step = cli.apply_step()
    assert step.patience.grace is None
    assert step.durable
    assert cli.plan_step(destroy=False, refresh=True).patience.grace is not None


def test_mappings_never_reach_a_command_line(cli: TerraformCli) -> None:
    with pytest.raises(TerraformError, match="would reach argv"):
        cli.step("x", "plan", var={"password": "hunter2"})


def test_a_mistyped_method_is_an_error(cli: TerraformCli) -> None:
    with pytest.raises(AttributeError, match="has no 'aply'"):
        cli.aply()


def test_destroying_without_a_plan_is_refused(cli: TerraformCli) -> None:
    with pytest.raises(TerraformError, match="plan with destroy=True"):
        cli.destroy(force=IsFlagged)

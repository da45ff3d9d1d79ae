"""``crm-infra cost``: tables for people, data for programs, an exit code for pipelines."""

import json
from pathlib import Path

import pytest

from crm_infra.cli import exits
from crm_infra.cli.root import run


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "200")

    def asked(*arguments: str) -> tuple[int, str]:
        code = run(["--home", str(tmp_path), "cost", *arguments])
        return code, capsys.readouterr().out

    return asked


def test_it_shows_each_environment_and_their_sum(ask):
    code, said = ask()

    assert code == exits.DONE
    assert [line.split()[0] for line in said.splitlines()[2:]] == [
        "foundation", "dev", "staging", "uat", "prod", "all",
    ]  # fmt: skip
    assert "8,525" in said


def test_a_month_beyond_the_budget_is_an_exit_code(ask):
    code, said = ask("prod", "--level", "maximum")

    assert code == exits.PENDING
    assert "all" not in said.splitlines()[-1]


def test_lines_show_what_a_sum_is_made_of(ask):
    _, said = ask("dev", "--lines")

    assert "Redis in us-central1" in said
    assert "vCPU-hour" in said


def test_assumptions_are_shown_with_their_reasons(ask):
    _, said = ask("dev", "--assumptions")

    assert "atlas.data" in said
    assert "Keys rotate every 90 days" in said
    assert "Not looked up: gke.backup.pod" in said


def test_data_hold_every_line_and_on_request_every_assumption(ask):
    _, said = ask("dev", "prod", "--json", "--assumptions", "--commitment", "one-year")

    data = json.loads(said)
    assert [one["environment"] for one in data["environments"]] == ["dev", "prod"]
    assert data["usd"] == round(sum(one["usd"] for one in data["environments"]), 2)
    assert any("discount" in line["item"] for line in data["environments"][1]["lines"])
    assert data["assumptions"]["kms.versions"]["values"]["prod"] == 4
    assert data["prices"]["gke.cluster"] == {"usd": 0.1, "unit": "hour", "source": "gke"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("stagin",), exits.BAD_INPUT),
        (("../prod",), exits.BAD_INPUT),
        (("--level", "most"), exits.USAGE),
    ],
)
def test_a_wrong_name_is_refused(ask, arguments, code):
    assert ask(*arguments)[0] == code

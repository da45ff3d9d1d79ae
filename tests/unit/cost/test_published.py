"""What ADR 0013 shows is what files, prices and assumptions say now."""

import json
import re
from pathlib import Path

from crm_infra.cost import estimate
from crm_infra.cost.__main__ import main
from crm_infra.cost.report import PAGE, as_data, assumed_prices, renewed

ROOT = Path(__file__).resolve().parents[3]
RENEW = "stale: run python -m crm_infra.cost"


def test_its_tables_are_current(environments):
    page = (ROOT / PAGE).read_text(encoding="utf-8")

    assert page == renewed(page, environments), RENEW
    assert len(re.findall("generated -->", page)) == 6


def test_the_budgets_it_names_are_those_of_the_files(environments):
    page = (ROOT / PAGE).read_text(encoding="utf-8")

    for name, environment in environments.items():
        assert f"{name} ${environment.budget.monthly_usd:,}" in page


def test_one_command_writes_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- seed: generated -->\nold\n<!-- /seed -->\nafter\n")

    main([str(page)])

    text = page.read_text()
    assert text.startswith("before\n<!-- seed: generated -->\n| the document's sizes |")
    assert "| $2,717 | $12,515 |" in text
    assert text.endswith("|\n<!-- /seed -->\nafter\n")


def test_an_estimate_as_data_adds_up(environments):
    data = json.loads(json.dumps(as_data(estimate(environments["prod"]))))

    assert data["fits"] is True
    assert round(sum(line["usd"] for line in data["lines"]), 2) == data["usd"]
    assert round(sum(data["layers"].values()), 2) == data["usd"]


def test_prices_that_were_not_looked_up_are_named():
    assert "atlas.backup" in assumed_prices()
    assert "atlas.m30" not in assumed_prices()

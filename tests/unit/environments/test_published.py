"""What is published about environments is current: the JSON schema and the tables of the page."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from crm_infra.environments import PERMANENT, json_schema, load_environments
from crm_infra.environments.loading import FOLDER
from crm_infra.environments.schema import PUBLISHED, publish, rendered
from crm_infra.environments.tables import renew, renewed

PAGE = Path(__file__).resolve().parents[3] / "docs" / "environments.md"
RENEW = "stale: run python -m crm_infra.environments"


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_published_schema_is_current():
    assert PUBLISHED.read_text(encoding="utf-8") == rendered(), RENEW
    assert json.loads(rendered()) == json_schema()


@pytest.mark.parametrize("name", PERMANENT)
def test_every_file_asks_the_editor_to_use_it(name):
    first = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").split("\n")[0]

    assert first == f"# yaml-language-server: $schema={PUBLISHED.name}"
    assert PUBLISHED.parent == FOLDER


@pytest.mark.parametrize("name", PERMANENT)
def test_the_schema_accepts_the_four(validator, name):
    validator.validate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("colour", "red"),
        ("name", "../prod"),
        ("title", 5),
        ("project.id", "X"),
        ("project.number", 100000000001),
        ("project.labels", {"application": "crm"}),
        ("project.labels.Team", "x"),
        ("domain", "UPPER.example.com"),
        ("data_classification", "secret"),
        ("regions.primary.name", "us-central9"),
        ("regions.primary.zones", ["us-central1-a"]),
        ("regions.recovery.zones", ["us-east1-a", "us-east1-b"]),
        ("regions.recovery.standing", "no"),
        ("regions.primary.cidr.nodes", "10.0.0.0"),
        ("regions.primary.cidr.nodes", "10.0.0.300/20"),
        ("regions.primary.cidr.extra", "10.0.0.0/20"),
        ("sizes.max_nodes", 0),
        ("sizes.max_nodes", 1.5),
        ("sizes.flow_log_sampling", 2),
        ("cluster.release_channel", "NONE"),
        ("cluster.pools.system.machine_type", "n1-standard-1"),
        ("cluster.pools.gpu", {}),
        ("cluster.maintenance.hours", 3),
        ("databases.atlas.organization", "5f0a"),
        ("databases.atlas.instance_size", "M0"),
        ("databases.redis.tier", "STANDARD"),
        ("edge.waf_preview", 0),
        ("access.readers", []),
        ("access.readers", ["allUsers"]),
        ("windows.timezone", "Europe/Berlin"),
        ("windows.allowed", [{"days": ["mon"], "from": "6:00", "to": "20:00"}]),
        ("budget.thresholds", []),
        ("contacts.security", "nobody"),
    ],
)
def test_the_schema_refuses_what_is_not_an_environment(validator, path, value):
    data = load_environments()["dev"].as_variables()
    *parents, last = path.split(".")
    place = data
    for key in parents:
        place = place[key]
    place[last] = value

    assert not validator.is_valid(data)


@pytest.mark.parametrize("key", sorted(load_environments()["dev"].as_variables()))
def test_the_schema_misses_every_key(validator, key):
    data = load_environments()["dev"].as_variables()
    del data[key]

    assert not validator.is_valid(data)


def test_every_key_is_described():
    def undescribed(schema, path):
        for name, part in schema.get("properties", {}).items():
            if "description" not in part and "$ref" not in part:
                yield f"{path}.{name}"

    schema = json_schema()
    parts = {"": schema, **schema["$defs"]}

    assert [gap for name, part in parts.items() for gap in undescribed(part, name)] == []


class TestThePage:
    def test_its_tables_are_current(self):
        page = PAGE.read_text(encoding="utf-8")

        assert page == renewed(page, load_environments()), RENEW
        assert len(re.findall("generated -->", page)) == 2

    def test_it_names_every_key_of_a_file(self):
        page = PAGE.read_text(encoding="utf-8")

        for key in load_environments()["dev"].as_variables():
            assert f"`{key}`" in page, key

    def test_a_stale_table_is_renewed_and_the_prose_is_kept(self, tmp_path):
        page = tmp_path / "page.md"
        page.write_text("before\n<!-- addresses: generated -->\nold\n<!-- /addresses -->\nafter\n")

        renew(page, load_environments())

        assert "old" not in page.read_text()
        assert "| 10.29.0.0/16 |" in page.read_text()
        assert page.read_text().startswith("before\n<!-- addresses: generated -->\n| environment ")
        assert page.read_text().endswith("|\n<!-- /addresses -->\nafter\n")

    def test_one_command_writes_both(self, tmp_path, monkeypatch):
        import crm_infra.environments.__main__ as command

        page = tmp_path / "page.md"
        page.write_text("<!-- differences: generated -->\nold\n<!-- /differences -->\n")
        monkeypatch.setattr(command, "publish", lambda: publish(tmp_path / "schema.json"))

        command.main([str(page)])

        assert json.loads((tmp_path / "schema.json").read_text()) == json_schema()
        assert "| `data_classification` | synthetic | anonymized |" in page.read_text()

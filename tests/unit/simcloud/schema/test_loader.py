"""The loader: Terraform's own keys, the keys only a provider knows, and laziness."""

import json
from pathlib import Path
from typing import Any

import pytest

from crm_infra.simcloud.schema import NO_DEFAULT, load, load_file

PROVIDER: dict[str, Any] = {
    "version": "1.2.3",
    "provider": {"block": {"attributes": {"project": {"type": "string", "optional": True}}}},
    "resource_schemas": {
        "cloud_thing": {
            "version": 3,
            "sdk": "v2",
            "customize_diff": True,
            "importable": True,
            "force_new_if": ["size"],
            "timeouts": {"Create": "20m0s"},
            "block": {
                "attributes": {
                    "name": {
                        "type": "string",
                        "required": True,
                        "force_new": True,
                        "rule": {"enum": ["a", ""], "regex": "^a$"},
                    },
                    "size": {"type": "number", "optional": True, "default": 3},
                    "zones": {
                        "type": ["set", "string"],
                        "optional": True,
                        "element_rule": {"says": "no"},
                        "conflicts_with": ["size"],
                    },
                    "secret": {"type": "string", "optional": True, "write_only": True},
                    "parts": {
                        "optional": True,
                        "nested_type": {
                            "nesting_mode": "list",
                            "attributes": {"key": {"type": "string", "required": True}},
                        },
                    },
                },
                "block_types": {
                    "disk": {
                        "nesting_mode": "list",
                        "max_items": 1,
                        "computed": True,
                        "block": {"attributes": {"gb": {"type": "number", "optional": True}}},
                    }
                },
            },
        },
        "cloud_new": {"sdk": "framework", "block": {}},
        "broken_until_used": {"block": {"attributes": {"x": {"type": "text"}}}},
    },
}


def test_every_key_arrives_in_the_model() -> None:
    schema = load(PROVIDER, "registry.terraform.io/x/cloud")
    thing = schema.resources["cloud_thing"]
    name, size = thing.block.attributes["name"], thing.block.attributes["size"]
    zones, parts = thing.block.attributes["zones"], thing.block.attributes["parts"]

    assert (schema.source, schema.version) == ("registry.terraform.io/x/cloud", "1.2.3")
    assert (thing.version, thing.legacy, thing.customized, thing.force_new_if) == (
        3,
        True,
        True,
        ("size",),
    )
    assert (name.required, name.force_new, name.default) == (True, True, NO_DEFAULT)
    assert name.rule is not None
    assert (name.rule.enum, name.rule.regex) == (("a", ""), "^a$")
    assert size.default == 3
    assert zones.groups.conflicts_with == ("size",)
    assert zones.element_rule is not None
    assert thing.block.attributes["secret"].write_only
    assert parts.type.as_json() == ["list", ["object", {"key": "string"}]]
    assert thing.block.blocks["disk"].computed
    assert not schema.resources["cloud_new"].legacy


def test_the_type_of_a_block_holds_its_nested_blocks() -> None:
    thing = load(PROVIDER).resources["cloud_thing"]
    assert thing.block.type.attributes["disk"].as_json() == ["list", ["object", {"gb": "number"}]]


def test_types_are_built_only_when_they_are_used() -> None:
    schema = load(PROVIDER)
    assert "broken_until_used" in schema.resources
    assert len(schema.resources) == 3
    with pytest.raises(ValueError, match="'text' is not a Terraform type"):
        _ = schema.resources["broken_until_used"]


def test_a_type_is_built_once() -> None:
    schema = load(PROVIDER)
    assert schema.resources["cloud_new"] is schema.resources["cloud_new"]


def test_all_providers_of_a_file_are_found(tmp_path: Path) -> None:
    file = tmp_path / "schemas.json"
    file.write_text(json.dumps({"provider_schemas": {"a/b": PROVIDER, "c/d": {}}}))
    assert list(load_file(file)) == ["a/b", "c/d"]


@pytest.mark.parametrize("content", ["{}", "[]", '{"provider_schemas": {}}'])
def test_a_file_without_providers_says_how_to_write_one(tmp_path: Path, content: str) -> None:
    file = tmp_path / "schemas.json"
    file.write_text(content)
    with pytest.raises(ValueError, match="write it with `terraform providers schema -json`"):
        load_file(file)


def test_a_description_that_a_stripped_file_lost_is_given_back(tmp_path: Path) -> None:
    network = {"block": {"attributes": {"name": {"type": "string", "required": True}}}}
    file = tmp_path / "schemas.json"
    file.write_text(
        json.dumps(
            {"provider_schemas": {"g": {"resource_schemas": {"google_compute_network": network}}}}
        )
    )
    restored = load_file(file)["g"].resources["google_compute_network"].block.attributes
    assert (restored["description"].optional, restored["description"].force_new) == (True, True)
    untouched = load({"resource_schemas": {"google_compute_network": network}}).resources
    assert "description" not in untouched["google_compute_network"].block.attributes


@pytest.mark.parametrize(
    ("block", "legacy"),
    [
        ({"attributes": {"a": {"type": "string"}}}, True),
        ({"attributes": {"a": {"nested_type": {"nesting_mode": "list"}}}}, False),
        ({"block_types": {"b": {"nesting_mode": "set", "min_items_validator": 1}}}, False),
    ],
)
def test_a_type_that_does_not_say_its_family_is_known_by_its_shape(
    block: dict[str, Any], legacy: bool
) -> None:
    types = load({"resource_schemas": {"t": {"block": block}}}).resources
    assert types["t"].legacy is legacy

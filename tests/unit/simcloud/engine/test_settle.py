"""From the cloud's answer to state: complete, known, without secrets, and stable afterwards."""

from typing import Any

import pytest

from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.engine.plan import plan
from crm_infra.simcloud.engine.settle import imported, settle
from crm_infra.simcloud.engine.write_only import with_write_only
from crm_infra.simcloud.schema import TypeSchema, load
from crm_infra.simcloud.values import UNKNOWN

TEXT = {"type": "string", "optional": True}
COMPUTED = {"type": "string", "computed": True}
LINK = TEXT | {"diff_suppressed": True}


def type_of(blocks: dict[str, Any] | None = None, **attributes: Any) -> TypeSchema:
    block = {"attributes": attributes, "block_types": blocks or {}}
    return load({"resource_schemas": {"t": {"block": block}}}).resources["t"]


@pytest.mark.parametrize(
    ("attribute", "answer", "before", "expected"),
    [
        (COMPUTED, {"a": "x"}, UNKNOWN, "x"),
        (COMPUTED, {}, UNKNOWN, ""),
        (COMPUTED, {"a": UNKNOWN}, UNKNOWN, ""),
        ({"type": "number", "computed": True}, {}, UNKNOWN, 0),
        ({"type": ["map", "string"], "computed": True}, {}, UNKNOWN, {}),
        (TEXT, {}, "planned", "planned"),
        (TEXT, {"a": "drifted"}, "was", "drifted"),
        (TEXT, {"a": None}, "", ""),
        (TEXT, {"a": ""}, None, None),
        ({"type": "bool", "optional": True}, {"a": False}, None, None),
        (TEXT | {"write_only": True}, {"a": "secret"}, None, None),
        (
            LINK,
            {"a": "https://compute.googleapis.com/compute/v1/projects/p/x/n"},
            "projects/p/x/n",
            "projects/p/x/n",
        ),
        ({"type": ["set", "string"], "optional": True}, {"a": ["y", "x"]}, ["x", "y"], ["x", "y"]),
    ],
)
def test_an_attribute_settles(
    attribute: dict[str, Any], answer: dict[str, Any], before: Any, expected: Any
) -> None:
    schema = type_of(a=attribute)
    assert settle(schema.block, answer, {"a": before}, legacy=True) == {"a": expected}


def test_blocks_settle_by_position_and_unknown_ones_become_empty() -> None:
    nested = {"nesting_mode": "list", "block": {"attributes": {"x": TEXT, "id": COMPUTED}}}
    schema = type_of({"b": nested, "c": nested | {"computed": True}})
    before = {"b": [{"x": "1", "id": UNKNOWN}], "c": UNKNOWN}
    assert settle(schema.block, {"b": [{"id": "7"}]}, before, legacy=True) == {
        "b": [{"x": "1", "id": "7"}],
        "c": [],
    }


def test_elements_of_a_set_keep_their_spelling_in_any_order() -> None:
    inner = {"attributes": {"x": TEXT, "y": TEXT}}
    schema = type_of({"b": {"nesting_mode": "set", "block": inner}})
    before = {"b": [{"x": "1", "y": ""}, {"x": "2", "y": ""}]}
    answer = {"b": [{"x": "2", "y": None}, {"x": "1", "y": None}]}
    settled = settle(schema.block, answer, before, legacy=True)
    assert settled == {"b": [{"x": "2", "y": ""}, {"x": "1", "y": ""}]}


def test_a_plan_after_an_apply_is_empty() -> None:
    inner = {
        "attributes": {
            "x": TEXT,
            "id": COMPUTED,
            "tags": {"type": ["list", "string"], "optional": True},
        }
    }
    schema = type_of(
        {
            "s": {"nesting_mode": "set", "block": inner},
            "l": {"nesting_mode": "list", "block": inner},
        },
        name=TEXT,
        size={"type": "number", "optional": True, "default": 3},
        id=COMPUTED,
    )
    element = {"x": "1", "id": None, "tags": None}
    config = {"name": "n", "size": None, "id": None, "s": [element], "l": [element]}
    planned = plan(schema, None, config, Settings()).values
    assert planned is not None
    answer = planned | {"id": "i", "s": [{"x": "1", "id": "9", "tags": None}]}
    state = settle(schema.block, answer, planned, legacy=True)
    again = plan(schema, state, config, Settings())
    assert (again.values, again.replace) == (state, [])


def test_an_element_of_a_set_is_found_again_whatever_was_left_to_the_cloud() -> None:
    either = TEXT | {"computed": True}
    inner = {"attributes": {"age": TEXT, "before": TEXT, "state": either}}
    schema = type_of({"b": {"nesting_mode": "set", "block": inner}})
    config = {"b": [{"age": "30", "before": None, "state": None}]}
    planned = plan(schema, None, config, Settings()).values
    assert planned == {"b": [{"age": "30", "before": "", "state": UNKNOWN}]}
    answer = {"b": [{"age": "30", "before": None, "state": "ANY"}]}
    state = settle(schema.block, answer, planned, legacy=True)
    assert state == {"b": [{"age": "30", "before": "", "state": "ANY"}]}
    assert plan(schema, state, config, Settings()).values == state


def test_null_in_state_stays_null_in_an_element_that_stays() -> None:
    inner = {"attributes": {"age": TEXT, "before": TEXT}}
    schema = type_of({"b": {"nesting_mode": "set", "block": inner}})
    state = {"b": [{"age": "30", "before": None}]}
    assert plan(schema, state, state, Settings()).values == state


def test_import_starts_what_only_the_provider_keeps_at_its_default() -> None:
    protection = {"type": "bool", "optional": True, "default": True}
    schema = type_of(name=TEXT, deletion_protection=protection)
    assert imported(schema.block, {"name": "n"}) == {"name": "n", "deletion_protection": True}


def test_secrets_reach_the_cloud_from_the_configuration_wherever_they_stand() -> None:
    secret = TEXT | {"write_only": True}
    schema = type_of(
        {"b": {"nesting_mode": "list", "block": {"attributes": {"secret_wo": secret}}}},
        top_wo=secret,
        name=TEXT,
    )
    config = {"name": "n", "top_wo": "s1", "b": [{"secret_wo": "s2"}]}
    planned = {"name": "n", "top_wo": None, "b": [{"secret_wo": None}]}
    assert with_write_only(schema.block, planned, config) == config

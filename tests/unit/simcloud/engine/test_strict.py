"""Plans of plugin-framework types: null is not zero, and one change unsettles what is computed."""

from typing import Any

from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.engine.plan import Planned, plan
from crm_infra.simcloud.engine.quirks import NO_QUIRKS, Quirks
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.schema import TypeSchema, load
from crm_infra.simcloud.values import UNKNOWN, Values

TEXT = {"type": "string", "optional": True}
COMPUTED = {"type": "string", "computed": True}


def type_of(**attributes: Any) -> TypeSchema:
    raw = {"sdk": "framework", "block": {"attributes": attributes}}
    return load({"resource_schemas": {"t": raw}}).resources["t"]


def planned(
    schema: TypeSchema, config: Values, prior: Values | None = None, quirks: Quirks = NO_QUIRKS
) -> Planned:
    empty: Values = dict.fromkeys(schema.block.attributes)
    state = None if prior is None else empty | prior
    return plan(schema, state, empty | config, Settings(), quirks)


def test_null_and_empty_differ() -> None:
    assert planned(type_of(a=TEXT), {"a": None}, {"a": ""}).values == {"a": None}


def test_nothing_is_unsettled_while_nothing_changes() -> None:
    schema = type_of(a=TEXT, state=COMPUTED)
    assert planned(schema, {"a": "x"}, {"a": "x", "state": "s"}).values == {"a": "x", "state": "s"}


def test_one_change_makes_what_is_computed_unknown_except_what_stays() -> None:
    schema = type_of(a=TEXT, id=COMPUTED, state=COMPUTED, host=COMPUTED)
    prior = {"a": "x", "id": "1", "state": "s", "host": "h"}
    assert planned(schema, {"a": "y"}, prior).values == {
        "a": "y",
        "id": "1",
        "state": UNKNOWN,
        "host": UNKNOWN,
    }
    kept = planned(schema, {"a": "y"}, prior, Quirks(unsettled=frozenset({"state"})))
    assert kept.values is not None
    assert kept.values["host"] == "h"


def test_nested_attributes_are_planned_part_by_part() -> None:
    parts = {"name": TEXT, "id": COMPUTED}
    nested = {"optional": True, "nested_type": {"nesting_mode": "list", "attributes": parts}}
    schema = type_of(specs=nested)
    change = planned(
        schema,
        {"specs": [{"name": "a", "id": None}, {"name": "b", "id": None}]},
        {"specs": [{"name": "a", "id": "1"}]},
    )
    assert change.values == {"specs": [{"name": "a", "id": UNKNOWN}, {"name": "b", "id": UNKNOWN}]}


def test_sets_are_compared_without_order() -> None:
    schema = type_of(a={"type": ["set", "string"], "optional": True, "force_new": True})
    assert planned(schema, {"a": ["y", "x"]}, {"a": ["x", "y"]}).replace == []
    assert planned(schema, {"a": ["y"]}, {"a": ["x", "y"]}).replace == [("a",)]


def test_a_random_password_is_drawn_anew_when_any_argument_changes() -> None:
    schema = type_of(
        length={"type": "number", "required": True},
        special={"type": "bool", "optional": True, "computed": True},
        keepers={"type": ["map", "string"], "optional": True},
        result=COMPUTED,
    )
    quirks = quirks_for("random_password")
    new = planned(schema, {"length": 20}, None, quirks)
    assert new.values == {"length": 20, "special": True, "keepers": None, "result": UNKNOWN}
    prior = {"length": 20, "special": True, "result": "x"}
    assert planned(schema, {"length": 20}, prior, quirks).values == prior | {"keepers": None}
    changed = planned(schema, {"length": 20, "keepers": {"v": "2"}}, prior, quirks)
    assert changed.replace == [("keepers",)]

"""Plans of SDKv2 types: the rules that were measured on the real provider."""

from typing import Any

import pytest

from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.engine.plan import Planned, plan
from crm_infra.simcloud.engine.quirks import NO_QUIRKS, Quirks
from crm_infra.simcloud.schema import TypeSchema, load
from crm_infra.simcloud.values import UNKNOWN, Values

TEXT = {"type": "string", "optional": True}
COMPUTED = {"type": "string", "computed": True}
EITHER = {"type": "string", "optional": True, "computed": True}


def type_of(blocks: dict[str, Any] | None = None, **attributes: Any) -> TypeSchema:
    block = {"attributes": attributes, "block_types": blocks or {}}
    return load({"resource_schemas": {"cloud_thing": {"block": block}}}).resources["cloud_thing"]


def planned(
    schema: TypeSchema, config: Values, prior: Values | None = None, quirks: Quirks = NO_QUIRKS
) -> Planned:
    whole = dict.fromkeys(schema.block.attributes)
    whole |= {
        name: [] if nested.nesting in ("list", "set") else None
        for name, nested in schema.block.blocks.items()
    }
    state = None if prior is None else whole | prior
    return plan(schema, state, whole | config, Settings(), quirks)


def value(attribute: dict[str, Any], config: Any, *prior: Any) -> Any:
    state = {"a": prior[0]} if prior else None
    values = planned(type_of(a=attribute), {"a": config}, state).values
    assert values is not None
    return values["a"]


class TestCreating:
    @pytest.mark.parametrize(
        ("attribute", "config", "expected"),
        [
            (TEXT, "x", "x"),
            (TEXT, None, None),
            (TEXT | {"default": "d"}, None, "d"),
            (TEXT | {"default": "d"}, "x", "x"),
            (EITHER, None, UNKNOWN),
            (EITHER, "", UNKNOWN),
            (EITHER, "x", "x"),
            (COMPUTED, None, UNKNOWN),
            (TEXT, UNKNOWN, UNKNOWN),
            (TEXT | {"write_only": True}, "secret", None),
            ({"type": "bool", "optional": True}, False, False),
            ({"type": "number", "optional": True, "computed": True}, 0, 0),
            ({"type": ["list", "string"], "optional": True}, ["a", UNKNOWN], UNKNOWN),
            ({"type": ["map", "string"], "optional": True}, {"a": UNKNOWN}, {"a": UNKNOWN}),
        ],
    )
    def test_an_argument_becomes(
        self, attribute: dict[str, Any], config: Any, expected: Any
    ) -> None:
        assert value(attribute, config) == expected

    def test_a_silent_default_is_not_planned_where_nothing_stands(self) -> None:
        schema = type_of(a=TEXT | {"default": "d", "force_new": True})
        quirks = Quirks(silent={"a": "d"})
        assert planned(schema, {}, quirks=quirks).values == {"a": None}
        assert planned(schema, {"a": "d"}, {"a": None}, quirks).replace == []

    @pytest.mark.parametrize(("computed", "expected"), [(True, UNKNOWN), (False, [])])
    def test_a_block_left_out_is_unknown_only_where_the_provider_fills_it(
        self, computed: bool, expected: Any
    ) -> None:
        schema = type_of({"b": {"nesting_mode": "list", "block": {}, "computed": computed}})
        assert planned(schema, {}).values == {"b": expected}

    def test_text_and_lists_left_out_inside_a_set_are_empty_not_null(self) -> None:
        inner = {
            "text": TEXT,
            "size": {"type": "number", "optional": True},
            "tags": {"type": ["list", "string"], "optional": True},
            "name": TEXT,
        }
        schema = type_of({"b": {"nesting_mode": "set", "block": {"attributes": inner}}})
        element = {"text": None, "size": None, "tags": None, "name": "n"}
        assert planned(schema, {"b": [element]}).values == {
            "b": [{"text": "", "size": None, "tags": [], "name": "n"}]
        }


class TestChanging:
    @pytest.mark.parametrize(
        ("attribute", "config", "prior", "expected"),
        [
            (TEXT, None, "", ""),
            (TEXT, None, "x", None),
            (TEXT, "y", "x", "y"),
            (EITHER, None, "x", "x"),
            (EITHER, "", "x", "x"),
            (COMPUTED, None, "x", "x"),
            (TEXT | {"default": "d"}, None, "x", "d"),
            ({"type": "bool", "optional": True}, None, False, False),
            ({"type": "number", "optional": True}, None, 0, 0),
            ({"type": ["list", "string"], "optional": True}, [], None, None),
            ({"type": ["set", "string"], "optional": True}, ["b", "a"], ["a", "b"], ["a", "b"]),
            ({"type": ["list", "string"], "optional": True}, ["b", "a"], ["a", "b"], ["b", "a"]),
        ],
    )
    def test_an_argument_becomes(
        self, attribute: dict[str, Any], config: Any, prior: Any, expected: Any
    ) -> None:
        assert value(attribute, config, prior) == expected

    @pytest.mark.parametrize(("config", "replaced"), [("x", False), ("y", True), (UNKNOWN, True)])
    def test_what_cannot_change_in_place_asks_for_replacement_also_when_unknown(
        self, config: Any, replaced: bool
    ) -> None:
        schema = type_of(a=TEXT | {"force_new": True})
        assert planned(schema, {"a": config}, {"a": "x"}).replace == [("a",)] * replaced

    def test_the_path_of_a_replacement_has_positions_in_lists(self) -> None:
        spot = {"type": "bool", "optional": True, "force_new": True, "default": False}
        schema = type_of(
            {"pool": {"nesting_mode": "list", "block": {"attributes": {"spot": spot}}}}
        )
        change = planned(schema, {"pool": [{"spot": True}]}, {"pool": [{"spot": False}]})
        assert change.replace == [("pool", 0, "spot")]

    def test_the_path_of_a_replacement_ends_at_a_set(self) -> None:
        attribute = TEXT | {"force_new": True}
        schema = type_of({"b": {"nesting_mode": "set", "block": {"attributes": {"a": attribute}}}})
        assert planned(schema, {"b": [{"a": "y"}]}, {"b": [{"a": "x"}]}).replace == [("b",)]

    @pytest.mark.parametrize(
        ("block", "path"),
        [
            ({"force_new": True, "block": {}}, ("b",)),
            ({"block": {"attributes": {"a": TEXT | {"force_new": True}}}}, ("b", 0, "a")),
        ],
    )
    def test_a_block_that_goes_takes_what_cannot_change_with_it(
        self, block: dict[str, Any], path: tuple[Any, ...]
    ) -> None:
        schema = type_of({"b": {"nesting_mode": "list"} | block})
        assert path in planned(schema, {}, {"b": [{"a": "x"}]}).replace

    def test_a_block_that_the_provider_fills_stays_when_it_is_left_out(self) -> None:
        schema = type_of({"b": {"nesting_mode": "list", "block": {}, "computed": True}})
        assert planned(schema, {}, {"b": [{}]}).values == {"b": [{}]}

    def test_a_hollow_block_whose_difference_is_suppressed_stays(self) -> None:
        inner = {"attributes": {"on": {"type": "bool", "optional": True}}}
        schema = type_of({"b": {"nesting_mode": "list", "block": inner, "diff_suppressed": True}})
        assert planned(schema, {}, {"b": [{"on": False}]}).values == {"b": [{"on": False}]}
        assert planned(schema, {}, {"b": [{"on": True}]}).values == {"b": []}

    def test_elements_of_a_set_are_recognised_whatever_the_cloud_added_to_them(self) -> None:
        inner = {"attributes": {"a": TEXT, "id": EITHER}}
        schema = type_of({"b": {"nesting_mode": "set", "block": inner}})
        prior = [{"a": "x", "id": "1"}, {"a": "y", "id": "2"}]
        config = [{"a": "y", "id": None}, {"a": "z", "id": None}]
        assert planned(schema, {"b": config}, {"b": prior}).values == {
            "b": [{"a": "y", "id": "2"}, {"a": "z", "id": UNKNOWN}]
        }

    @pytest.mark.parametrize("config", [None, {"create": None}])
    def test_timeouts_left_empty_change_nothing(self, config: Any) -> None:
        schema = type_of({"timeouts": {"nesting_mode": "single", "block": {}}})
        change = planned(schema, {"timeouts": config}, {"timeouts": None})
        assert change.replace == []

    def test_destroying_plans_nothing(self) -> None:
        schema = type_of(a=TEXT)
        assert plan(schema, {"a": "x"}, None, Settings()).values is None

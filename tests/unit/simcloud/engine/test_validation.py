"""Validation: when the SDK looks, and what it says of arguments that depend on each other."""

from typing import Any

from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.validation import validate
from crm_infra.simcloud.schema import load
from crm_infra.simcloud.values import UNKNOWN

TEXT = {"type": "string", "optional": True}
RULED = TEXT | {"rule": {"enum": ["on"]}}


def faults(
    config: dict[str, Any], blocks: dict[str, Any] | None = None, sdk: str = "v2", **attributes: Any
) -> list[Fault]:
    block = {"attributes": attributes, "block_types": blocks or {}}
    schema = load({"resource_schemas": {"t": {"sdk": sdk, "block": block}}}).resources["t"]
    empty = dict.fromkeys(attributes) | {name: [] for name in blocks or {}}
    return validate(schema, empty | config)


def test_a_value_is_checked_where_it_stands() -> None:
    assert faults({"a": "off"}, a=RULED) == [
        Fault('expected a to be one of ["on"], got off', path=("a",))
    ]


def test_nothing_of_a_block_is_checked_while_any_of_it_is_unknown() -> None:
    block = {"b": {"nesting_mode": "list", "block": {"attributes": {"a": RULED, "c": TEXT}}}}
    assert faults({"b": [{"a": "off", "c": UNKNOWN}]}, block) == []
    assert len(faults({"b": [{"a": "off", "c": "x"}]}, block)) == 1


def test_each_of_a_group_complains_that_none_is_there() -> None:
    group = {"exactly_one_of": ["a", "b"]}
    assert faults({}, a=TEXT | group, b=TEXT | group) == [
        Fault("Invalid combination of arguments", f'"{n}": one of `a,b` must be specified', (n,))
        for n in ("a", "b")
    ]


def test_each_of_a_group_complains_that_two_are_there() -> None:
    group = {"exactly_one_of": ["a", "b", "c"]}
    found = faults({"a": "1", "b": "2"}, a=TEXT | group, b=TEXT | group, c=TEXT | group)
    assert [fault.detail for fault in found] == [
        f'"{n}": only one of `a,b,c` can be specified, but `a,b` were specified.' for n in "abc"
    ]


def test_an_unknown_member_may_turn_out_to_be_the_one() -> None:
    group = {"exactly_one_of": ["a", "b"]}
    assert faults({"a": UNKNOWN}, a=TEXT | group, b=TEXT | group) == []
    assert faults({"a": UNKNOWN, "b": "x"}, a=TEXT | group, b=TEXT | group) == []


def test_at_least_one_of() -> None:
    group = {"at_least_one_of": ["a", "b"]}
    assert len(faults({}, a=TEXT | group, b=TEXT | group)) == 2
    assert faults({"b": "x"}, a=TEXT | group, b=TEXT | group) == []


def test_companions_are_asked_for_only_by_what_is_there() -> None:
    found = faults({"a": "x"}, a=TEXT | {"required_with": ["b"]}, b=TEXT)
    assert found == [
        Fault("Missing required argument", '"a": all of `a,b` must be specified', ("a",))
    ]
    assert faults({}, a=TEXT | {"required_with": ["b"]}, b=TEXT) == []


def test_a_conflict_names_the_first_that_is_there() -> None:
    found = faults({"a": "x", "c": "y"}, a=TEXT | {"conflicts_with": ["b", "c"]}, b=TEXT, c=TEXT)
    assert found == [Fault("Conflicting configuration arguments", '"a": conflicts with c', ("a",))]


def test_conflicts_reach_into_blocks() -> None:
    inner = {"attributes": {"x": TEXT | {"conflicts_with": ["b.0.y"]}, "y": TEXT}}
    block = {"b": {"nesting_mode": "list", "block": inner}}
    assert [f.detail for f in faults({"b": [{"x": "1", "y": "2"}]}, block)] == [
        '"b.0.x": conflicts with b.0.y'
    ]


def test_what_only_the_provider_sets_cannot_be_configured() -> None:
    found = faults({"a": "x"}, a={"type": "string", "computed": True})
    assert found[0].summary == "Value for unconfigurable attribute"


def test_the_framework_speaks_its_own_language() -> None:
    nested = {
        "optional": True,
        "nested_type": {"nesting_mode": "list", "attributes": {"type": RULED}},
    }
    found = faults({"set": [{"type": "json"}]}, sdk="framework", set=nested)
    assert found == [
        Fault(
            "Invalid Attribute Value Match",
            'Attribute set[0].type value must be one of: ["on"], got: "json"',
            ("set", 0, "type"),
        )
    ]


def test_the_framework_checks_known_values_beside_unknown_ones() -> None:
    length = TEXT | {"rule": {"min_length": 1, "max_length": 3}}
    found = faults({"a": "long", "b": UNKNOWN}, sdk="framework", a=length, b=TEXT)
    assert [fault.detail for fault in found] == [
        "Attribute a string length must be between 1 and 3, got: 4"
    ]

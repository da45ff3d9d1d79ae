"""What a plan does, read from ``show -json``; nothing sensitive gets past the reading."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.terraform.masks import SENSITIVE, UNKNOWN, masked
from crm_infra.terraform.plan import Action, plan_digest, read_plan


def _change(address: str, actions: list[str], **more: Any) -> dict[str, Any]:
    top = {key: more.pop(key) for key in ("deposed", "mode", "action_reason") if key in more}
    return {
        "address": address,
        "mode": "managed",
        "type": address.split(".", maxsplit=1)[0],
        "change": {"actions": actions, **more},
        **top,
    }


PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.15.5",
    "timestamp": "2026-01-02T03:04:05Z",
    "resource_changes": [
        _change("google_a.same", ["no-op"], before={"x": 1}, after={"x": 1}),
        _change("google_a.new", ["create"], after={"x": 1}, after_unknown={"id": True}),
        _change("google_b.old", ["delete"], before={"x": 1}, after=None),
        _change(
            "google_b.moved",
            ["create", "delete"],
            before={"name": "a"},
            after={"name": "b"},
            replace_paths=[["name"], ["rule", 0, "range"]],
            action_reason="replace_because_cannot_update",
        ),
        _change("google_c.found", ["no-op"], after={}, importing={"id": "projects/p/c"}),
        _change("data.google_d.read", ["read"], mode="data"),
        _change("google_b.left", ["delete"], deposed="abcd1234"),
    ],
    "output_changes": {
        "same": {"actions": ["no-op"]},
        "fresh": {"actions": ["create"], "after": "v"},
        "secret": {"actions": ["update"], "after": "hunter2", "after_sensitive": True},
    },
    "resource_drift": [_change("google_a.same", ["update"], before={"x": 1}, after={"x": 2})],
}


def test_counts_by_action_and_type() -> None:
    summary = read_plan(PLAN)
    assert summary.by_action == {"create": 1, "delete": 2, "replace": 1, "import": 1}
    assert summary.by_type["google_b"] == {"delete": 2, "replace": 1}
    assert summary.unchanged == 1
    assert not summary.nothing_to_do


def test_a_replacement_says_why_and_how() -> None:
    change = next(c for c in read_plan(PLAN).changes if c.address == "google_b.moved")
    assert change.action is Action.REPLACE
    assert change.replaced_by == ("name", "rule[0].range")
    assert change.create_before_destroy
    assert change.destroys


def test_imports_drift_and_left_over_objects_are_seen() -> None:
    summary = read_plan(PLAN)
    found = {change.address: change for change in summary.changes}
    assert found["google_c.found"].imported_id == "projects/p/c"
    assert "google_b.left (deposed object abcd1234)" in found
    assert [(d.address, d.action) for d in summary.drift] == [("google_a.same", Action.UPDATE)]


def test_outputs_that_change_are_named_without_their_values() -> None:
    outputs = {one.name: (one.action.value, one.sensitive) for one in read_plan(PLAN).outputs}
    assert outputs == {"fresh": ("create", False), "secret": ("update", True)}
    assert "hunter2" not in repr(read_plan(PLAN))


def test_a_plan_of_nothing_has_nothing_to_do() -> None:
    quiet = {"resource_changes": [_change("google_a.same", ["no-op"])]}
    assert read_plan(quiet).nothing_to_do


@pytest.mark.parametrize(
    ("value", "sensitive", "unknown", "shown"),
    [
        ("s", True, False, SENSITIVE),
        (None, False, True, UNKNOWN),
        ({"a": "s", "b": 1}, {"a": True}, {}, {"a": SENSITIVE, "b": 1}),
        ({"b": 1}, {}, {"id": True, "c": False}, {"b": 1, "id": UNKNOWN}),
        ([{"a": 1}, {"a": 2}], [{}, {"a": True}], [], [{"a": 1}, {"a": SENSITIVE}]),
        ([], [], [True], [UNKNOWN]),
        ({"a": {"b": "s"}}, {"a": True}, None, {"a": SENSITIVE}),
        ("plain", False, False, "plain"),
    ],
)
def test_masks_lie_over_values(value: Any, sensitive: Any, unknown: Any, shown: Any) -> None:
    assert masked(value, sensitive, unknown) == shown


def test_the_digest_leaves_out_when_it_was_planned() -> None:
    later = {**PLAN, "timestamp": "2027-01-01T00:00:00Z"}
    assert plan_digest(PLAN) == plan_digest(later)
    assert plan_digest(PLAN) != plan_digest({**PLAN, "terraform_version": "1.11.4"})


@given(st.recursive(st.text(min_size=1), lambda v: st.dictionaries(st.text(), v) | st.lists(v)))
def test_a_value_that_is_sensitive_as_a_whole_is_never_shown(value: Any) -> None:
    assert masked(value, True, None) == SENSITIVE

"""How many blocks a plugin-framework type takes, in the framework's words."""

from typing import Any

import pytest

from crm_infra.simcloud.engine.validation import validate
from crm_infra.simcloud.schema import load
from crm_infra.simcloud.values import UNKNOWN

BLOCK = {"attributes": {"a": {"type": "string", "optional": True}}}
SIZES = {"min_items_validator": 1, "max_items_validator": 2}


def words(nesting: str, value: Any) -> list[str]:
    blocks = {"part": {"nesting_mode": nesting, "block": BLOCK, **SIZES}}
    raw = {"sdk": "framework", "block": {"block_types": blocks}}
    schema = load({"resource_schemas": {"t": raw}}).resources["t"]
    return [fault.detail for fault in validate(schema, {"part": value})]


@pytest.mark.parametrize("nesting", ["list", "set"])
@pytest.mark.parametrize(
    ("count", "bound"), [(0, "at least 1"), (3, "at most 2")], ids=["too few", "too many"]
)
def test_blocks_are_counted(nesting: str, count: int, bound: str) -> None:
    [said] = words(nesting, [{"a": None}] * count)
    assert said == f"Attribute part {nesting} must contain {bound} elements, got: {count}"


@pytest.mark.parametrize("value", [[{"a": None}], [{"a": None}, {"a": None}], UNKNOWN])
def test_enough_blocks_and_unknown_ones_are_taken(value: Any) -> None:
    assert not words("list", value)

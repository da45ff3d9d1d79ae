"""What nothing was known of before stands in state as the cloud tells it."""

from typing import Any

import pytest

from crm_infra.simcloud.engine.settle import imported, settle
from crm_infra.simcloud.engine.zero import fitting
from crm_infra.simcloud.schema import load

BLOCK = (
    load(
        {
            "resource_schemas": {
                "t": {
                    "block": {
                        "attributes": {
                            "auto": {"type": "bool", "optional": True, "default": True},
                            "size": {"type": "number", "optional": True},
                            "kept": {"type": "bool", "optional": True, "default": True},
                            "ranges": {
                                "type": ["list", ["object", {"name": "string"}]],
                                "computed": True,
                            },
                            "users": {"type": "string", "computed": True},
                        },
                        "block_types": {
                            "part": {
                                "nesting_mode": "list",
                                "block": {
                                    "attributes": {"x": {"type": "number", "optional": True}}
                                },
                            }
                        },
                    }
                }
            }
        }
    )
    .resources["t"]
    .block
)


def test_an_import_keeps_false_and_zero_and_gives_the_rest_its_default() -> None:
    state = imported(BLOCK, {"auto": False, "size": 0, "part": [{"x": 0}]})
    assert (state["auto"], state["size"], state["kept"]) == (False, 0, True)
    assert state["part"] == [{"x": 0}]


def test_what_was_not_asked_of_a_data_source_is_told_as_it_is() -> None:
    state = settle(BLOCK, {"auto": False, "size": 0}, {"size": 1}, legacy=True)
    assert (state["auto"], state["size"]) == (False, 0)


@pytest.mark.parametrize(
    ("name", "answer", "value"),
    [
        ("ranges", [{"name": "pods", "reserved": "x"}], [{"name": "pods"}]),
        ("ranges", [{"name": None}], [{"name": None}]),
        ("ranges", [{"reserved": "x"}], [{"name": None}]),
        ("users", ["a", "b"], None),
        ("users", "a", "a"),
    ],
)
def test_what_a_type_has_no_place_for_goes_and_what_it_lacks_is_nothing(
    name: str, answer: Any, value: Any
) -> None:
    assert fitting(answer, BLOCK.attributes[name].type) == value
    assert settle(BLOCK, {name: answer}, {}, legacy=True)[name] == value

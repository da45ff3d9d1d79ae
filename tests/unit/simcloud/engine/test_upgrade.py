"""State of other schema versions: what is gone is dropped, what is new is empty."""

from typing import Any

from crm_infra.simcloud.engine.upgrade import upgrade
from crm_infra.simcloud.schema import load

TEXT = {"type": "string", "optional": True}


def test_state_takes_the_shape_of_the_schema() -> None:
    block: dict[str, Any] = {
        "attributes": {
            "name": TEXT,
            "version": TEXT,
            "size": {"type": "number", "optional": True},
            "new": TEXT,
        },
        "block_types": {
            "disk": {"nesting_mode": "list", "block": {"attributes": {"gb": TEXT}}},
            "rule": {"nesting_mode": "set", "block": {}},
            "timeouts": {"nesting_mode": "single", "block": {}},
        },
    }
    schema = load({"resource_schemas": {"t": {"block": block}}}).resources["t"]
    raw = {"name": "n", "version": 2, "size": "50", "gone": True, "disk": [{"gb": 5, "old": 1}]}
    assert upgrade(schema.block, raw) == {
        "name": "n",
        "version": "2",
        "size": 50,
        "new": None,
        "disk": [{"gb": "5"}],
        "rule": [],
        "timeouts": None,
    }

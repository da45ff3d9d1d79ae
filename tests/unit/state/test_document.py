"""What a state object says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.errors import StateError
from crm_infra.state.document import MASKED, canonical_digest, parse_state, with_serial
from tests.fakes.states import LINEAGE, state_bytes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def test_lineage_serial_and_resources_are_read() -> None:
    document = parse_state(state_bytes(7, networks=("vpc",)), "s")
    assert (document.lineage, document.serial) == (LINEAGE, 7)
    assert document.managed == {"google_compute_network.vpc": "google_compute_network"}


def test_addresses_name_module_and_key_as_terraform_does() -> None:
    resource = {
        "module": 'module.region["primary"]',
        "mode": "managed",
        "type": "google_compute_subnetwork",
        "name": "this",
        "instances": [
            {"index_key": "nodes", "attributes": {}},
            {"index_key": 0, "attributes": {}},
            {"index_key": 1, "deposed": "abcd", "attributes": {}},
        ],
    }
    raw = {"lineage": "l", "serial": 1, "resources": [resource, {"mode": "data"}]}
    assert list(parse_state(json.dumps(raw).encode(), "s").managed) == [
        'module.region["primary"].google_compute_subnetwork.this["nodes"]',
        'module.region["primary"].google_compute_subnetwork.this[0]',
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (state_bytes()[:-20], "truncated"),
        (b"\xff\xfe", "truncated or not JSON"),
        (b"[]", "no lineage and serial"),
        (b'{"serial": "1", "lineage": "x"}', "no lineage and serial"),
    ],
)
def test_what_is_not_a_state_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(StateError, match=said):
        parse_state(content, "dev/network/default.tfstate")


@given(JSON)
def test_the_digest_ignores_the_order_of_keys(value: object) -> None:
    def reversed_keys(item: object) -> object:
        if isinstance(item, dict):
            return {key: reversed_keys(item[key]) for key in reversed(item)}
        return [reversed_keys(one) for one in item] if isinstance(item, list) else item

    assert canonical_digest(value) == canonical_digest(reversed_keys(value))


@given(JSON, JSON)
def test_the_digest_tells_different_values_apart(one: object, other: object) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical_digest(one) == canonical_digest(other)) == same


def test_a_new_serial_changes_nothing_else() -> None:
    before = parse_state(state_bytes(3, networks=("vpc",)), "s")
    after = parse_state(with_serial(before, 9), "s")
    assert after.serial == 9
    assert after.managed == before.managed
    assert after.lineage == before.lineage


def attribute(*steps: str | int) -> list[dict[str, Any]]:
    return [
        {"type": "get_attr", "value": step}
        if isinstance(step, str)
        else {"type": "index", "value": {"value": step, "type": "number"}}
        for step in steps
    ]


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        ([], {"name": "a", "kms": [{"on": True, "key": "k"}]}),
        ([attribute("kms", 0, "key")], {"name": "a", "kms": [{"on": True, "key": MASKED}]}),
        ([attribute("kms")], {"name": "a", "kms": MASKED}),
        ([attribute("kms"), attribute("kms", 0, "key")], {"name": "a", "kms": MASKED}),
        ([attribute("kms", 3, "key")], {"name": "a", "kms": MASKED}),
        ([attribute("name", "first")], {"name": MASKED, "kms": [{"on": True, "key": "k"}]}),
        ([attribute("gone", "key")], {"name": "a", "kms": [{"on": True, "key": "k"}]}),
    ],
)
def test_only_what_is_sensitive_is_masked_and_all_of_it_when_in_doubt(
    paths: list[list[dict[str, Any]]], shown: dict[str, Any]
) -> None:
    raw = json.loads(state_bytes(networks=("this",)))
    (instance,) = raw["resources"][0]["instances"]
    instance["attributes"] = {"name": "a", "kms": [{"on": True, "key": "k"}]}
    instance["sensitive_attributes"] = paths
    (resource,) = parse_state(json.dumps(raw).encode(), "x").resources
    assert resource.values == shown

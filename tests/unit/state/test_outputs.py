"""Outputs are what the layers below are given: never secret, never stale, never half."""

import json

import pytest

from crm_infra.errors import StateError, UpstreamError
from crm_infra.state.document import StateDocument, parse_state
from crm_infra.state.outputs import outputs_of, read_outputs, store_outputs, upstream_outputs
from tests.fakes.state_store import MemoryStateStore
from tests.fakes.states import ADDRESS, state_bytes


def _document(serial: int = 3, **outputs: str) -> StateDocument:
    return parse_state(state_bytes(serial, networks=("vpc",), outputs=outputs), "s")


@pytest.fixture
def store() -> MemoryStateStore:
    return MemoryStateStore(created=True)


def test_what_was_stored_is_given_to_the_layer_below(store: MemoryStateStore) -> None:
    document = _document(vpc="id-1", spare="x")
    store_outputs(store, ADDRESS, document)
    given = upstream_outputs(store, ADDRESS, document, ["vpc"], "layer cluster")
    assert given == {"vpc": "id-1", "spare": "x"}


def test_storing_the_same_again_writes_nothing(store: MemoryStateStore) -> None:
    store_outputs(store, ADDRESS, _document(vpc="id-1"))
    store_outputs(store, ADDRESS, _document(vpc="id-1"))
    assert len(store.versions(ADDRESS.outputs)) == 1


def test_a_sensitive_output_is_an_error_that_names_it_and_not_its_value() -> None:
    raw = json.loads(state_bytes())
    raw["outputs"] = {"password": {"value": "hunter2", "sensitive": True}}
    with pytest.raises(StateError, match="sensitive outputs: password") as caught:
        outputs_of(parse_state(json.dumps(raw).encode(), "s"), ADDRESS)
    assert "hunter2" not in str(caught.value)


def test_a_layer_that_was_never_applied_is_named(store: MemoryStateStore) -> None:
    with pytest.raises(UpstreamError, match=r"cluster needs network in dev.*not been applied"):
        upstream_outputs(store, ADDRESS, None, ["vpc"], "layer cluster")


def test_a_missing_key_is_named(store: MemoryStateStore) -> None:
    document = _document(vpc="id-1")
    store_outputs(store, ADDRESS, document)
    with pytest.raises(UpstreamError, match="cluster needs pods, subnets of network in dev"):
        upstream_outputs(store, ADDRESS, document, ["subnets", "vpc", "pods"], "layer cluster")


def test_outputs_of_an_older_state_are_stale(store: MemoryStateStore) -> None:
    store_outputs(store, ADDRESS, _document(3, vpc="id-1"))
    with pytest.raises(UpstreamError, match="of serial 3 while its state is at serial 4"):
        upstream_outputs(store, ADDRESS, _document(4, vpc="id-2"), ["vpc"], "layer cluster")


def test_outputs_that_are_gone_are_missing(store: MemoryStateStore) -> None:
    with pytest.raises(UpstreamError, match="those are missing while its state is at serial 3"):
        upstream_outputs(store, ADDRESS, _document(vpc="id-1"), ["vpc"], "layer cluster")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"outputs": {}, "serial": "x"}'])
def test_outputs_that_cannot_be_read_count_as_missing(
    store: MemoryStateStore, content: bytes
) -> None:
    store.write(ADDRESS.outputs, content)
    assert read_outputs(store, ADDRESS) is None

"""Every type of the catalogue is made, read back, planned again without a change, and deleted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import crm_infra
from crm_infra.simcloud.values import UNKNOWN
from tests.contract.simcloud.landscape import LANDSCAPE, made
from tests.fakes.cloud_account import Account, full, schema_of

LABELS = {"environment": "dev"}


@dataclass
class Standing:
    type: str
    name: str
    config: dict[str, Any]
    state: dict[str, Any]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    account = Account(tmp_path_factory.mktemp("cloud"), labels=LABELS)
    yield account
    account.close()


@pytest.fixture(scope="module")
def standing(account: Account) -> dict[str, Standing]:
    ids: dict[str, str] = {}
    found: dict[str, Standing] = {}
    for type_, name, given in LANDSCAPE:
        config = made(given, ids)
        state = account.create(type_, **config)
        ids[name] = state["id"]
        found[name] = Standing(type_, name, config, state)
    return found


def test_every_type_of_the_layers_is_there() -> None:
    folder = Path(crm_infra.__file__).parent / "infrastructure"
    used = {
        type_
        for path in folder.rglob("*.tf")
        for type_ in re.findall(r'^resource "(google_\w+)"', path.read_text(), re.MULTILINE)
    }
    assert used - {full(type_) for type_, _, _ in LANDSCAPE} == set()


def test_another_plan_changes_nothing(account: Account, standing: dict[str, Standing]) -> None:
    changed = {
        name: changes
        for name, found in standing.items()
        if (changes := account.replan(found.type, found.state, **found.config))
    }
    assert changed == {}


def test_a_refresh_changes_nothing(account: Account, standing: dict[str, Standing]) -> None:
    changed: dict[str, Any] = {}
    for name, found in standing.items():
        now = account.refresh(found.type, found.state)
        assert now is not None, name
        different = {
            key: (now[key], found.state[key]) for key in now if now[key] != found.state[key]
        }
        if different:
            changed[name] = different
    assert changed == {}


def test_each_is_found_by_its_id(account: Account, standing: dict[str, Standing]) -> None:
    for name, found in standing.items():
        if schema_of(full(found.type)).importable:
            imported = account.import_(found.type, found.state["id"])
            assert imported is not None, name
            assert imported["id"] == found.state["id"]


def test_computed_values_look_real(standing: dict[str, Standing]) -> None:
    for name, found in standing.items():
        assert UNKNOWN not in found.state.values()
        for key in ("id", "self_link", "creation_timestamp", "create_time", "email", "name"):
            assert found.state.get(key, "-"), f"{key} of {name} is empty"


def test_no_payload_of_a_secret_is_kept(account: Account, standing: dict[str, Standing]) -> None:
    assert "secret-1" in standing
    everything = b"".join(path.read_bytes() for path in account.folder.iterdir())
    assert b"s3ntinel" not in everything


def test_everything_is_deleted_in_reverse_order(tmp_path: Path) -> None:
    account, ids = Account(tmp_path, labels=LABELS), dict[str, str]()
    states: list[tuple[str, dict[str, Any]]] = []
    for type_, name, given in LANDSCAPE:
        state = account.create(type_, **made(given, ids))
        ids[name] = state["id"]
        states.append((type_, state))
    for type_, state in reversed(states):
        account.delete(type_, state)
        assert account.refresh(type_, state) is None
    with account.store.view() as view:
        assert view.totals() == {}
    account.close()

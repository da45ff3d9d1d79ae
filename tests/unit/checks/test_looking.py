"""A look at an environment: nobody is blocked, one layer's trouble does not hide another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from crm_infra.checks.cloud_says import CloudSays, heard, outages
from crm_infra.checks.looking import Looked, after_apply, look_at
from crm_infra.environments import load_environment
from crm_infra.errors import InterruptedApply, StateError, TerraformError
from crm_infra.layers import upstream_first
from crm_infra.state.document import parse_state
from crm_infra.state.holder import Life
from crm_infra.state.lock import Holder, Lock
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.looking import Look
from crm_infra.terraform.target import GcpTarget
from tests.fakes.control import answering
from tests.fakes.databases import sound_databases
from tests.fakes.standing import sound_foundation, sound_network
from tests.fakes.states import ADDRESS, state_bytes

DEV = load_environment("dev")
STANDING = {
    "foundation": sound_foundation(),
    "network": sound_network(),
    "databases": sound_databases(),
}
TWO = upstream_first(["foundation", "network"])
REFUSED = TerraformError("look at databases in dev failed: 503")


def document(serial: int = 1, networks: tuple[str, ...] = ("this",)) -> Any:
    return parse_state(state_bytes(serial, networks=networks), "state")


def holder(operation: str, life: Life = Life.ALIVE) -> Holder:
    lock = Lock(ADDRESS, 1, "eve@host", operation, datetime(2026, 5, 4, tzinfo=UTC), "1.15")
    return Holder(lock, life, "", "process 7 is alive")


@dataclass
class ScriptedGateway:
    """Answers what a test wrote; a list is answered one after the other."""

    documents: dict[str, list[Any]] = field(default_factory=dict)
    holders: dict[str, Holder] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    target: Any = "a target that cannot be asked"
    clock: Any = field(default_factory=lambda: SimpleNamespace(now=lambda: datetime.now(UTC)))
    looked: list[str] = field(default_factory=list)
    refused: dict[str, TerraformError] = field(default_factory=dict)

    def standing(self, layer: Any, _environment: Any) -> Any:
        if layer.name in self.errors:
            raise self.errors[layer.name]
        answers = self.documents.get(layer.name, [document()])
        return SimpleNamespace(document=answers.pop(0) if len(answers) > 1 else answers[0])

    def state(self, layer: Any, _environment: Any) -> Any:
        return SimpleNamespace(holder=lambda: self.holders.get(layer.name))

    def upstream(self, _layer: Any, _environment: Any) -> dict[str, Any]:
        return {}

    def look(self, layer: Any, _environment: Any, _upstream: Any) -> Look:
        self.looked.append(layer.name)
        if layer.name in self.refused:
            raise self.refused[layer.name]
        return Look(drift=(), resources=STANDING[layer.name], seconds=0.1)


def looks(gateway: ScriptedGateway) -> Iterator[Any]:
    return look_at(cast("LayerGateway", gateway), TWO, DEV)


def test_every_layer_that_stands_is_judged_with_its_drift() -> None:
    foundation, network = looks(ScriptedGateway())
    assert foundation.looked is network.looked is Looked.SEEN
    assert [result.name for result in network.results][-1] == "drift"
    assert not foundation.wrong
    assert not network.wrong


def test_what_does_not_stand_is_not_looked_at() -> None:
    gateway = ScriptedGateway(documents={"foundation": [None], "network": [document(1, ())]})
    assert [look.looked for look in looks(gateway)] == [Looked.ABSENT, Looked.ABSENT]
    assert gateway.looked == []


def test_a_layer_that_is_being_changed_is_left_alone_and_said_so() -> None:
    gateway = ScriptedGateway(holders={"foundation": holder("apply")})
    foundation, network = looks(gateway)
    assert foundation.looked is Looked.BUSY
    assert "eve@host" in foundation.why
    assert network.looked is Looked.SEEN


@pytest.mark.parametrize("held", [holder("plan"), holder("apply", Life.DEAD)])
def test_a_plan_and_a_dead_holder_are_not_in_the_way(held: Holder) -> None:
    foundation, _ = looks(ScriptedGateway(holders={"foundation": held}))
    assert foundation.looked is Looked.SEEN


def test_a_state_that_moved_meanwhile_gives_no_result() -> None:
    moved = [document(1), document(2)]
    foundation, _ = looks(ScriptedGateway(documents={"foundation": moved}))
    assert foundation.looked is Looked.BUSY
    assert foundation.results == ()


def test_trouble_with_one_layer_does_not_hide_the_others() -> None:
    gateway = ScriptedGateway(errors={"foundation": StateError("it is older")})
    foundation, network = looks(gateway)
    assert (foundation.looked, foundation.why) == (Looked.FAILED, "it is older")
    assert foundation.wrong
    assert network.looked is Looked.SEEN


def test_being_stopped_ends_the_look() -> None:
    gateway = ScriptedGateway(errors={"foundation": InterruptedApply("stopped")})
    with pytest.raises(InterruptedApply):
        list(looks(gateway))


def during(outages: list[str]) -> Any:
    """The network of dev, whose nodes' subnet is in us-central1, when nobody can refresh it."""
    said = {"/v1/outages": {"locations": outages}}
    with answering(said) as target:
        standing = SimpleNamespace(
            resources=sound_network(), managed={one.address: one.type for one in sound_network()}
        )
        gateway = ScriptedGateway(
            documents={"network": [standing]}, refused={"network": REFUSED}, target=target
        )
        return next(look_at(cast("LayerGateway", gateway), TWO[1:], DEV))


def test_a_layer_that_an_outage_hides_is_judged_by_its_state_and_drift_says_why() -> None:
    network = during(["us-central1"])
    assert network.looked is Looked.BY_STATE
    assert network.wrong
    *judged, drift = network.results
    assert judged
    assert all(result.passed and result.by_state for result in judged)
    assert (drift.name, drift.passed, drift.broken) == ("drift", False, False)
    assert drift.summary == f"not looked at: network: us-central1 is out: {REFUSED}"


@pytest.mark.parametrize("elsewhere", [[], ["europe-west1"]])
def test_an_outage_that_explains_nothing_excuses_nothing(elsewhere: list[str]) -> None:
    network = during(elsewhere)
    assert network.looked is Looked.FAILED
    assert network.results == ()


def test_what_an_apply_left_is_judged_with_what_the_cloud_says() -> None:
    said = {
        "/v1/outages": {"locations": []},
        "/v1/atlas/backups": [],
        "/v1/resources": [],
    }
    state: Any = SimpleNamespace(resources=sound_databases())
    with answering(said) as target:
        results = {one.name: one for one in after_apply(state, "databases", DEV, target)}
    assert results["serving"].passed
    assert results["backups_younger_than_rpo"].broken


def test_google_cloud_cannot_be_asked_and_says_nothing() -> None:
    assert heard(GcpTarget({}), "databases") == CloudSays()
    assert outages(GcpTarget({})) is None


def test_a_cloud_that_does_not_answer_is_one_that_cannot_be_asked() -> None:
    state: Any = SimpleNamespace(resources=sound_databases())
    with answering({}) as target:
        results = {one.name: one for one in after_apply(state, "databases", DEV, target)}
    for name in ("serving", "backups_younger_than_rpo"):
        assert not results[name].passed
        assert not results[name].broken
        assert results[name].weight == "warn"

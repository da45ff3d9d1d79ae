"""What depends on the request alone is worked out once, and never for somebody else."""

from typing import Any

import pytest

from crm_infra.simcloud.process.providers import schemas
from crm_infra.simcloud.provider import resources
from crm_infra.simcloud.provider.codec import encode
from crm_infra.simcloud.provider.connections import Connection
from crm_infra.simcloud.provider.gen import tfplugin6_pb2 as wire
from crm_infra.simcloud.provider.memory import LONGEST_ANSWER, Memory, asked
from crm_infra.simcloud.provider.service import Service

GOOGLE = "registry.terraform.io/hashicorp/google"
NETWORK = "google_compute_network"


class Cloud:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self, *_: Any) -> None:
        self.reads += 1


class Provider:
    """A provider's methods, by name, as one connection calls them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cloud = Cloud()
        self.planned: list[str] = []
        schema = schemas(None)[GOOGLE]
        self.type = schema.resources[NETWORK].block.type
        untyped: Any = self.cloud
        self.service = Service(schema, untyped)
        plan = resources.plan

        def counted(schema: Any, prior: Any, config: Any, *rest: Any) -> Any:
            self.planned.append(config["name"])
            return plan(schema, prior, config, *rest)

        monkeypatch.setattr(resources, "plan", counted)

    def value(self, name: str) -> Any:
        empty = dict.fromkeys(self.type.attributes)
        return encode({**empty, "name": name}, self.type)

    def plans(self, caller: Connection, name: str) -> wire.PlanReply:
        request = wire.PlanRequest(
            type_name=NETWORK,
            prior_state=encode(None, self.type),
            proposed_new_state=self.value(name),
            config=self.value(name),
        )
        answer = self.calls(caller, "PlanResourceChange", request)
        return wire.PlanReply.FromString(answer)

    def calls(self, caller: Connection, method: str, request: Any) -> bytes:
        procedure = self.service.procedures(caller)[f"/tfplugin6.Provider/{method}"]
        return procedure.answer(request.SerializeToString())


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    return Provider(monkeypatch)


def configured(project: str) -> Connection:
    caller = Connection()
    caller.configure({"project": project})
    return caller


def test_the_same_plan_is_made_once_whoever_asks(provider: Provider) -> None:
    first, second = (provider.plans(configured("p"), "main") for _ in range(2))
    assert first == second
    assert first.planned_state.msgpack
    provider.plans(configured("p"), "other")
    assert provider.planned == ["main", "other"]


def test_it_is_made_anew_for_a_provider_that_is_configured_otherwise(provider: Provider) -> None:
    mine, other = (provider.plans(configured(project), "main") for project in ("mine", "other"))
    assert provider.planned == ["main", "main"]
    assert mine.planned_state != other.planned_state


def test_a_defect_is_told_and_not_remembered(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(resources, "plan", lambda *_: 1 / 0)
        failed = provider.plans(configured("p"), "main")
    assert "ZeroDivisionError" in failed.diagnostics[0].detail
    assert not provider.plans(configured("p"), "main").diagnostics


def test_the_cloud_is_asked_each_time(provider: Provider) -> None:
    request = wire.ReadRequest(type_name=NETWORK, current_state=provider.value("main"))
    for _ in range(2):
        provider.calls(configured("p"), "ReadResource", request)
    assert provider.cloud.reads == 2


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    memory = Memory(most=2)
    for name in (b"a", b"b"):
        memory.put(name, name)
    assert memory.get(b"a") == b"a"
    memory.put(b"c", b"c")
    assert (memory.get(b"a"), memory.get(b"b"), memory.get(b"c")) == (b"a", None, b"c")


def test_a_very_long_answer_is_not_kept() -> None:
    memory = Memory()
    memory.put(b"a", bytes(LONGEST_ANSWER + 1))
    assert len(memory) == 0


def test_a_question_is_known_by_its_digest_only() -> None:
    question = asked("PlanResourceChange", b"password = hunter2", b"configured")
    assert len(question) == 16
    others = [
        asked("ValidateResourceConfig", b"password = hunter2", b"configured"),
        asked("PlanResourceChange", b"password = hunter3", b"configured"),
        asked("PlanResourceChange", b"password = hunter2", b"otherwise"),
    ]
    assert len({question, *others}) == 4

"""Looks as jobs: all environments are looked at, whatever happens with one of them."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import dagster as dg
import pytest

from crm_infra.checks.drift import drift_result
from crm_infra.checks.looking import LayerLook, Looked
from crm_infra.definitions import build_definitions
from crm_infra.environments import Environment
from crm_infra.errors import UnavailableError
from crm_infra.orchestration import drift

ALL = ["dev", "staging", "uat", "prod"]


class Recorder:
    """A platform without a cloud: notes what was looked at."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def gateway(self, cancel: object = None) -> Any:
        return nullcontext(self)

    def looked(self, look: LayerLook) -> None:
        self.seen.append(look.environment)


def scripted(monkeypatch: pytest.MonkeyPatch, answers: dict[str, Exception | LayerLook]) -> None:
    """Layers of an environment answer what is written here, or do not stand."""

    def look_at(_: Any, __: Any, environment: Environment) -> Iterator[LayerLook]:
        absent = LayerLook(environment.name, "network", Looked.ABSENT)
        answer = answers.get(environment.name, absent)
        if isinstance(answer, Exception):
            raise answer
        yield answer

    monkeypatch.setattr(drift, "look_at", look_at)
    monkeypatch.setattr(drift, "write_report", lambda *_: None)
    monkeypatch.setattr(drift, "report_metadata", lambda _: {})


def look_everywhere(recorder: Recorder, **config: Any) -> dg.ExecuteInProcessResult:
    job = build_definitions({"platform": recorder}).resolve_job_def("drift")
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={
                "ops": {"look_everywhere": {"config": config}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
        )


def test_looks_at_every_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, {})
    recorder = Recorder()
    assert look_everywhere(recorder).success
    assert recorder.seen == ALL


def test_looks_at_those_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, {})
    recorder = Recorder()
    assert look_everywhere(recorder, environments=["uat"]).success
    assert recorder.seen == ["uat"]


@pytest.mark.parametrize(
    "trouble",
    [
        ValueError("a fault of ours"),
        UnavailableError("no storage"),
        LayerLook("dev", "network", Looked.FAILED, "its state is older"),
    ],
)
def test_one_that_cannot_be_looked_at_does_not_keep_the_others(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception | LayerLook
) -> None:
    scripted(monkeypatch, {"dev": trouble})
    recorder = Recorder()
    result = look_everywhere(recorder)
    assert recorder.seen[-3:] == ALL[1:]
    assert not result.success, "the run says so at its end"
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    said = str(failure.step_failure_data.user_failure_data)
    assert "could not be looked at" in said
    assert "dev" in said


def test_one_look_may_be_at_some_layers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    scripted(monkeypatch, {})
    monkeypatch.setattr(drift, "look_at", lambda _, layers, __: seen.extend(layers) or iter(()))
    job = build_definitions({"platform": Recorder()}).resolve_job_def("checks")
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("environments", ["dev"])

        def look(*layers: str) -> dg.ExecuteInProcessResult:
            config = {"ops": {"look_at_environment": {"config": {"layers": list(layers)}}}}
            return job.execute_in_process(
                run_config=config, instance=instance, partition_key="dev", raise_on_error=False
            )

        assert look("databases", "network").success
        assert [layer.name for layer in seen] == ["network", "databases"]
        assert look().success
        assert len(seen) == 2 + 4
        assert not look("elsewhere").success


def test_an_environment_that_no_file_describes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, {})
    recorder = Recorder()
    assert not look_everywhere(recorder, environments=["elsewhere"]).success
    assert recorder.seen == []


def test_what_drifted_is_a_result_of_its_partition(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = LayerLook("uat", "network", Looked.FAILED, "gone")
    scripted(monkeypatch, {"uat": failed})
    (told,) = look_everywhere(Recorder()).get_asset_check_evaluations()
    assert (told.asset_key.to_user_string(), told.partition, told.passed) == (
        "network",
        "uat",
        False,
    )


def test_what_a_run_is_going_to_judge_is_left_to_it(
    monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance
) -> None:
    """The place of the run's result is before that of the look: the look would be the last word."""
    seen = LayerLook("dev", "network", Looked.SEEN, results=(drift_result("network", (), 49),))
    scripted(monkeypatch, {"dev": seen})
    instance.add_dynamic_partitions("environments", ["dev"])
    definitions = build_definitions({"platform": Recorder()})
    network = frozenset({dg.AssetKey("network")})
    run = instance.create_run_for_job(
        definitions.resolve_job_def("provision").get_subset(asset_selection=set(network)),
        tags={"dagster/partition": "dev"},
        asset_selection=network,
        status=dg.DagsterRunStatus.STARTED,
    )

    def looks() -> list[dg.AssetCheckEvaluation]:
        job = definitions.resolve_job_def("drift")
        config = {"ops": {"look_everywhere": {"config": {"environments": ["dev"]}}}}
        ended = job.execute_in_process(instance=instance, run_config=config)
        return ended.get_asset_check_evaluations()

    assert looks() == []
    instance.report_run_failed(run)
    (told,) = looks()
    assert told.passed

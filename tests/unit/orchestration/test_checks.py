"""Checks as Dagster has them: kept per environment, with evidence and remedy."""

from dataclasses import replace

import dagster as dg
import pytest
from dagster._core.event_api import PartitionKeyFilter

from crm_infra.checks.catalog import CHECKS, judge
from crm_infra.checks.looking import LayerLook, Looked
from crm_infra.checks.model import CheckResult, Noted, NotSeen, Seen, Severity
from crm_infra.orchestration.checks import check_metadata, check_specs, evaluations, results_in_step
from tests.fakes.standing import nodes_subnet, sound_network


def broken() -> CheckResult:
    found = judge("network", Seen((*sound_network()[:1], nodes_subnet(log_config=[]))))
    return next(result for result in found if result.name == "flow_logs_on")


def test_each_layer_has_its_checks_and_drift() -> None:
    for layer in ("foundation", "network", "cluster", "databases"):
        names = [spec.name for spec in check_specs(layer)]
        assert names == [check.name for check in CHECKS if check.layer == layer] + ["drift"]


def test_a_red_check_has_rule_evidence_and_remedy() -> None:
    metadata = check_metadata(broken())
    assert set(metadata) == {"rule", "looked at", "violations", "evidence", "remedy"}
    evidence = metadata["evidence"]
    assert isinstance(evidence, dg.TableMetadataValue)
    assert evidence.records[0].data["seen"] == "crm-nodes-us-central1 has no flow logs"


def test_a_warning_is_a_warning_in_the_step_and_in_a_look() -> None:
    (in_step,) = results_in_step([broken()])
    look = LayerLook("dev", "network", Looked.SEEN, results=(broken(),))
    (alone,) = evaluations(look)
    assert in_step.severity is alone.severity is dg.AssetCheckSeverity.WARN
    assert alone.partition == "dev"
    assert in_step.metadata == alone.metadata


def test_a_check_that_could_not_look_is_a_warning_that_says_where_a_person_looks() -> None:
    result = CheckResult(
        "serving",
        "cluster",
        Severity.ERROR,
        "",
        "",
        1,
        not_seen=(NotSeen("crm", "nobody can be asked"),),
        elsewhere="the status page",
    )
    (told,) = evaluations(LayerLook("prod", "cluster", Looked.SEEN, results=(result,)))
    assert (told.passed, told.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert told.description == "not looked at: crm: nobody can be asked"
    assert told.metadata["look instead at"].value == "the status page"


def test_what_is_as_it_should_be_is_evidence_too() -> None:
    noted = CheckResult(
        "serving", "cluster", Severity.ERROR, "", "", 1, noted=(Noted("crm", "ok"),)
    )
    evidence = check_metadata(noted)["evidence"]
    assert isinstance(evidence, dg.TableMetadataValue)
    assert evidence.records[0].data == {"resource": "crm", "verdict": "ok", "seen": "ok"}


def test_a_layer_judged_by_its_state_has_its_results_and_says_so() -> None:
    result = replace(broken(), by_state=True)
    (told,) = evaluations(LayerLook("dev", "network", Looked.BY_STATE, "out", results=(result,)))
    assert "(by its state; the cloud did not answer)" in str(told.description)
    assert "judged by" in told.metadata


def test_what_could_not_be_looked_at_is_a_red_drift_that_says_why() -> None:
    (told,) = evaluations(LayerLook("dev", "network", Looked.FAILED, "no bucket"))
    assert (told.check_name, told.passed) == ("drift", False)
    assert "no bucket" in str(told.description)


@pytest.mark.parametrize("looked", [Looked.BUSY, Looked.ABSENT])
def test_what_was_not_seen_changes_no_result(looked: Looked) -> None:
    assert evaluations(LayerLook("dev", "network", looked)) == []


def test_results_of_two_environments_do_not_overwrite_each_other(
    instance: dg.DagsterInstance,
) -> None:
    @dg.op
    def say():
        for environment, passed in (("dev", True), ("uat", False)):
            result = CheckResult("drift", "network", broken().severity, "", "", 1)
            look = LayerLook(environment, "network", Looked.SEEN, results=(result,))
            if not passed:
                look = LayerLook(environment, "network", Looked.FAILED, "x")
            yield from evaluations(look)
        yield dg.Output(None)

    @dg.job
    def said() -> None:
        say()

    key = dg.AssetCheckKey(dg.AssetKey("network"), "drift")
    said.execute_in_process(instance=instance)
    for environment, passed in (("dev", True), ("uat", False)):
        found = instance.event_log_storage.get_latest_asset_check_execution_by_key(
            [key], partition_filter=PartitionKeyFilter(key=environment)
        )
        event = found[key].event
        assert event is not None
        assert event.dagster_event is not None
        assert event.dagster_event.asset_check_evaluation_data.passed is passed

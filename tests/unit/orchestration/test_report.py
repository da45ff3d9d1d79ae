"""The report on an environment: what stands, what is stale or red, what next."""

import dagster as dg

from crm_infra.checks.looking import LayerLook, Looked
from crm_infra.checks.model import CheckResult, NotSeen, Severity, Violation
from crm_infra.environments import load_environment
from crm_infra.orchestration.checks import evaluations
from crm_infra.orchestration.history import KnownResult, PastRun, known_results, past_runs
from crm_infra.orchestration.report import Report, report_markdown, report_metadata
from crm_infra.orchestration.standing import LayerStanding

STANDS = LayerStanding("foundation", 181, 3, applied="2026-05-04T12:00:00+00:00")
STALE = LayerStanding("network", 49, 2, stale=("code changed",), by_type={"t": 49})


def report(*standings: LayerStanding, red: bool = False) -> Report:
    result = KnownResult("network", "drift", not red, "somebody | was here", "2026-05-04 12:00 UTC")
    run = PastRun("0e332504-b881", "checks", "success", "2026-05-04 12:00 UTC", "3.1 s")
    return Report(load_environment("dev"), True, standings, [result], [run])


def test_says_what_stands_and_why_a_layer_is_stale() -> None:
    text = report_markdown(report(STANDS, STALE))
    assert "| foundation | yes | 181 | 3 | 2026-05-04 12:00 UTC |  |" in text
    assert "| network | no | 49 | 2 |  | code changed |" in text
    assert "*simulated*" in text
    assert "[0e332504](/runs/0e332504-b881)" in text


def test_the_next_thing_is_to_provision_what_is_stale() -> None:
    assert report(STANDS, STALE, red=True).next.startswith("crm-infra provision dev")


def test_then_to_look_at_what_is_red() -> None:
    assert report(STANDS, red=True).next == "Look at drift of network: somebody | was here"
    assert report(STANDS).next.startswith("Nothing to do")


def test_a_bar_in_a_message_does_not_break_the_table() -> None:
    assert "somebody / was here" in report_markdown(report(STANDS, red=True))


def test_figures_are_metadata() -> None:
    metadata = report_metadata(report(STANDS, STALE, red=True))
    assert metadata["resources"].value == 230
    assert metadata["stale layers"].value == metadata["red checks"].value == 1


def test_only_runs_of_the_environment_are_its_last_runs(instance: dg.DagsterInstance) -> None:
    @dg.job
    def nothing() -> None: ...

    for environment in ("dev", "uat"):
        instance.create_run_for_job(nothing, tags={"dagster/partition": environment})
    (run,) = past_runs(instance, "dev")
    assert (run.job, run.took) == ("nothing", "")


def test_what_could_not_be_looked_at_is_told_apart_from_what_is_red() -> None:
    amber = KnownResult("cluster", "serving", False, "not looked at: crm", "x", not_seen=True)
    shown = Report(load_environment("prod"), False, [STANDS], [amber], [])
    assert shown.next.startswith("Nothing to do")
    text = report_markdown(shown)
    assert "All 0 checks that could look are green" in text
    assert "Not looked at: serving of cluster." in text
    metadata = report_metadata(shown)
    assert metadata["red checks"].value == 0


def test_a_result_is_red_only_when_something_broke_its_rule(instance: dg.DagsterInstance) -> None:
    def result(name: str, **found: object) -> CheckResult:
        return CheckResult(name, "databases", Severity.ERROR, "", "", 1, **found)  # type: ignore[arg-type]

    @dg.op
    def say():
        results = (
            result("serving", not_seen=(NotSeen("crm", "x"),)),
            result("users_are_scoped", violations=(Violation("u", "x"),)),
            result("access_lists_closed"),
        )
        yield from evaluations(LayerLook("dev", "databases", Looked.SEEN, results=results))
        yield dg.Output(None)

    @dg.job
    def said() -> None:
        say()

    said.execute_in_process(instance=instance)
    found = {one.check: one for one in known_results(instance, ["databases"], "dev")}
    assert [name for name, one in found.items() if one.red] == ["users_are_scoped"]
    assert [name for name, one in found.items() if one.not_seen] == ["serving"]

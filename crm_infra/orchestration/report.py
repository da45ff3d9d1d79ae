"""The report on one environment: what stands, is stale or red, the last runs, the next thing to do.

It is written after a look and by its own asset; both write the same. Add here what a person wants
to know of an environment as a whole; one layer's page is ``pages``'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import dagster as dg
from dagster._core.event_api import PartitionKeyFilter

from crm_infra.environments import Environment
from crm_infra.layers import Layer
from crm_infra.orchestration.checks import check_specs
from crm_infra.orchestration.pages.forms import minutes, table
from crm_infra.orchestration.standing import LayerStanding, next_step, standing_of
from crm_infra.terraform.gateway import LayerGateway

REPORT = "environment_report"
RUNS_SHOWN = 8
LAYER_COLUMNS = ("layer", "stands", "resources", "serial", "applied", "why not")
CHECK_COLUMNS = ("layer", "check", "said", "at")
RUN_COLUMNS = ("run", "job", "status", "began", "took")
Metadata = dict[str, dg.MetadataValue[Any]]


@dataclass(frozen=True, slots=True)
class KnownResult:
    """The last known result of one check in one environment."""

    layer: str
    check: str
    passed: bool
    said: str
    at: str


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run of an environment."""

    run: str
    job: str
    status: str
    began: str
    took: str


@dataclass(frozen=True)
class Report:
    """Everything that the report says."""

    environment: Environment
    simulated: bool
    standings: Sequence[LayerStanding]
    checks: Sequence[KnownResult]
    runs: Sequence[PastRun]

    @property
    def next(self) -> str:
        """The next thing to do."""
        step = next_step(self.standings, self.environment.name)
        red = [one for one in self.checks if not one.passed]
        if red and all(standing.stands for standing in self.standings):
            return f"Look at {red[0].check} of {red[0].layer}: {red[0].said}"
        return step


def write_report(
    gateway: LayerGateway,
    instance: dg.DagsterInstance,
    layers: Sequence[Layer],
    environment: Environment,
) -> Report:
    """Gather what the report says."""
    return Report(
        environment=environment,
        simulated=gateway.target.simulated,
        standings=standing_of(gateway, instance, layers, environment),
        checks=known_results(instance, [layer.name for layer in layers], environment.name),
        runs=past_runs(instance, environment.name),
    )


def report_metadata(report: Report) -> Metadata:
    """The report as the UI shows it."""
    stale = sum(1 for one in report.standings if one.stale)
    red = sum(1 for one in report.checks if not one.passed)
    return {
        "next": dg.MetadataValue.text(report.next),
        "layers": table([_row(one) for one in report.standings], LAYER_COLUMNS),
        "red": table([asdict(one) for one in report.checks if not one.passed], CHECK_COLUMNS),
        "last runs": table([_short(one) for one in report.runs], RUN_COLUMNS),
        "report": dg.MetadataValue.md(report_markdown(report)),
        "resources": dg.MetadataValue.int(sum(one.resources for one in report.standings)),
        "stale layers": dg.MetadataValue.int(stale),
        "red checks": dg.MetadataValue.int(red),
        "by type": table(
            [
                {"layer": one.layer, "type": kind, "count": str(count)}
                for one in report.standings
                for kind, count in one.by_type.items()
            ],
            ("layer", "type", "count"),
        ),
    }


def report_markdown(report: Report) -> str:
    """The report as Markdown."""
    environment = report.environment
    where = f"project `{environment.project.id}`, domain `{environment.domain}`"
    label = ", *simulated*" if report.simulated else ""
    return "\n".join(
        [
            f"### {environment.title}: {where}{label}",
            "",
            f"**Next:** {report.next}",
            "",
            f"| {' | '.join(LAYER_COLUMNS)} |",
            "|---" * len(LAYER_COLUMNS) + "|",
            *(_line(_row(one)) for one in report.standings),
            "",
            *_checks_lines(report.checks),
            "",
            *_runs_lines(report.runs),
        ]
    )


def known_results(
    instance: dg.DagsterInstance, layers: Sequence[str], environment: str
) -> list[KnownResult]:
    """The last result of every check of these layers in that environment."""
    keys = [spec.key for layer in layers for spec in check_specs(layer)]
    found = instance.event_log_storage.get_latest_asset_check_execution_by_key(
        keys, partition_filter=PartitionKeyFilter(key=environment)
    )
    results: list[KnownResult] = []
    for key in keys:
        record = found.get(key)
        event = record.event.dagster_event if record and record.event else None
        if record is None or event is None or event.event_type_value != "ASSET_CHECK_EVALUATION":
            continue
        evaluation = event.asset_check_evaluation_data
        results.append(
            KnownResult(
                layer=key.asset_key.to_user_string(),
                check=key.name,
                passed=evaluation.passed,
                said=evaluation.description or "",
                at=_when(record.create_timestamp),
            )
        )
    return results


def past_runs(instance: dg.DagsterInstance, environment: str) -> list[PastRun]:
    """The last runs of an environment, newest first."""
    wanted = dg.RunsFilter(tags={"dagster/partition": environment})
    records = instance.get_run_records(wanted, limit=RUNS_SHOWN)
    return [
        PastRun(
            run=record.dagster_run.run_id,
            job=record.dagster_run.job_name,
            status=record.dagster_run.status.value.lower(),
            began=_when(record.start_time),
            took=_took(record.start_time, record.end_time),
        )
        for record in records
    ]


def _row(one: LayerStanding) -> dict[str, str]:
    absent = "" if one.stands else "does not stand"
    stands, why = "yes" if one.stands else "no", one.trouble or ", ".join(one.stale) or absent
    applied = _when(datetime.fromisoformat(one.applied)) if one.applied else ""
    cells = (one.layer, stands, str(one.resources), str(one.serial), applied, why)
    return dict(zip(LAYER_COLUMNS, cells, strict=True))


def _short(run: PastRun) -> dict[str, str]:
    return asdict(run) | {"run": run.run[:8]}


def _line(row: Mapping[str, str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in row.values())} |"


def _checks_lines(checks: Sequence[KnownResult]) -> list[str]:
    red = [one for one in checks if not one.passed]
    if not checks:
        return ["No check has looked at it yet: run the job `checks`."]
    if not red:
        return [
            f"All {len(checks)} checks are green; the oldest is of {min(c.at for c in checks)}."
        ]
    lines = [f"{len(red)} of {len(checks)} checks are red:", ""]
    lines += ["| layer | check | seen | at |", "|---|---|---|---|"]
    said = (one.said.replace("|", "/") for one in red)
    lines += [
        f"| {one.layer} | **{one.check}** | {text} | {one.at} |"
        for one, text in zip(red, said, strict=True)
    ]
    return lines


def _runs_lines(runs: Sequence[PastRun]) -> list[str]:
    if not runs:
        return ["No run of it yet."]
    lines = ["| last runs | job | result | began | took |", "|---|---|---|---|---|"]
    lines += [
        f"| [{one.run[:8]}](/runs/{one.run}) | {one.job} | {one.status} "
        f"| {one.began} | {one.took} |"
        for one in runs
    ]
    return lines


def _when(moment: float | datetime | None) -> str:
    if moment is None:
        return ""
    found = moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment, UTC)
    return f"{found:%Y-%m-%d %H:%M} UTC"


def _took(start: float | None, end: float | None) -> str:
    return minutes(end - start) if start and end else ""

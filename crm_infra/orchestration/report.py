"""The report on one environment: what stands, is stale or red, the last runs, the next thing to do.

It is written after a look and by its own asset; both write the same. Add here what a person wants
to know of an environment as a whole; one layer's page is ``pages``'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import dagster as dg

from crm_infra.environments import Environment
from crm_infra.layers import Layer
from crm_infra.orchestration.history import (
    KnownResult,
    PastRun,
    known_results,
    past_runs,
    when,
)
from crm_infra.orchestration.pages.forms import table
from crm_infra.orchestration.standing import LayerStanding, next_step, standing_of
from crm_infra.terraform.gateway import LayerGateway

REPORT = "environment_report"
LAYER_COLUMNS = ("layer", "stands", "resources", "serial", "applied", "why not")
CHECK_COLUMNS = ("layer", "check", "said", "at")
RUN_COLUMNS = ("run", "job", "status", "began", "took")
Metadata = dict[str, dg.MetadataValue[Any]]


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
        red = [one for one in self.checks if one.red]
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
    red = sum(1 for one in report.checks if one.red)
    unseen = [asdict(one) for one in report.checks if one.not_seen]
    return {
        "next": dg.MetadataValue.text(report.next),
        "layers": table([_row(one) for one in report.standings], LAYER_COLUMNS),
        "red": table([asdict(one) for one in report.checks if one.red], CHECK_COLUMNS),
        **({"not looked at": table(unseen, CHECK_COLUMNS)} if unseen else {}),
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


def _row(one: LayerStanding) -> dict[str, str]:
    absent = "" if one.stands else "does not stand"
    stands, why = "yes" if one.stands else "no", one.trouble or ", ".join(one.stale) or absent
    applied = when(datetime.fromisoformat(one.applied)) if one.applied else ""
    cells = (one.layer, stands, str(one.resources), str(one.serial), applied, why)
    return dict(zip(LAYER_COLUMNS, cells, strict=True))


def _short(run: PastRun) -> dict[str, str]:
    return asdict(run) | {"run": run.run[:8]}


def _line(row: Mapping[str, str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in row.values())} |"


def _checks_lines(checks: Sequence[KnownResult]) -> list[str]:
    if not checks:
        return ["No check has looked at it yet: run the job `checks`."]
    red = [one for one in checks if one.red]
    unseen = [f"{one.check} of {one.layer}" for one in checks if one.not_seen]
    many = len(checks) - len(unseen)
    oldest = min(one.at for one in checks)
    lines = [f"All {many} checks that could look are green; the oldest is of {oldest}."]
    if red:
        lines = [f"{len(red)} of {many} checks are red:", "", "| layer | check | seen | at |"]
        lines += ["|---|---|---|---|", *(_red_line(one) for one in red)]
    if unseen:
        lines += ["", f"Not looked at: {', '.join(unseen)}."]
    return lines


def _red_line(one: KnownResult) -> str:
    return f"| {one.layer} | **{one.check}** | {one.said.replace('|', '/')} | {one.at} |"


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

"""Checks of what stands, as Dagster has them: their specs on a layer, and results per partition.

What is judged, and how, is ``crm_infra.checks``'s; here it only becomes Dagster's. A result of a
run that applied the layer and one of a look on its own read the same. Results are kept per
partition, which Dagster still calls a preview.
"""

import warnings
from collections.abc import Iterable
from typing import Any

import dagster as dg

from crm_infra.checks.catalog import DRIFT, DRIFT_SAYS, checks_of
from crm_infra.checks.looking import LayerLook, Looked
from crm_infra.checks.model import CheckResult, Severity
from crm_infra.orchestration.partitions import ENVIRONMENTS

SEVERITIES = {
    Severity.ERROR: dg.AssetCheckSeverity.ERROR,
    Severity.WARN: dg.AssetCheckSeverity.WARN,
}
SHOWN = 50
NOT_LOOKED_AT = "not looked at"
VIOLATIONS = "violations"
EVIDENCE = ("resource", "verdict", "seen")
Metadata = dict[str, dg.MetadataValue[Any]]


def check_specs(layer: str) -> list[dg.AssetCheckSpec]:
    """What is checked of a layer after every apply, and on its own."""
    said = [(check.name, check.says) for check in checks_of(layer)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return [
            dg.AssetCheckSpec(name, asset=layer, description=says, partitions_def=ENVIRONMENTS)
            for name, says in [*said, (DRIFT, DRIFT_SAYS)]
        ]


def results_in_step(results: Iterable[CheckResult]) -> list[dg.AssetCheckResult]:
    """Results for the step that has just applied the layer."""
    return [
        dg.AssetCheckResult(
            passed=result.passed,
            check_name=result.name,
            severity=SEVERITIES[result.weight],
            description=result.summary,
            metadata=check_metadata(result),
        )
        for result in results
    ]


def evaluations(look: LayerLook) -> list[dg.AssetCheckEvaluation]:
    """Results of a look that nobody applied anything for.

    A layer that is absent or being changed has none: what was last known stays. One that could not
    be looked at has a red ``drift`` that says why; where an outage explains it, its other checks
    are those of its state.
    """
    if look.looked is Looked.FAILED:
        return [
            dg.AssetCheckEvaluation(
                asset_key=dg.AssetKey(look.layer),
                check_name=DRIFT,
                passed=False,
                severity=dg.AssetCheckSeverity.ERROR,
                description=f"{look.looked.value}: {look.why}",
                partition=look.environment,
            )
        ]
    return [
        dg.AssetCheckEvaluation(
            asset_key=dg.AssetKey(look.layer),
            check_name=result.name,
            passed=result.passed,
            severity=SEVERITIES[result.weight],
            description=result.summary,
            metadata=check_metadata(result),
            partition=look.environment,
        )
        for result in look.results
    ]


def check_metadata(result: CheckResult) -> Metadata:
    """The rule, how much was looked at, what was found, and what to do about it."""
    metadata: Metadata = {
        "rule": dg.MetadataValue.text(result.says),
        "looked at": dg.MetadataValue.int(result.looked_at),
    }
    if found := _evidence(result):
        metadata["evidence"] = dg.MetadataValue.table(
            records=[dg.TableRecord(dict(row)) for row in found[:SHOWN]],
            schema=dg.TableSchema([dg.TableColumn(name) for name in EVIDENCE]),
        )
    if result.violations:
        metadata[VIOLATIONS] = dg.MetadataValue.int(len(result.violations))
        metadata["remedy"] = dg.MetadataValue.text(result.remedy)
    if result.not_seen:
        metadata[NOT_LOOKED_AT] = dg.MetadataValue.int(len(result.not_seen))
        if result.elsewhere:
            metadata["look instead at"] = dg.MetadataValue.text(result.elsewhere)
    if result.by_state:
        metadata["judged by"] = dg.MetadataValue.text("the state: the cloud did not answer")
    return metadata


def _evidence(result: CheckResult) -> list[dict[str, str]]:
    """What breaks the rule first, then what was not looked at, then what is as it should be."""
    found = [
        *(("broken", one) for one in result.violations),
        *(("not looked at", one) for one in result.not_seen),
        *(("ok", one) for one in result.noted),
    ]
    return [
        {"resource": one.resource, "verdict": verdict, "seen": one.seen} for verdict, one in found
    ]

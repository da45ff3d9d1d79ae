"""Drift: where what stands differs from what the last apply left, by attribute, and by whom.

Values that the cloud changes on its own are no drift (``by_itself``). What
stands and is in no state is not seen: Terraform looks only at what it knows. Add here what is
concluded from such a difference; finding it is ``terraform.looking``'s.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from crm_infra.checks.by_itself import moves_by_itself
from crm_infra.checks.catalog import DRIFT, DRIFT_REMEDY, DRIFT_SAYS
from crm_infra.checks.cloud_log import Identity, Operation, audit_query
from crm_infra.checks.model import CheckResult, NotSeen, Severity, Violation
from crm_infra.terraform.diff import AttributeRow, diff_rows
from crm_infra.terraform.plan import Action, ResourceChange

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Drifted:
    """One resource that was changed or deleted outside: what, by whom, when."""

    address: str
    type: str
    id: str
    deleted: bool
    attributes: tuple[AttributeRow, ...]
    who: str = ""
    when: str = ""

    @property
    def seen(self) -> str:
        """What was seen, on one line."""
        by = f", {self.who}" if self.who else ""
        at = f" at {self.when}" if self.when else ""
        if self.deleted:
            return f"is gone{by}{at}"
        rows = [f"{row.path}: {row.before} -> {row.after}" for row in self.attributes[:SHOWN]]
        more = len(self.attributes) - SHOWN
        rest = f" and {more} more" if more > 0 else ""
        return f"{'; '.join(rows)}{rest}{by}{at}"


def drifted_in(
    changes: Sequence[ResourceChange],
    latest: Mapping[Identity, Operation] | None,
    project: str,
) -> list[Drifted]:
    """What of the differences is drift, with who did it.

    Args:
        changes: Differences that a look has found.
        latest: The last operation on each resource; None where the cloud cannot be asked.
        project: For the link to the audit trail where it cannot.
    """
    rows, _ = diff_rows(changes, limit=len(changes))
    by_address = {change.address: change for change in changes}
    found: list[Drifted] = []
    for row in rows:
        change = by_address[row.address]
        real = tuple(one for one in row.attributes if not moves_by_itself(row.type, one.path))
        deleted = change.action is Action.DELETE
        if real or deleted or row.hidden:
            found.append(_drifted(change, real, deleted=deleted, latest=latest, project=project))
    return found


def drift_result(layer: str, drifted: Iterable[Drifted], looked_at: int) -> CheckResult:
    """The check ``drift`` of a layer."""
    return CheckResult(
        name=DRIFT,
        layer=layer,
        severity=Severity.ERROR,
        says=DRIFT_SAYS,
        remedy=DRIFT_REMEDY,
        looked_at=looked_at,
        violations=tuple(Violation(one.address, one.seen) for one in drifted),
    )


def drift_not_seen(layer: str, why: str) -> CheckResult:
    """The check ``drift`` of a layer that nobody could look at."""
    result = drift_result(layer, (), 0)
    return replace(result, not_seen=(NotSeen(layer, why),), elsewhere="after the outage")


def _drifted(
    change: ResourceChange,
    attributes: tuple[AttributeRow, ...],
    *,
    deleted: bool,
    latest: Mapping[Identity, Operation] | None,
    project: str,
) -> Drifted:
    before = cast("Mapping[str, Any]", change.before or {})
    identity = (change.type, str(before.get("id", "")))
    operation = latest.get(identity) if latest is not None else None
    who = f"see {audit_query(project, identity[1])}" if latest is None else ""
    if operation:
        who = "by another Terraform run" if operation.by_terraform else operation.caller
    return Drifted(
        address=change.address,
        type=change.type,
        id=identity[1],
        deleted=deleted,
        attributes=attributes,
        who=who,
        when=f"{operation.at:%Y-%m-%d %H:%M:%S} UTC" if operation else "",
    )

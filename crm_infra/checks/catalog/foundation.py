"""The checks of the layer ``foundation``; their rules are in ``checks.foundation``."""

from crm_infra.checks import foundation
from crm_infra.checks.catalog.remedies import APPLY
from crm_infra.checks.model import Check, Severity

CHECKS: tuple[Check, ...] = (
    Check(
        name="keys_rotate_within_90_days",
        layer="foundation",
        severity=Severity.ERROR,
        looks_at=(foundation.KEY,),
        says="Every key that encrypts rotates within 90 days.",
        remedy=APPLY,
        rule=foundation.keys_rotate,
    ),
    Check(
        name="buckets_private_and_versioned",
        layer="foundation",
        severity=Severity.ERROR,
        looks_at=(foundation.BUCKET,),
        says="No bucket can be public; each keeps versions, or what is in it is under retention.",
        remedy=f"{APPLY}; a grant to the public that is not in the HCL is removed by hand",
        rule=foundation.buckets_private_and_versioned,
    ),
    Check(
        name="audit_logging_on_all_services",
        layer="foundation",
        severity=Severity.ERROR,
        looks_at=(foundation.AUDIT,),
        says="Reads and writes of all services are in the audit trail, nobody exempted.",
        remedy=f"{APPLY}; then find out what happened while it was off",
        rule=foundation.audit_logs_everything,
    ),
)

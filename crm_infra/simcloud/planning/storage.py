"""Cloud Storage: buckets learn their project from the API, and a locked retention never opens."""

from collections.abc import Iterable

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.shapes import is_list
from crm_infra.simcloud.values import UNKNOWN, Values


def _locked(values: Values | None) -> bool:
    policies = (values or {}).get("retention_policy")
    return is_list(policies) and any(policy.get("is_locked") is True for policy in policies)


def _bucket(draft: Draft) -> Iterable[Fault]:
    """A locked retention policy can only go together with its bucket."""
    if draft.values.get("retention_policy") is UNKNOWN:
        return ()
    if _locked(draft.prior) and not _locked(draft.values):
        draft.differs(("retention_policy", 0, "is_locked"), True)
    return ()


QUIRKS = {"google_storage_bucket": Quirks(adjust=_bucket, fills_project=False)}

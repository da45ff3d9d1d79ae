"""Cloud Monitoring: a notification channel's secret is written in one place."""

from collections.abc import Iterable
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.values import UNKNOWN

_SECRETS: Final = ("auth_token", "service_key", "password")


def _channel(draft: Draft) -> Iterable[Fault]:
    """Either among the plain labels or among the sensitive ones."""
    labels: Any = draft.config.get("labels") or {}
    blocks: Any = draft.config.get("sensitive_labels") or []
    if labels is UNKNOWN or blocks is UNKNOWN:
        return
    for secret in _SECRETS:
        if labels.get(secret) and any(block.get(secret) for block in blocks):
            yield Fault(
                f"Sensitive label [{secret}] cannot be set in both `labels` and the "
                "`sensitive_labels` block."
            )
            return


def _same_labels(old: Any, new: Any) -> bool:
    """The API adds the project to a monitored resource's labels by itself."""
    before, after = dict(old or {}), dict(new or {})
    return before.pop("project_id", None) is not None and before == {
        key: value for key, value in after.items() if key != "project_id"
    }


def _same_path(old: Any, new: Any) -> bool:
    """The API writes the slash that a path begins with."""
    return bool(new) and old == f"/{new}"


QUIRKS = {
    "google_monitoring_notification_channel": Quirks(adjust=_channel),
    "google_monitoring_uptime_check_config": Quirks(
        equal={"http_check.path": _same_path, "monitored_resource.labels": _same_labels}
    ),
}

"""Cloud Run: what the API adds to a container's limits is no difference."""

from typing import Any, Final

from crm_infra.simcloud.engine.quirks import Quirks

_ADDED: Final = "cpu"


def _same_limits(old: Any, new: Any) -> bool:
    """The API gives every container a processor; no other limit is passed over."""
    before, after = dict(old or {}), dict(new or {})
    return bool(after) and before.pop(_ADDED, None) is not None and before == after


QUIRKS = {
    "google_cloud_run_v2_service": Quirks(
        equal={"template.containers.resources.limits": _same_limits}
    ),
}

"""Pub/Sub: the version of a push's envelope may be asked for without being stored."""

from typing import Any, Final

from crm_infra.simcloud.engine.quirks import Quirks

_VERSION: Final = "x-goog-version"


def _same_attributes(old: Any, new: Any) -> bool:
    """Only the version is new."""
    before, after = dict(old or {}), dict(new or {})
    return _VERSION not in before and after.pop(_VERSION, None) is not None and before == after


QUIRKS = {"google_pubsub_subscription": Quirks(equal={"push_config.attributes": _same_attributes})}

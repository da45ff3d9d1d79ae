"""Buckets of Terraform in Cloud Storage: the same things that the storage API serves.

Translates a bucket's values into the JSON API's settings and calls the registry within the change.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, cast

from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.registry import BucketRegistry
from crm_infra.simcloud.values import Values

BUCKET: Final = "google_storage_bucket"
Json = dict[str, Any]


def settings_of(values: Values) -> Json:
    """The settings in the form of the JSON API; None takes a setting away."""
    access = "enforced" if values.get("public_access_prevention") == "enforced" else "inherited"
    uniform = values.get("uniform_bucket_level_access") is True
    return {
        "storageClass": values.get("storage_class") or "STANDARD",
        "labels": values.get("effective_labels") or values.get("labels"),
        "versioning": {"enabled": dig(values, "versioning.enabled") is True},
        "iamConfiguration": {
            "uniformBucketLevelAccess": {"enabled": uniform},
            "publicAccessPrevention": access,
        },
        "retentionPolicy": _retention(values),
        "softDeletePolicy": _soft_delete(values),
    }


def _retention(values: Values) -> Json | None:
    period = dig(values, "retention_policy.retention_period")
    return None if period is None else {"retentionPeriod": str(period)}


def _soft_delete(values: Values) -> Json | None:
    seconds = dig(values, "soft_delete_policy.retention_duration_seconds")
    return None if seconds is None else {"retentionDurationSeconds": str(int(seconds))}


class Buckets:
    """The bucket registry within one change, refusing as the provider's calls are refused."""

    def __init__(self, change: Change, clock: Callable[[], datetime]) -> None:
        self._registry = BucketRegistry.within(change.connection, now=clock)

    def create(self, call: Call) -> None:
        """Make the bucket."""
        name, place = call.text("name"), call.text("location")
        _asked(
            lambda: self._registry.create_bucket(
                name, call.place.project, place, _set(settings_of(call.values))
            )
        )
        self._lock(call)

    def update(self, call: Call) -> None:
        """Change the bucket; one that was made again behind Terraform's back is taken as it is."""
        name = call.text("name")
        if self._registry.bucket(name) is None:
            self.create(call)
            return
        _asked(lambda: self._registry.update(name, settings_of(call.values)))
        self._lock(call)

    def delete(self, name: str, *, force: bool) -> None:
        """Delete the bucket and, when forced, its objects first."""
        if self._registry.bucket(name) is None:
            return
        if force:
            _asked(lambda: self._registry.empty(name))
        _asked(lambda: self._registry.delete(name))

    def exists(self, name: str) -> bool:
        """Whether it is there."""
        return self._registry.bucket(name) is not None

    def _lock(self, call: Call) -> None:
        name = call.text("name")
        held = (self._registry.bucket(name) or {}).get("retentionPolicy")
        policy = cast("Json", held) if isinstance(held, dict) else {}
        if call.get("retention_policy.is_locked") is True and not policy.get("isLocked"):
            _asked(lambda: self._registry.lock_retention(name))


def _set(settings: Json) -> Json:
    return {key: value for key, value in settings.items() if value is not None}


def _asked(ask: Callable[[], object]) -> None:
    try:
        ask()
    except ApiError as error:
        raise Refusal(error.message, error.status, error.reason) from error

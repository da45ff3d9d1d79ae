"""What every test gets: an environment of its own, nothing inherited from the caller's shell."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong: no example fails for the time it took.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("patient")

INHERITED = ("TF_", "CRM_", "DAGSTER_", "GOOGLE_", "STORAGE_EMULATOR_HOST", "CLOUDSDK_")
KEPT = ("CRM_REFERENCE",)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Terraform, Google or platform variable of the caller's shell reaches a test."""
    for name in list(os.environ):
        if name.startswith(INHERITED) and name not in KEPT:
            monkeypatch.delenv(name)

"""What every test gets: an environment of its own, nothing inherited from the caller's shell."""

import gc
import os
from typing import Any

import pytest

from tests.forked import fork_workers

# Thousands of collected tests stay for as long as the worker does: they need no looking through,
# again and again, for garbage.
gc.set_threshold(50_000, 20, 50)


def pytest_configure(config: pytest.Config) -> None:
    """Be patient, where tests run: who only distributes them imports nothing that they need."""
    if config.getoption("numprocesses", 0):
        return
    from hypothesis import HealthCheck, settings

    # A busy machine is slow, not wrong: no example fails for the time it took.
    settings.register_profile(
        "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
    settings.load_profile("patient")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    """Let the workers on this machine be forks of one process that has imported their tests."""
    if all(spec.popen and not spec.python for spec in specs):
        config.add_cleanup(fork_workers(specs, config.args))


INHERITED = ("TF_", "CRM_", "DAGSTER_", "GOOGLE_", "STORAGE_EMULATOR_HOST", "CLOUDSDK_")
KEPT = ("CRM_REFERENCE",)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Terraform, Google or platform variable of the caller's shell reaches a test."""
    for name in list(os.environ):
        if name.startswith(INHERITED) and name not in KEPT:
            monkeypatch.delenv(name)


FIRST = (
    # One for each of four workers, ...
    "tests/end_to_end/test_tour.py",
    "tests/browser",
    "tests/end_to_end/test_random_kills.py",
    "tests/end_to_end/test_runs_end.py",
    # ... one that waits behind each, since a worker is always given one more, ...
    "tests/end_to_end/test_plain_terraform.py",
    "tests/end_to_end/test_other_terraforms.py",
    "tests/contract/terraform/test_killed.py",
    "tests/end_to_end/test_ui.py",
    # ... and the rest, what takes longest before what fills the gaps at the end.
    "tests/end_to_end",
    "tests/infrastructure",
    "tests/contract/terraform",
    "tests/contract/simcloud",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start what takes longest first: no worker is then left alone with it at the end."""

    def rank(item: pytest.Item) -> int:
        places = [n for n, place in enumerate(FIRST) if item.nodeid.startswith(place)]
        return places[0] if places else len(FIRST)

    items.sort(key=rank)

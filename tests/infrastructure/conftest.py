"""One simcloud for a whole module of tests: starting one costs more than a plan."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infrastructure.workbench import Simcloud, Workbench

REFERENCE = Path(os.environ.get("CRM_REFERENCE") or Path(__file__).parents[3] / "shared/reference")
SCHEMAS = REFERENCE / "provider-schemas.json"


@pytest.fixture(scope="module", params=["catalogue", "reference"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workbench]:
    """Terraform on simcloud's own schemas, and on the complete ones of the real providers."""
    if request.param == "reference" and not SCHEMAS.is_file():
        pytest.skip(f"the real providers' schemas are not at {SCHEMAS}: set CRM_REFERENCE")
    folder = tmp_path_factory.mktemp(request.param)
    simcloud = Simcloud(folder / "home", SCHEMAS if request.param == "reference" else None)
    providers = simcloud.start()
    yield Workbench(folder / "bench", providers)
    simcloud.stop()

"""One simcloud and one copy of the HCL for all tests of a worker: both cost more than a plan."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infrastructure.workbench import Simcloud, Workbench

# Parts of a life that are written beside it: what they assert is shown as in a test.
pytest.register_assert_rewrite("tests.infrastructure.adoption", "tests.infrastructure.drill")

REFERENCE = Path(os.environ.get("CRM_REFERENCE") or Path(__file__).parents[3] / "shared/reference")
SCHEMAS = REFERENCE / "provider-schemas.json"


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Terraform on simcloud's own schemas."""
    yield from workbench(tmp_path_factory.mktemp("catalogue"), None)


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Terraform on the complete schemas of the real providers: no wrong argument slips through."""
    if not SCHEMAS.is_file():
        pytest.skip(f"the real providers' schemas are not at {SCHEMAS}: set CRM_REFERENCE")
    yield from workbench(tmp_path_factory.mktemp("reference"), SCHEMAS)


@pytest.fixture(scope="session")
def strictest(request: pytest.FixtureRequest) -> Workbench:
    """The real providers' schemas, or the catalogue's where those are not at hand."""
    return request.getfixturevalue("reference" if SCHEMAS.is_file() else "catalogue")


@pytest.fixture(params=["catalogue", "reference"])
def bench(request: pytest.FixtureRequest) -> Workbench:
    """One after the other."""
    return request.getfixturevalue(request.param)


def workbench(folder: Path, schemas: Path | None) -> Iterator[Workbench]:
    """A simcloud of its own for as long as it is used."""
    bench = Workbench(folder / "bench", Simcloud(folder / "home", schemas))
    try:
        yield bench
    finally:
        bench.close()

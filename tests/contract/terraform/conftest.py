"""What the contract tests with real Terraform share: homes, buckets, environments, executables."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_infra.environments import Environment, load_environment
from crm_infra.simcloud.storage.server import StorageServer
from tests.fakes.executables import make_known, on_path
from tests.fakes.targets import BucketOnlyTarget


@pytest.fixture
def bucket_only(tmp_path: Path) -> Iterator[BucketOnlyTarget]:
    token = "bucket-only-token"
    server = StorageServer(tmp_path / "storage.sqlite", token)
    yield BucketOnlyTarget(server.start(), token)
    server.stop()


@pytest.fixture(scope="session")
def dev() -> Environment:
    return load_environment("dev")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which nothing has run yet."""
    make_known(tmp_path / "home", None, on_path("terraform"), on_path("tofu"))
    return tmp_path / "home"


@pytest.fixture(params=["embedded", "terraform", "tofu"])
def executable(request: pytest.FixtureRequest) -> Path | None:
    """Each Terraform that this machine has; None is the embedded one."""
    if request.param == "embedded":
        return None
    found = on_path(request.param)
    if found is None:
        pytest.skip(f"{request.param} is not on PATH")
    return found

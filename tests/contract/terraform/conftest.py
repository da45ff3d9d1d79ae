"""What the contract tests with real Terraform share: homes, buckets, environments, executables."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_infra.environments import Environment, load_environment
from crm_infra.simcloud.storage.server import StorageServer
from crm_infra.terraform.binary import locate_binary
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


def on_path(name: str) -> Path | None:
    """An executable on PATH, unless a newcomer's machine has none."""
    found = shutil.which(name)
    return Path(found).resolve() if found else None


@pytest.fixture(scope="session")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows the executables of this machine: each is read once, and asked once."""
    home = tmp_path_factory.mktemp("examined")
    for found in (None, on_path("terraform"), on_path("tofu")):
        locate_binary(home, found, environ={})
    return home


@pytest.fixture
def home(tmp_path: Path, examined: Path) -> Path:
    """A home in which nothing has run yet."""
    shutil.copytree(examined / "cache", tmp_path / "home" / "cache")
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

"""What the contract tests with real Terraform share: homes, simcloud processes, layers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_infra.environments import Environment, load_environment
from crm_infra.simcloud.storage.server import StorageServer
from tests.fakes.targets import BucketOnlyTarget

REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Sim:
    """One simcloud of the test's own, handled as a person would."""

    home: Path

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "crm_infra.simcloud", *arguments],
            env={**os.environ, "CRM_HOME": str(self.home)},
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Sim]:
    handle = Sim(tmp_path / "home")
    yield handle
    handle("stop")


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


@pytest.fixture(params=["embedded", "terraform", "tofu"])
def executable(request: pytest.FixtureRequest) -> Path | None:
    """Each Terraform that this machine has; None is the embedded one."""
    if request.param == "embedded":
        return None
    found = on_path(request.param)
    if found is None:
        pytest.skip(f"{request.param} is not on PATH")
    return found

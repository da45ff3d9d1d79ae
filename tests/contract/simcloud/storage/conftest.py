"""A running simulated Cloud Storage, and Google's own client pointed at it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from google.cloud import storage
from google.oauth2.credentials import Credentials

from crm_infra.simcloud.storage.server import StorageServer

TOKEN = "a-token-of-this-test"


@dataclass
class SwitchableFaults:
    """Faults that a test sets: by method and a part of the path."""

    set: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def before(self, method: str, path: str) -> tuple[int, str] | None:
        found = (
            answer
            for (wanted, part), answer in self.set.items()
            if wanted == method and part in path
        )
        return next(found, None)


@dataclass
class RunningClock:
    """The wall clock, which a test can push forward."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **span: float) -> None:
        self.ahead += timedelta(**span)


@pytest.fixture
def faults() -> SwitchableFaults:
    return SwitchableFaults()


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "sim.db"


@pytest.fixture
def url(database: Path, faults: SwitchableFaults, clock: RunningClock) -> Iterator[str]:
    server = StorageServer(database, TOKEN, faults, now=clock)
    yield server.start()
    server.stop()


@pytest.fixture
def token() -> str:
    return TOKEN


@pytest.fixture
def client(url: str) -> Iterator[storage.Client]:
    client = storage.Client(
        project="crm-dev", credentials=Credentials(TOKEN), client_options={"api_endpoint": url}
    )
    yield client
    client.close()


@pytest.fixture
def bucket(client: storage.Client) -> storage.Bucket:
    return client.create_bucket("crm-dev-files", location="us-central1")


@pytest.fixture
def versioned(client: storage.Client) -> storage.Bucket:
    bucket = client.bucket("crm-dev-tfstate")
    bucket.versioning_enabled = True
    return client.create_bucket(bucket, location="us-central1")

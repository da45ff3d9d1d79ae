"""What was acknowledged survives ``kill -9``, and nothing half-written is ever seen."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from google.auth.transport.requests import AuthorizedSession
from google.cloud.storage import Client
from google.oauth2.credentials import Credentials

from crm_infra.simcloud.storage.registry import BucketRegistry
from crm_infra.simcloud.storage.server import StorageServer

TOKEN = "durable"
SERVE = f"""
import signal, sys
from pathlib import Path
from crm_infra.simcloud.storage.server import StorageServer
print(StorageServer(Path(sys.argv[1]), {TOKEN!r}).start(), flush=True)
signal.pause()
"""
SIZES = (0, 10, 70_000, 5_000_000)


def content_of(name: str) -> bytes:
    """What an object must hold, told by its name alone."""
    size = int(name.rpartition("-")[2])
    block = hashlib.sha256(name.encode()).digest()
    return (block * (size // len(block) + 1))[:size]


class Served:
    """The storage in a process of its own."""

    def __init__(self, database: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(database)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


def connect(url: str) -> Client:
    """A client that gives up at once instead of retrying against the dead."""
    credentials = Credentials(TOKEN)
    session = AuthorizedSession(credentials)
    return Client("p", credentials, _http=session, client_options={"api_endpoint": url})


class Writers:
    """Threads that upload until the server is gone, and remember what was acknowledged."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.acknowledged: list[tuple[str, int]] = []
        self._enough = threading.Condition()

    def run(self, writer: int) -> None:
        client = connect(self.url)
        bucket = client.bucket("durable")
        try:
            for number in range(10_000):
                name = f"{writer}/{number}-{SIZES[(writer + number) % len(SIZES)]}"
                blob = bucket.blob(name, chunk_size=1024 * 1024 if number % 2 else None)
                blob.upload_from_file(io.BytesIO(content_of(name)), retry=None)
                with self._enough:
                    self.acknowledged.append((name, blob.generation))
                    self._enough.notify_all()
        except requests.ConnectionError:
            return
        finally:
            client.close()

    def await_count(self, count: int) -> None:
        with self._enough:
            assert self._enough.wait_for(lambda: len(self.acknowledged) >= count, 60)


@pytest.fixture
def served(tmp_path):
    database = tmp_path / "sim.db"
    served = Served(database)
    registry = BucketRegistry.open(database)
    registry.create_bucket("durable", "p", "US", {})
    registry.close()
    yield served
    served.kill()


@pytest.mark.parametrize("count", [1, 20, 60])
def test_kill_in_the_middle_of_a_stream_of_uploads(served, tmp_path, count):
    writers = Writers(served.url)
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(writers.run, number) for number in range(4)]
        writers.await_count(count)
        os.kill(served.process.pid, signal.SIGKILL)
        for future in running:
            future.result(60)

    server = StorageServer(tmp_path / "sim.db", TOKEN)
    client = connect(server.start())
    try:
        seen = {blob.name: blob for blob in client.list_blobs("durable")}
        for name, generation in writers.acknowledged:
            assert seen[name].generation == generation
        for name, blob in seen.items():
            assert blob.size == int(name.rpartition("-")[2])
            assert blob.download_as_bytes() == content_of(name)
        again = client.bucket("durable").blob("after-10")
        again.upload_from_string(content_of("after-10"))
        assert again.generation > max(blob.generation for blob in seen.values())
    finally:
        client.close()
        server.stop()


def test_a_resumable_upload_goes_on_after_a_kill(served, tmp_path):
    client = connect(served.url)
    data = content_of("x-3000000")
    session = client.bucket("durable").blob("x").create_resumable_upload_session()
    client.close()
    first = requests.put(
        session,
        data=data[:1048576],
        headers={"Content-Range": "bytes 0-1048575/*"},
        timeout=10,
    )
    assert first.headers["Range"] == "bytes=0-1048575"
    served.kill()

    server = StorageServer(tmp_path / "sim.db", TOKEN)
    session = session.replace(served.url, server.start())
    try:
        asked = requests.put(session, headers={"Content-Range": "bytes */3000000"}, timeout=10)
        assert (asked.status_code, asked.headers["Range"]) == (308, "bytes=0-1048575")
        done = requests.put(
            session,
            data=data[1048576:],
            headers={"Content-Range": "bytes 1048576-2999999/3000000"},
            timeout=10,
        )
        assert done.json()["size"] == "3000000"
    finally:
        server.stop()

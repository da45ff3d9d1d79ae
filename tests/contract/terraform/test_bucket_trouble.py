"""What the state bucket can do to an apply, and how the next run gets over it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_infra.environments import Environment
from crm_infra.errors import TerraformError, UnavailableError
from crm_infra.simcloud.storage.server import StorageServer
from crm_infra.state import store as store_module
from crm_infra.state.lock import held_lock
from crm_infra.terraform import waiting
from crm_infra.terraform.events import Event, ResourceStarted
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.results import PlannedChange
from tests.fakes.layers import written_layer
from tests.fakes.targets import BucketOnlyTarget

TOKEN = "bucket-only-token"
THREE = 'resource "terraform_data" "this" {\n  count = 3\n}\n'
LONGER = THREE.replace("}", '  provisioner "local-exec" { command = "sleep 1" }\n}')


@dataclass
class Refusing:
    """Refuses every upload, while switched on."""

    status: int = 0

    def before(self, method: str, path: str) -> tuple[int, str] | None:
        uploads = method in {"POST", "PUT"} and "upload" in path
        return (self.status, "refused on purpose") if self.status and uploads else None


@dataclass(frozen=True)
class Moody:
    """A bucket that refuses uploads when told to."""

    target: BucketOnlyTarget
    faults: Refusing


@pytest.fixture
def moody(tmp_path: Path) -> Iterator[Moody]:
    faults = Refusing()
    server = StorageServer(tmp_path / "storage.sqlite", TOKEN, faults)
    yield Moody(BucketOnlyTarget(server.start(), TOKEN), faults)
    server.stop()


def left_by(gateway: LayerGateway, change: PlannedChange, faults: Refusing, status: int) -> Path:
    """Where an apply leaves its state that begins well and cannot save it in the end."""

    def once_it_has_the_lock(event: Event) -> None:
        if isinstance(event, ResourceStarted):
            faults.status = status

    with pytest.raises(TerraformError, match="Failed to save state"):
        gateway.apply(change, progress=once_it_has_the_lock)
    faults.status = 0
    return change.workdir / "tree/layers/network/errored.tfstate"


@pytest.mark.parametrize("status", [403, 412])
def test_a_state_that_could_not_be_written_is_written_by_the_next_run(
    moody: Moody, tmp_path: Path, dev: Environment, home: Path, status: int
) -> None:
    layer = written_layer(tmp_path / "infrastructure", "network", LONGER)
    with LayerGateway(moody.target, home) as gateway:
        change = gateway.plan(layer, dev, {})
        assert left_by(gateway, change, moody.faults, status).exists()
        after = gateway.plan(layer, dev, {})
        assert after.nothing_to_do
        assert any("could not write is written now" in notice.text for notice in after.notices)
        assert gateway.apply(after).resources == 3
        trail = (home / "audit" / "state.jsonl").read_text()
        assert "push of errored.tfstate" in trail


def test_a_state_whose_answer_was_lost_is_taken_as_written(
    moody: Moody, tmp_path: Path, dev: Environment, home: Path
) -> None:
    layer = written_layer(tmp_path / "infrastructure", "network", LONGER)
    with LayerGateway(moody.target, home) as gateway:
        change = gateway.plan(layer, dev, {})
        late = left_by(gateway, change, moody.faults, 403)
        state = gateway.state(layer, dev)
        state.store.write(state.address.state, late.read_bytes())
        after_the_bucket = late.stat().st_mtime + 60  # Terraform gives up when it has been written
        os.utime(late, (after_the_bucket, after_the_bucket))
        after = gateway.plan(layer, dev, {})
        assert after.nothing_to_do
        assert any("could not write had arrived after all" in one.text for one in after.notices)
        assert gateway.apply(after).resources == 3


def test_a_bucket_that_is_down_is_noticed_before_anything_starts(
    tmp_path: Path, dev: Environment, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "RETRY_SECONDS", 0.1)
    server = StorageServer(tmp_path / "storage.sqlite", TOKEN)
    target = BucketOnlyTarget(server.start(), TOKEN)
    server.stop()
    layer = written_layer(tmp_path / "infrastructure", "network", THREE)
    with (
        LayerGateway(target, home) as gateway,
        pytest.raises(UnavailableError, match="the state bucket did not give"),
    ):
        gateway.plan(layer, dev, {})
    assert not (home / "runs").exists()


def test_a_lock_that_nobody_explains_is_waited_for_and_then_named(
    bucket_only: BucketOnlyTarget,
    tmp_path: Path,
    dev: Environment,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "LIVE_SECONDS", 0.2)
    layer = written_layer(tmp_path / "infrastructure", "network", THREE)
    with LayerGateway(bucket_only, home) as gateway:
        gateway.apply(gateway.plan(layer, dev, {}))
        state = gateway.state(layer, dev)
        with (
            held_lock(state.store, state.address, "apply", gateway.clock.now()),
            pytest.raises(UnavailableError, match=r"lock \d+ on network in dev is held by .* for"),
        ):
            gateway.plan(layer, dev, {})
        assert gateway.plan(layer, dev, {}).nothing_to_do

"""Looking at a layer: no lock, no wait, no trace, with each real Terraform of this machine."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_infra.environments import Environment
from crm_infra.errors import InputError, TerraformError
from crm_infra.state.lock import held_lock
from crm_infra.terraform.gateway import LayerGateway
from tests.fakes.layers import written_layer
from tests.fakes.targets import BucketOnlyTarget

TWO = """
resource "terraform_data" "this" {
  count = 2
  input = "${var.environment.name}-${count.index}"
}
"""


def test_a_look_sees_what_stands_while_somebody_holds_the_lock(
    bucket_only: BucketOnlyTarget,
    tmp_path: Path,
    home: Path,
    dev: Environment,
    executable: Path | None,
) -> None:
    layer = written_layer(tmp_path / "infrastructure", "network", TWO)
    with LayerGateway(bucket_only, home, binary=executable) as gateway:
        gateway.apply(gateway.plan(layer, dev, {}))
        state = gateway.state(layer, dev)
        before = state.store.versions(state.address.state)
        with held_lock(state.store, state.address, "apply", datetime.now(UTC)):
            look = gateway.look(layer, dev, {})
            assert state.store.read(state.address.lock), "the lock is still its holder's"
        assert [one.values["input"] for one in look.resources] == ["dev-0", "dev-1"]
        assert look.drift == ()
        assert state.store.versions(state.address.state) == before
    assert list(home.glob("looks/*/*/*")) == []
    assert list(home.glob("runs/*/*/*/*")) == []


def test_what_has_never_been_applied_gets_no_state_by_being_looked_at(
    bucket_only: BucketOnlyTarget, tmp_path: Path, home: Path, dev: Environment
) -> None:
    layer = written_layer(tmp_path / "infrastructure", "network", TWO)
    with LayerGateway(bucket_only, home) as gateway:
        with pytest.raises(InputError, match="no state to look at"):
            gateway.look(layer, dev, {})
        assert not gateway.state(layer, dev).store.exists()


def test_a_refused_look_says_why_and_leaves_nothing(
    bucket_only: BucketOnlyTarget, tmp_path: Path, home: Path, dev: Environment
) -> None:
    infrastructure = tmp_path / "infrastructure"
    layer = written_layer(infrastructure, "network", TWO)
    with LayerGateway(bucket_only, home) as gateway:
        gateway.apply(gateway.plan(layer, dev, {}))
        broken = written_layer(infrastructure, "network", TWO + 'output "x" { value = nothing.y }')
        with pytest.raises(TerraformError, match="look at network in dev failed"):
            gateway.look(broken, dev, {})
    assert list(home.glob("looks/*/*/*")) == []

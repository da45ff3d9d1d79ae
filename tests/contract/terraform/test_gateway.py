"""The gateway with each real Terraform of this machine and a real state bucket."""

import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from crm_infra.environments import Environment
from crm_infra.errors import (
    InputError,
    InterruptedApply,
    StateError,
    TerraformError,
    UpstreamError,
)
from crm_infra.terraform.events import Event, ResourceFinished, ResourceStarted, VersionSeen
from crm_infra.terraform.failures import TerraformRunError
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.plan import Action
from tests.fakes.layers import WrittenLayer, written_layer
from tests.fakes.targets import BucketOnlyTarget

THREE = """
resource "terraform_data" "this" {
  count = 3
  input = "${var.environment.name}-${count.index}"
}
output "names" { value = terraform_data.this[*].output }
"""
SLOW = """
resource "terraform_data" "first" {}
resource "terraform_data" "slow" {
  count      = 2
  depends_on = [terraform_data.first]
  provisioner "local-exec" { command = "sleep 3" }
}
resource "terraform_data" "after" { depends_on = [terraform_data.slow] }
"""


@pytest.fixture
def infrastructure(tmp_path: Path) -> Path:
    return tmp_path / "infrastructure"


@pytest.fixture
def gateway(
    bucket_only: BucketOnlyTarget, home: Path, executable: Path | None
) -> Iterator[LayerGateway]:
    with LayerGateway(bucket_only, home, binary=executable) as opened:
        yield opened


@pytest.fixture
def quick(bucket_only: BucketOnlyTarget, home: Path) -> Iterator[LayerGateway]:
    """Only the embedded Terraform: for what does not depend on which one it is."""
    with LayerGateway(bucket_only, home) as opened:
        yield opened


def _run_folders(home: Path) -> list[Path]:
    return list(home.glob("runs/*/*/*/*"))


def test_a_layer_rises_stands_changes_and_falls(
    gateway: LayerGateway, infrastructure: Path, dev: Environment, home: Path
) -> None:
    layer = written_layer(infrastructure, "network", THREE)
    seen: list[Event] = []
    change = gateway.plan(layer, dev, {}, progress=seen.append)
    assert change.summary.by_action == {"create": 3}
    applied = gateway.apply(change, progress=seen.append)
    assert (applied.added, applied.resources, applied.standing) == (3, 3, {"terraform_data": 3})
    assert applied.outputs == {"names": ["dev-0", "dev-1", "dev-2"]}
    assert {type(event) for event in seen} >= {VersionSeen, ResourceStarted, ResourceFinished}
    assert gateway.outputs(layer, dev) == applied.outputs

    again = gateway.plan(layer, dev, {})
    assert again.nothing_to_do
    assert (again.lineage, again.serial) == (applied.lineage, applied.serial)
    assert gateway.apply(again).serial == applied.serial

    changed = gateway.plan(
        written_layer(infrastructure, "network", THREE.replace("3", "4")), dev, {}
    )
    assert gateway.apply(changed).added == 1

    falling = gateway.plan(layer, dev, {}, destroy=True)
    assert falling.summary.by_action == {"delete": 4}
    assert gateway.apply(falling).removed == 4
    assert gateway.standing(layer, dev).document
    assert _run_folders(home) == []


def test_two_plans_of_the_same_have_one_digest(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    layer = written_layer(infrastructure, "network", THREE)
    quick.apply(quick.plan(layer, dev, {}))
    assert quick.plan(layer, dev, {}).digest == quick.plan(layer, dev, {}).digest


def test_a_refusal_says_where_and_keeps_the_folder(
    gateway: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    layer = written_layer(
        infrastructure,
        "network",
        'resource "terraform_data" "bad" {\n  provisioner "local-exec" { command = "exit 9" }\n}\n',
    )
    change = gateway.plan(layer, dev, {})
    with pytest.raises(TerraformRunError) as caught:
        gateway.apply(change)
    message = str(caught.value)
    assert "apply of network in dev failed: terraform_data.bad, main.tf:" in message
    assert "exit status 9" in message
    assert "\n" not in message
    assert caught.value.workdir
    assert str(caught.value.workdir) in message
    assert caught.value.workdir.is_dir()
    assert caught.value.diagnostics[0].address == "terraform_data.bad"


def test_hcl_that_is_wrong_is_refused_with_file_and_line(
    gateway: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    layer = written_layer(infrastructure, "network", 'output "x" { value = local.missing }\n')
    with pytest.raises(TerraformError, match=r"plan of network in dev failed: main\.tf:5: .*local"):
        gateway.plan(layer, dev, {})


def test_values_that_do_not_fit_start_nothing(
    quick: LayerGateway, infrastructure: Path, dev: Environment, home: Path
) -> None:
    layer = written_layer(infrastructure, "network", THREE)
    with pytest.raises(InputError, match="'foundation' is not declared"):
        quick.plan(layer, dev, {"foundation": {}})
    assert [path.name for path in home.iterdir()] == ["cache"]


def test_what_a_run_leaves_while_it_is_open_is_private(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    change = quick.plan(written_layer(infrastructure, "network", THREE), dev, {})
    for path in [change.workdir, *change.workdir.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.name in {"run.json", "plan.out", "terraform.tfvars.json", "show-1.out"}:
            assert mode == 0o600
    assert stat.S_IMODE(change.workdir.stat().st_mode) == 0o700
    quick.discard(change)
    assert not change.workdir.exists()
    with pytest.raises(InputError, match="is not open"):
        quick.apply(change)


def test_a_plan_is_applied_once(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    change = quick.plan(written_layer(infrastructure, "network", THREE), dev, {})
    quick.apply(change)
    with pytest.raises(InputError, match="applied once"):
        quick.apply(change)


def test_other_content_under_the_same_serial_is_refused_at_apply(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    """Terraform itself accepts it: it compares serials only."""
    layer = written_layer(infrastructure, "network", THREE)
    quick.apply(quick.plan(layer, dev, {}))
    changed = quick.plan(written_layer(infrastructure, "network", THREE.replace("3", "5")), dev, {})
    state = quick.state(layer, dev)
    live = state.store.read(state.address.state)
    assert live
    forged = json.loads(live.content)
    forged["resources"] = []
    state.store.write(state.address.state, json.dumps(forged).encode())
    with pytest.raises(StateError, match="content differs under the same serial"):
        quick.apply(changed)


def test_an_empty_state_is_refused_before_planning_and_can_be_restored(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    layer = written_layer(infrastructure, "network", THREE)
    quick.apply(quick.plan(layer, dev, {}))
    state = quick.state(layer, dev)
    good = state.versions()[0].generation
    state.store.write(state.address.state, b"")
    with pytest.raises(StateError, match=f"is empty.*generation {good}"):
        quick.plan(layer, dev, {})
    state.restore(good)
    assert quick.plan(layer, dev, {}).nothing_to_do


def test_a_layer_below_is_given_what_it_declares(
    quick: LayerGateway,
    infrastructure: Path,
    dev: Environment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    above = written_layer(infrastructure, "foundation", 'output "keys" { value = { a = "k" } }\n')
    variable = 'variable "foundation" { type = object({ keys = map(string) }) }\n'
    below = written_layer(
        infrastructure,
        "network",
        variable + 'output "got" { value = var.foundation.keys.a }\n',
        depends_on=("foundation",),
    )
    layers = {"foundation": above}
    monkeypatch.setattr("crm_infra.terraform.gateway.layer_named", layers.__getitem__)
    with pytest.raises(UpstreamError, match="network needs foundation in dev"):
        quick.upstream(below, dev)
    quick.apply(quick.plan(above, dev, {}))
    given = quick.upstream(below, dev)
    assert quick.apply(quick.plan(below, dev, given)).outputs == {"got": "k"}
    written_layer(infrastructure, "network", variable.replace("keys", "rings"), ("foundation",))
    with pytest.raises(UpstreamError, match="network needs rings of foundation in dev"):
        quick.upstream(below, dev)


def test_a_sensitive_output_is_an_error_that_hides_its_value(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    hcl = 'output "password" {\n  value     = "hunter2"\n  sensitive = true\n}\n'
    change = quick.plan(written_layer(infrastructure, "network", hcl), dev, {})
    with pytest.raises(StateError, match="sensitive outputs: password") as caught:
        quick.apply(change)
    assert "hunter2" not in str(caught.value)


def _stop_once_started(seen: list[Event], flag: Flag) -> None:
    while sum(isinstance(event, ResourceStarted) for event in seen) < 3:
        time.sleep(0.01)
    flag.set()


def test_cancelling_stops_gracefully_and_the_next_run_finishes(
    bucket_only: BucketOnlyTarget,
    infrastructure: Path,
    dev: Environment,
    home: Path,
    executable: Path | None,
) -> None:
    layer = written_layer(infrastructure, "network", SLOW)
    cancel = Flag()
    seen: list[Event] = []
    with LayerGateway(bucket_only, home, binary=executable, cancel=cancel) as gateway:
        change = gateway.plan(layer, dev, {})
        Thread(target=_stop_once_started, args=(seen, cancel)).start()
        with pytest.raises(InterruptedApply, match=r"stopped .cancelled. after . of 4") as caught:
            gateway.apply(change, progress=seen.append)
        assert 1 <= caught.value.done < caught.value.total == 4
        assert gateway.state(layer, dev).holder() is None
    with LayerGateway(bucket_only, home, binary=executable) as gateway:
        rest = gateway.plan(layer, dev, {})
        assert not rest.nothing_to_do
        assert gateway.apply(rest).resources == 4
    assert _run_folders(home) == [change.workdir]


def test_an_interrupt_in_python_stops_the_child_and_is_the_cause(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    change = quick.plan(written_layer(infrastructure, "network", SLOW), dev, {})

    def interrupt(event: Event) -> None:
        if isinstance(event, ResourceStarted) and "slow" in event.address:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedApply, match="interrupted") as caught:
        quick.apply(change, progress=interrupt)
    assert isinstance(caught.value.__cause__, KeyboardInterrupt)


def test_whoever_watches_cannot_stop_an_apply_by_failing(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    change = quick.plan(written_layer(infrastructure, "network", THREE), dev, {})

    def broken(event: Event) -> None:
        raise ValueError("a bug of the caller")

    applied = quick.apply(change, progress=broken)
    assert applied.resources == 3
    assert "progress was no longer shown" in applied.notices[0].text


def test_two_runs_at_once_exclude_each_other(
    bucket_only: BucketOnlyTarget,
    infrastructure: Path,
    dev: Environment,
    home: Path,
    tmp_path: Path,
) -> None:
    """Two machines: neither sees the other's run folder, only the lock in the bucket."""
    layer = written_layer(infrastructure, "network", SLOW)
    done: list[int] = []
    seen: list[Event] = []

    def run(home: Path) -> None:
        with LayerGateway(bucket_only, home) as gateway:
            change = gateway.plan(layer, dev, {})
            done.append(gateway.apply(change, progress=seen.append).resources)

    first = Thread(target=run, args=(home,))
    first.start()
    while not any(isinstance(event, ResourceStarted) for event in seen):
        time.sleep(0.01)
    waited: list[Event] = []
    with LayerGateway(bucket_only, tmp_path / "second") as gateway:
        change = gateway.plan(layer, dev, {}, progress=waited.append)
        assert done == [4]
        assert change.nothing_to_do
        assert "waiting: lock" in repr(waited)
    first.join()


def test_drift_and_dangers_are_in_the_summary(
    quick: LayerGateway, infrastructure: Path, dev: Environment
) -> None:
    hcl = 'resource "terraform_data" "x" {\n  triggers_replace = %s\n}\n'
    quick.apply(quick.plan(written_layer(infrastructure, "network", hcl % "1"), dev, {}))
    change = quick.plan(written_layer(infrastructure, "network", hcl % "2"), dev, {})
    (one,) = change.summary.changes
    assert (one.action, one.replaced_by, one.destroys) == (
        Action.REPLACE,
        ("triggers_replace",),
        True,
    )


def test_inherited_terraform_variables_change_nothing(
    gateway: LayerGateway,
    infrastructure: Path,
    dev: Environment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer: WrittenLayer = written_layer(infrastructure, "network", THREE)
    gateway.apply(gateway.plan(layer, dev, {}))
    monkeypatch.setenv("TF_CLI_ARGS_plan", "-destroy")
    monkeypatch.setenv("TF_WORKSPACE", "other")
    monkeypatch.setenv("TF_LOG", "TRACE")
    assert gateway.plan(layer, dev, {}).nothing_to_do
    assert "TF_LOG" in os.environ

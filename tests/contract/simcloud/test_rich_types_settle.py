"""A plan right after an apply is empty, however much of a type is configured.

Whole configurations of clusters, serverless work and databases, with the catalogue's schemas and
with the real provider's where those are at hand: raised all together, looked at again, changed in
place in every part, looked at again, taken down.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.simcloud.golden_answers import SCHEMAS
from tests.fakes.plain_terraform import Terraform, kept_running
from tests.fakes.sim_process import running

FOLDER = Path(__file__).with_name("rich")
BASE = (FOLDER / "base.tf").read_text("utf-8")
PARTS = {
    path.stem: path.read_text("utf-8")
    for path in sorted(FOLDER.glob("*.tf"))
    if path.stem != "base"
}
CHANGES: dict[str, list[tuple[str, str]]] = {
    "cluster": [
        ('machine_type                = "e2-standard-2"', 'machine_type = "e2-standard-4"'),
        ("disk_size_gb                = 50", "disk_size_gb = 80"),
        ("total_max_node_count = 3", "total_max_node_count = 6"),
        ('channel = "REGULAR"', 'channel = "STABLE"'),
        ("BYDAY=SA,SU", "BYDAY=FR,SA,SU"),
        ('display_name = "pods"', 'display_name = "all pods"'),
        ("maximum       = 16", "maximum       = 32"),
        ("backup_retain_days      = 7", "backup_retain_days      = 14"),
        ('"crm", "jobs"', '"crm"'),
        ('scope = "NO_UPGRADES"', 'scope = "NO_MINOR_UPGRADES"'),
        ('"SYSTEM_COMPONENTS", "DEPLOYMENT", "POD", "HPA"', '"SYSTEM_COMPONENTS", "POD"'),
    ],
    "databases": [
        ("memory_size_gb          = 5", "memory_size_gb          = 8"),
        ("allkeys-lru", "volatile-lru"),
        ('day = "SUNDAY"', 'day = "SATURDAY"'),
        ("allow_psc_global_access = true", "allow_psc_global_access = false"),
    ],
    "edge": [
        ("sample_rate = 0.5", "sample_rate = 1"),
        ("capacity_scaler       = 1", "capacity_scaler       = 0"),
        ("default_ttl                  = 3600", "default_ttl                  = 7200"),
        ('request_path       = "/healthz"', 'request_path       = "/ready"'),
        ("count        = 600", "count        = 900"),
        ('paths   = ["/static", "/static/*"]', 'paths   = ["/static/*"]'),
        ('min_tls_version = "TLS_1_2"', 'min_tls_version = "TLS_1_1"'),
        ('quic_override    = "ENABLE"', 'quic_override    = "NONE"'),
    ],
    "serverless": [
        ("max_instance_count = 4", "max_instance_count = 8"),
        ("campaign-sends:1.0.0", "campaign-sends:1.1.0"),
        ('value = "info"', 'value = "debug"'),
        ("parallelism = 2", "parallelism = 4"),
        ('"0 2 * * *"', '"0 3 * * *"'),
        ("max_attempts       = 8", "max_attempts       = 9"),
        ("max_delivery_attempts = 5", "max_delivery_attempts = 10"),
    ],
    "sparse": [
        ('machine_type = "e2-medium"', 'machine_type = "e2-standard-2"'),
        ('memory = "256Mi"', 'memory = "512Mi"'),
        ("retry_count = 1", "retry_count = 2"),
        ('start_time = "03:00"', 'start_time = "04:00"'),
        ("memory_size_gb     = 1", "memory_size_gb     = 2"),
    ],
}


@pytest.fixture(params=["catalogue", "real provider's schemas"])
def terraform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terraform]:
    arguments: tuple[str, ...] = ()
    if request.param != "catalogue":
        if not SCHEMAS.exists():
            pytest.skip(f"the recorded provider schemas are not here ({SCHEMAS.name})")
        arguments = ("--schemas", str(SCHEMAS))
    with (
        running(tmp_path / "home", *arguments) as sim,
        kept_running(tmp_path / "terraform", sim) as kept,
    ):
        whole = "".join([BASE, *PARTS.values()])
        terraform = Terraform(tmp_path / "configuration", sim, whole, kept, in_memory=True)
        terraform.init()
        yield terraform


def faults(terraform: Terraform) -> str:
    return " ".join(re.findall(r"Error: .*", terraform.said()))


def planned(terraform: Terraform) -> list[str]:
    """What a plan would do, one line for each attribute that changes; empty when nothing."""
    code = terraform.plan("-out=next")
    assert code != 1, faults(terraform)
    return [] if code == 0 else _moves(terraform)


def _moves(terraform: Terraform) -> list[str]:
    assert terraform.run("show", "-json", "next") == 0
    text = (terraform.folder / "said.txt").read_text("utf-8")
    changes = json.loads(text[text.index("{") :])["resource_changes"]
    return [line for change in changes for line in _differences(change)]


def _differences(change: dict[str, Any]) -> Iterator[str]:
    actions, change_ = change["change"]["actions"], change["change"]
    if actions in (["no-op"], ["read"]):
        return
    before, after = change_["before"] or {}, change_["after"] or {}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            verb = "+".join(actions)
            told = f"{before.get(name)!r} -> {after.get(name)!r}"
            yield f"{verb} {change['address']}.{name}: {told}"


def changed(part: str) -> str:
    """A part after all of its changes."""
    text = PARTS[part]
    for old, new in CHANGES[part]:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def addresses(part: str) -> set[str]:
    return {
        f"{m[1]}.{m[2]}"
        for m in re.finditer(r'^resource "(\w+)" "(\w+)"', PARTS[part], re.MULTILINE)
    }


def test_rich_configurations_settle_change_in_place_and_go(terraform: Terraform) -> None:
    assert terraform.apply() == 0, faults(terraform)
    assert planned(terraform) == []
    terraform.write("".join([BASE, *map(changed, PARTS)]))
    changes = planned(terraform)
    assert all(line.startswith("update ") for line in changes), "\n".join(changes)
    moved = {".".join(re.split(r"[. \[]", line)[1:3]) for line in changes}
    assert [part for part in PARTS if not moved & addresses(part)] == []
    assert terraform.apply("next") == 0, faults(terraform)
    assert planned(terraform) == []
    assert terraform.destroy() == 0, faults(terraform)
    assert terraform.sim.ask("resources") == []

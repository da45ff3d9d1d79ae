"""Many resources in one layer: what simcloud takes of the time, its memory, and how it grows.

The state is in simcloud's bucket, as a layer's is: with a file beside it Terraform writes the whole
state anew for every resource, and it is Terraform's growth that would be measured. They are counted
for the same reason: Terraform evaluates a ``for_each`` once for each of its instances, so that a
computed set costs the square of its size.
"""

import json
import os
import subprocess
from itertools import pairwise
from pathlib import Path

from benchmarks.homes import CRM, home
from benchmarks.measure import Row, command
from crm_infra.state.store import GcsStateStore
from crm_infra.terraform.target import SimTarget

SIZES = (100, 1_000, 10_000)
CAP_SECONDS = 600.0
BUCKET = "crm-benchmark-scale"
FOLDER = """
terraform {{
  backend "gcs" {{
    bucket = "{bucket}"
    prefix = "many"
  }}
  required_providers {{ google = {{ source = "hashicorp/google" }} }}
}}
provider "google" {{ project = "simcloud" }}
resource "google_pubsub_topic" "this" {{
  count = {count}
  name  = "topic-${{count.index}}"
}}
"""
TICKS = os.sysconf("SC_CLK_TCK")


def rows(runs: int) -> list[Row]:
    """One apply of each size; ``runs`` does not multiply the largest, which takes minutes."""
    del runs
    found: list[Row] = []
    seconds: dict[int, float] = {}
    for size in SIZES:
        try:
            found += _rows_of(size, seconds)
        except subprocess.TimeoutExpired:
            note = f"not done after {CAP_SECONDS:.0f} s, and stopped there"
            found.append(Row(f"{size:,} resources", "s", (CAP_SECONDS,), "", note))
    return [*found, *_growth(seconds)]


def _rows_of(size: int, seconds: dict[int, float]) -> list[Row]:
    seconds[size], share, memory = measured(size)
    return [
        Row(f"{size:,} resources: plan and apply", "s", (seconds[size],), ""),
        Row(f"{size:,} resources: simcloud's processor time / all", "", (share,), "≤ 0.5"),
        Row(f"{size:,} resources: simcloud's memory", "MB", (memory,), "≤ 300"),
    ]


def _growth(seconds: dict[int, float]) -> list[Row]:
    return [
        Row(
            f"time per resource, {large:,} / {small:,}",
            "",
            ((seconds[large] / large) / (seconds[small] / small),),
            "≤ 1.0 (linear)",
        )
        for small, large in pairwise(SIZES)
        if small in seconds and large in seconds
    ]


def measured(size: int) -> tuple[float, float, float]:
    """Seconds of plan and apply, simcloud's share of the processor time, its memory in MB.

    Raises:
        TimeoutExpired: It took longer than the cap.
    """
    with home() as fresh:
        folder = fresh.path / "many"
        folder.mkdir()
        (folder / "main.tf").write_text(FOLDER.format(bucket=BUCKET, count=size))
        GcsStateStore(SimTarget(fresh.path).storage("many"), BUCKET, "us-central1").ensure()
        pid = json.loads((fresh.path / "sim" / "endpoint.json").read_text())["pid"]
        terraform = [*CRM, "terraform", "--"]
        command([*terraform, "init"], fresh.variables, folder)
        before = _processor(pid)
        arguments = [*terraform, "apply", "-auto-approve"]
        cost = command(arguments, fresh.variables, folder, seconds=CAP_SECONDS)
        used = _processor(pid) - before
        return cost.wall, used / (used + cost.cpu), _memory(pid)


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0

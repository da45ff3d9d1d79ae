"""Many resources in one layer: what simcloud takes of the time, its memory, and how it grows."""

import json
import os
from pathlib import Path
from subprocess import run

from benchmarks.homes import CRM, home
from benchmarks.measure import Row, command

SIZES = (100, 1_000, 10_000)
FOLDER = """
terraform {{
  required_providers {{ google = {{ source = "hashicorp/google" }} }}
}}
provider "google" {{ project = "many" }}
resource "google_pubsub_topic" "this" {{
  for_each = toset([for n in range({count}) : format("topic-%05d", n)])
  name     = each.value
}}
"""
TICKS = os.sysconf("SC_CLK_TCK")


def rows(runs: int) -> list[Row]:
    """One apply of each size; ``runs`` does not multiply the largest, which takes minutes."""
    del runs
    found: list[Row] = []
    per_resource: list[float] = []
    for size in SIZES:
        wall, share, memory = _apply(size)
        per_resource.append(wall / size * 1000)
        found += [
            Row(f"{size:,} resources: plan and apply", "s", (wall,), ""),
            Row(f"{size:,} resources: simcloud's processor time / all", "", (share,), "≤ 0.5"),
            Row(f"{size:,} resources: simcloud's memory", "MB", (memory,), "≤ 300"),
        ]
    growth = per_resource[-1] / per_resource[-2]
    found.append(Row("time per resource, 10,000 / 1,000", "", (growth,), "≤ 1.0 (linear)"))
    return found


def _apply(size: int) -> tuple[float, float, float]:
    with home() as fresh:
        folder = fresh.path / "many"
        folder.mkdir()
        (folder / "main.tf").write_text(FOLDER.format(count=size))
        pid = json.loads((fresh.path / "sim" / "endpoint.json").read_text())["pid"]
        _terraform(fresh.variables, folder, "init")
        before = _processor(pid)
        cost = command([*CRM, "terraform", "--", "apply", "-auto-approve"], fresh.variables, folder)
        used = _processor(pid) - before
        return cost.wall, used / (used + cost.cpu), _memory(pid)


def _terraform(variables: dict[str, str], folder: Path, *arguments: str) -> None:
    environment = {**os.environ, **variables}
    run(
        [*CRM, "terraform", "--", *arguments],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
    )


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0

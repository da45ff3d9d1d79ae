"""Two layers through the platform, against a bare loop of the same Terraform."""

import json
import os
import subprocess
import sys
from statistics import median

from benchmarks.homes import CRM, ENVIRONMENT, BareLoop, home
from benchmarks.measure import Row, command, in_turn, ratios

EMPTY = ["-c", "import crm_infra.cli.provision, crm_infra.definitions"]


def rows(runs: int) -> list[Row]:
    """Raising two layers from nothing, and a run with nothing to do."""
    return [*_rising(runs), *_idle(runs), _orchestration(runs), _start(runs)]


def _rising(runs: int) -> list[Row]:
    def platform() -> float:
        with home() as fresh:
            return fresh.crm("provision", ENVIRONMENT, "--json").wall

    def bare() -> float:
        with home() as fresh:
            return BareLoop(fresh).provision()

    a, b = in_turn(platform, bare, runs)
    return [
        Row("two layers from nothing: platform / bare loop", "", ratios(a, b), "≤ 1.0"),
        Row("the same, platform", "s", a, "", "simcloud runs already"),
        Row("the same, bare loop", "s", b, "", "init, plan -out, apply per layer"),
    ]


def _idle(runs: int) -> list[Row]:
    with home() as one, home() as other:
        one.crm("provision", ENVIRONMENT, "--json")
        loop = BareLoop(other)
        loop.provision()
        a, b = in_turn(lambda: one.crm("provision", ENVIRONMENT, "--json").wall, loop.look, runs)
    return [Row("nothing to do: platform / bare init + plan", "", ratios(a, b), "≤ 0.8")]


def _orchestration(runs: int) -> Row:
    """What a layer costs beside its Terraform: the run's own seconds less the children's."""
    with home() as stands:
        stands.crm("provision", ENVIRONMENT, "--json")
        values = [_one_run(stands.variables) for _ in range(runs)]
    note = "from the run's start to its end, less the time in Terraform's children"
    return Row("orchestration per layer, in process", "s", tuple(values), "≤ 0.3", note)


def _one_run(variables: dict[str, str]) -> float:
    done = subprocess.run(
        [*CRM, "provision", ENVIRONMENT, "--json"],
        env={**os.environ, **variables},
        capture_output=True,
        check=True,
    )
    result = json.loads(done.stdout)
    layers = result["layers"]
    terraform = sum(layer["terraform_seconds"] for layer in layers)
    return (result["seconds"] - terraform) / len(layers)


def _start(runs: int) -> Row:
    values = tuple(command([sys.executable, *EMPTY], {}).wall for _ in range(runs))
    note = f"part of every platform figure above; median {median(values):.2f} s"
    return Row("fixed start: Python, Dagster, definitions", "s", values, "", note)

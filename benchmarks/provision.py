"""Two layers through the platform, against a bare loop of the same Terraform."""

import json
import os
import subprocess
import sys
from statistics import median

from benchmarks.homes import ENVIRONMENT, SELECTED, BareLoop, home
from benchmarks.measure import Row, command, in_turn, ratios

# What every run pays before its first step, whatever the run does.
START = """
import os, crm_infra.cli.provision, crm_infra.definitions
from pathlib import Path
from crm_infra.orchestration.instance import open_instance
open_instance(Path(os.environ["CRM_HOME"])).dispose()
"""
# Without planning ahead, so that all of Terraform's time falls inside the run.
ONE_RUN = """
import json, os
from pathlib import Path
from crm_infra.definitions import build_definitions
from benchmarks.homes import LAYERS
from crm_infra.orchestration.instance import open_instance, run_in_process
from crm_infra.orchestration.outcome import outcome_of
from crm_infra.orchestration.platform import Platform
home, layers = Path(os.environ["CRM_HOME"]), [layer.name for layer in LAYERS]
job = build_definitions({"platform": Platform(home=home)}).resolve_job_def("provision")
with open_instance(home) as instance:
    run = run_in_process(job, instance, partition="dev", assets=layers)
    print(json.dumps(outcome_of(instance, run, "dev", layers)))
"""


def rows(runs: int) -> list[Row]:
    """Raising two layers from nothing, and a run with nothing to do."""
    start = _start(runs)
    fixed = median(start.values)
    return [*_rising(runs, fixed), *_idle(runs, fixed), _orchestration(runs), start]


def _rising(runs: int, fixed: float) -> list[Row]:
    def platform() -> float:
        with home() as fresh:
            return fresh.crm("provision", ENVIRONMENT, *SELECTED, "--json").wall

    def bare() -> float:
        with home() as fresh:
            return BareLoop(fresh).provision()

    a, b = in_turn(platform, bare, runs)
    return [
        Row("two layers from nothing: platform / bare loop", "", ratios(a, b), ""),
        Row("the same without the fixed start", "", _without(a, b, fixed), "≤ 1.0"),
        Row("the same, platform", "s", a, "", "simcloud runs already"),
        Row("the same, bare loop", "s", b, "", "init, plan -out, apply per layer"),
    ]


def _idle(runs: int, fixed: float) -> list[Row]:
    with home() as one, home() as other:
        one.crm("provision", ENVIRONMENT, *SELECTED, "--json")
        loop = BareLoop(other)
        loop.provision()
        look = ("provision", ENVIRONMENT, *SELECTED, "--json")
        a, b = in_turn(lambda: one.crm(*look).wall, loop.look, runs)
    return [
        Row("nothing to do: platform / bare init + plan", "", ratios(a, b), ""),
        Row("nothing to do, without the fixed start", "", _without(a, b, fixed), "≤ 0.8"),
    ]


def _without(a: tuple[float, ...], b: tuple[float, ...], fixed: float) -> tuple[float, ...]:
    return ratios([one - fixed for one in a], b)


def _orchestration(runs: int) -> Row:
    """What a layer costs beside its Terraform: the run's own seconds less the children's."""
    with home() as stands:
        stands.crm("provision", ENVIRONMENT, *SELECTED, "--json")
        values = [_one_run(stands.variables) for _ in range(runs)]
    note = "from the run's start to its end, less the time in Terraform's children"
    return Row("orchestration per layer, in process", "s", tuple(values), "≤ 0.3", note)


def _one_run(variables: dict[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", ONE_RUN],
        env={**os.environ, **variables},
        capture_output=True,
        check=True,
    )
    result = json.loads(done.stdout)
    layers = result["layers"]
    terraform = sum(layer["terraform_seconds"] for layer in layers)
    return (result["seconds"] - terraform) / len(layers)


def _start(runs: int) -> Row:
    """Imports and Dagster's own store; the first opening, which makes it, is not counted."""
    with home() as made:
        begin = [sys.executable, "-c", START]
        values = tuple(command(begin, made.variables).wall for _ in range(runs + 1))[1:]
    note = (
        "Python, Dagster, our definitions, opening Dagster's store; part of every platform figure"
    )
    return Row("fixed start", "s", values, "", note)

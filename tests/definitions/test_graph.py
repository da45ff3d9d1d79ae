"""The graph as plain data: a change of it shows in review. Regenerate by ``make docs``."""

import json
import os
import subprocess
import sys
from pathlib import Path

import dagster as dg

from crm_infra.definitions import build_definitions, defs
from crm_infra.orchestration.graph import graph_as_data

GRAPH = Path(__file__).with_name("graph.json")
ROOT = Path(__file__).resolve().parents[2]

WATCHED = """
import sys
import dagster
import dagster._core.execution.api
def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.exec", "os.fork"}:
        raise SystemExit(f"{event} at import: {arguments}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise SystemExit(f"writes at import: {arguments}")
sys.dont_write_bytecode = True
sys.addaudithook(watch)
import crm_infra.definitions
"""


def test_the_graph_is_the_reviewed_one() -> None:
    assert graph_as_data(defs) == json.loads(GRAPH.read_text()), (
        "run `make docs` and review graph.json"
    )


def test_definitions_load_and_resolve() -> None:
    dg.Definitions.validate_loadable(build_definitions())


def test_loading_needs_no_environment_and_does_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_resources_can_be_swapped_without_patching() -> None:
    stand_in = object()
    swapped = build_definitions({"platform": stand_in})
    assert swapped.resources is not None
    assert swapped.resources["platform"] is stand_in

"""Runs are forks of a process that has imported what they need, and processes like any other."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = """
import os, signal, time
from pathlib import Path
VALUE = "as it was"
with Path(__file__).with_name("imports").open("a") as imports:
    imports.write("x")

def tell(queue):
    queue.put({
        "value": VALUE,
        "parent": os.getppid(),
        "handlers": [signal.getsignal(one) is handler for one, handler in (
            (signal.SIGTERM, signal.SIG_DFL), (signal.SIGINT, signal.default_int_handler))],
        "imports": len(Path(__file__).with_name("imports").read_text()),
    })

def wait(queue):
    queue.put({})
    time.sleep(600)
"""
DRIVER = """
import json, os, signal, sys
from multiprocessing import forkserver
from pathlib import Path
import sample
from crm_infra.orchestration import run_server

def run(what=sample.tell, kill=False):
    queue = processes.Queue()
    process = processes.Process(target=what, args=[queue])
    process.start()
    said = queue.get(timeout=120)
    if kill:
        process.kill()
    process.join()
    return said | {"code": process.exitcode}

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    run_server.OURS = ("sample",)
    run_server.start_run_server(folder / "runs.sock", ["sample"])
    processes = run_server.RunProcesses()
    server = forkserver._forkserver._forkserver_pid
    said = {"server": server, "forked": run()}
    os.kill(server, signal.SIGTERM)
    said["after a signal to all"] = run()
    said["killed"] = run(sample.wait, kill=True)
    os.kill(server, signal.SIGKILL)
    os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)
    said["without its server"] = run()
    source = Path(sample.__file__)
    source.write_text(source.read_text().replace("as it was", "changed"))
    said["changed"] = run()
    print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What runs said of themselves, one after the other."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "sample.py").write_text(SAMPLE)
    (folder / "driver.py").write_text(DRIVER)
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
    command = [sys.executable, "-m", "driver", str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def test_a_run_is_a_fork_that_imports_nothing(said: dict[str, Any]) -> None:
    forked = said["forked"]
    assert (forked["value"], forked["imports"], forked["code"]) == ("as it was", 1, 0)
    assert forked["parent"] == said["server"]


def test_signals_reach_a_run_as_they_reach_any_process(said: dict[str, Any]) -> None:
    assert said["forked"]["handlers"] == [True, True]
    assert said["killed"]["code"] == -9


def test_the_server_outlives_a_signal_to_its_whole_group(said: dict[str, Any]) -> None:
    assert said["after a signal to all"]["parent"] == said["server"]


def test_a_server_that_is_lost_is_replaced(said: dict[str, Any]) -> None:
    again = said["without its server"]
    assert (again["value"], again["code"]) == ("as it was", 0)
    assert again["parent"] != said["server"]


def test_a_run_has_the_code_that_is_in_the_files_now(said: dict[str, Any]) -> None:
    assert said["changed"]["value"] == "changed"
    assert said["changed"]["code"] == 0

"""simcloud as a process: started twice, killed, recovered, stopped; and nothing is left behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from crm_infra.simcloud.process.identity import identity_of
from tests.fakes.sim_process import SECONDS, Sim, running, until


@pytest.fixture
def sim(tmp_path):
    sim = Sim(tmp_path / "home")
    yield sim
    sim.ask("stop")


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """One for all that only look at it."""
    with running(tmp_path_factory.mktemp("standing") / "home") as sim:
        yield sim


def left(sim: Sim) -> set[str]:
    return {path.name for path in sim.folder.iterdir()}


def test_it_starts_by_itself_when_something_needs_it(sim):
    assert sim.run("status").returncode == 3
    environment = sim.typed("env")
    attached = json.loads(environment["TF_REATTACH_PROVIDERS"])
    google = attached["registry.terraform.io/hashicorp/google"]
    assert google["Pid"] == sim.endpoint()["pid"]
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(google["Addr"]["String"])
    assert sim.ask("status")["running"] is True


def test_many_starts_at_once_end_in_one_server(sim):
    children = [sim.begin("start", "--json") for _ in range(6)]
    said = [json.loads(child.communicate(timeout=SECONDS)[0]) for child in children]
    assert {one["pid"] for one in said} == {sim.endpoint()["pid"]}
    assert sum(one["started"] for one in said) == 1


def test_it_belongs_to_a_session_of_its_own_and_inherits_nothing(sim, tmp_path):
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        with sim.begin("start", close_fds=False) as child:
            child.communicate(timeout=SECONDS)  # a pipe that the daemon kept would block here
    assert child.returncode == 0
    pid = sim.endpoint()["pid"]
    assert os.getsid(pid) == pid
    descriptors = {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()}
    assert str(tmp_path / "open") not in descriptors
    environment = Path(f"/proc/{pid}/environ").read_text()
    assert "TF_" not in environment
    assert "GOOGLE_" not in environment


def test_nobody_else_can_reach_it(standing):
    endpoint = standing.endpoint()
    assert stat.S_IMODE(standing.folder.stat().st_mode) == 0o700
    for path in standing.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    for path in endpoint["sockets"].values():
        assert stat.S_ISSOCK(Path(path).stat().st_mode)
    command = Path(f"/proc/{endpoint['pid']}/cmdline").read_text()
    for part in ("storage", "control"):
        assert endpoint[part]["token"] not in command
        assert endpoint[part]["token"] not in Path(endpoint["log"]).read_text()


@pytest.mark.parametrize("name", ["home", "deep" * 30])
def test_stop_leaves_nothing_behind_but_store_and_log(tmp_path, name):
    sim = Sim(tmp_path / name)
    sim.ask("start")
    endpoint = sim.endpoint()
    process = identity_of(endpoint["pid"])
    said = sim.typed("stop")
    assert said == {"stopped": True, "pid": endpoint["pid"], "how": "stopped"}
    until(lambda: not process.alive())
    assert left(sim) == {"simcloud.db", "simcloud.log"}
    assert not any(Path(path).parent.exists() for path in endpoint["sockets"].values())
    assert sim.ask("stop")["stopped"] is False


def test_a_termination_signal_ends_it_as_stop_does(sim):
    sim.ask("start")
    process = identity_of(sim.endpoint()["pid"])
    os.kill(process.pid, signal.SIGTERM)
    until(lambda: not process.alive())
    assert left(sim) == {"simcloud.db", "simcloud.log"}


def test_what_a_killed_one_left_is_recovered(sim):
    sim.ask("start", "--pace", "60")
    before = sim.endpoint()
    sim.kill()
    assert (sim.folder / "endpoint.json").exists()
    assert sim.tell("status").returncode == 3
    sim.ask("start")
    after = sim.endpoint()
    assert after["pid"] != before["pid"]
    assert after["storage"] == before["storage"], "a Terraform at work can still save its state"
    assert after["sockets"] == before["sockets"]
    assert after["pace"] == 60


def test_stop_removes_what_a_killed_one_left(sim):
    sim.ask("start")
    sim.kill()
    assert sim.ask("stop")["stopped"] is False
    accepted = {"simcloud.db-wal", "simcloud.db-shm"}
    assert left(sim) - accepted == {"simcloud.db", "simcloud.log"}


def test_sockets_in_another_temp_folder_are_found_and_removed(tmp_path):
    sim = Sim(tmp_path / ("deep" * 30))
    with tempfile.TemporaryDirectory(prefix="t") as short:
        sim.environment = {"TMPDIR": short}
        sim.run("start")
        sockets = {Path(path).parent for path in sim.endpoint()["sockets"].values()}
        assert {folder.parent for folder in sockets} == {Path(short)}
        sim.kill()
        sim.environment = {}
        sim.run("stop")
        assert list(Path(short).iterdir()) == []


def test_a_pid_that_another_process_has_by_now_is_left_alone(sim):
    sim.ask("start")
    sim.kill()
    with subprocess.Popen(["sleep", "60"]) as bystander:
        path = sim.folder / "endpoint.json"
        path.write_text(json.dumps({**sim.endpoint(), "pid": bystander.pid}))
        (sim.folder / "serving.lock").write_text(str(identity_of(bystander.pid)))
        assert sim.ask("stop")["stopped"] is False
        sim.ask("start")
        assert sim.ask("status")["pid"] != bystander.pid
        assert bystander.poll() is None
        bystander.kill()


def test_one_that_does_not_answer_is_ended_by_stop(sim):
    sim.ask("start")
    process = identity_of(sim.endpoint()["pid"])
    path = sim.folder / "endpoint.json"
    endpoint = sim.endpoint()
    endpoint["control"]["url"] = "http://127.0.0.1:9"
    path.write_text(json.dumps(endpoint))
    assert sim.ask("stop") == {
        "stopped": True,
        "pid": process.pid,
        "how": "did not answer and was killed",
    }
    assert not process.alive()


def test_it_ends_when_its_home_is_removed(tmp_path):
    sim = Sim(tmp_path / ("deep" * 30))
    sim.ask("start")
    endpoint = sim.endpoint()
    process = identity_of(endpoint["pid"])
    sim.home.rename(sim.home.with_name("elsewhere"))
    until(lambda: not process.alive())
    assert not any(Path(path).parent.exists() for path in endpoint["sockets"].values())


def test_it_ends_by_itself_when_nobody_uses_it(sim):
    sim.ask("start", "--idle", "0.2")
    process = identity_of(sim.endpoint()["pid"])
    until(lambda: not process.alive())
    assert left(sim) == {"simcloud.db", "simcloud.log"}


def test_a_start_that_fails_says_why_and_leaves_nothing(sim, tmp_path):
    broken = tmp_path / "schemas.json"
    broken.write_text('{"provider_schemas": {}}')
    done = sim.run("start", "--schemas", str(broken))
    assert done.returncode == 1
    assert "did not start" in done.stderr
    assert "terraform providers schema" in done.stderr
    assert "Traceback" not in done.stderr
    assert left(sim) <= {"simcloud.db", "simcloud.log"}


def test_other_schemas_than_those_that_run_are_refused_with_the_way_out(standing, tmp_path):
    other = tmp_path / "schemas.json"
    other.write_text("{}")
    done = standing.run("start", "--schemas", str(other))
    assert done.returncode == 1
    assert "Stop it first with `crm-infra sim stop`" in done.stderr


def test_in_the_foreground_it_stays_until_it_is_interrupted(sim):
    with sim.begin("start", "--foreground") as child:
        until((sim.folder / "endpoint.json").exists)
        assert sim.endpoint()["pid"] == child.pid
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=SECONDS)
    assert child.returncode == 0
    assert "simulated" in err
    assert left(sim) == {"simcloud.db"}


def test_reset_forgets_everything_running_or_not(sim):
    sim.ask("start")
    assert sim.typed("fault", "add", "hang", "--type", "x")["state"] == "on"
    assert sim.typed("reset", "--yes") == {"removed": 0}
    assert sim.typed("fault", "list") == []
    sim.ask("stop")
    assert sim.ask("reset", "--yes") == {"removed": 0}
    assert left(sim) == {"simcloud.log"}


def test_a_home_has_its_own_simcloud(sim, standing):
    sim.ask("start")
    assert sim.endpoint()["pid"] != standing.endpoint()["pid"]
    sim.ask("stop")
    assert standing.ask("status")["running"] is True

"""The endpoint file and what is told to Terraform from it."""

import json
import shlex
import socket
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from crm_infra.simcloud.process.endpoint import Access, Endpoint, read
from crm_infra.simcloud.process.environment import as_shell, variables
from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.process.options import Options

ENDPOINT = Endpoint(
    pid=42,
    version="0.1.0",
    started="2026-11-24T10:00:00+00:00",
    schemas="",
    sockets={"registry.terraform.io/hashicorp/google": "/h/sim/sockets/0-google"},
    storage=Access("http://127.0.0.1:9", "st'range token"),
    control=Access("http://127.0.0.1:9", "c"),
    log="/h/sim/simcloud.log",
)


def test_it_is_read_as_it_was_written_and_by_its_owner_only(tmp_path):
    path = tmp_path / "endpoint.json"
    ENDPOINT.write(path)
    ENDPOINT.write(path)
    assert read(path) == ENDPOINT
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["endpoint.json"]


def test_its_keys_are_those_that_the_platform_reads(tmp_path):
    path = tmp_path / "endpoint.json"
    ENDPOINT.write(path)
    said = json.loads(path.read_text())
    assert {"pid", "version", "started", "schemas", "sockets", "log"} <= said.keys()
    assert said["storage"].keys() == said["control"].keys() == {"url", "token"}


def test_tokens_are_not_shown():
    assert "range" not in repr(ENDPOINT)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"storage": 1}', '"x"', "\x00"])
def test_a_file_that_is_not_one_is_as_good_as_none(tmp_path, text):
    path = tmp_path / "endpoint.json"
    assert read(path) is None
    path.write_text(text)
    assert read(path) is None


def test_what_nobody_listens_to_does_not_answer():
    assert not ENDPOINT.answers()


def test_something_else_that_took_the_port_is_not_simcloud():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"SSH-2.0-hello\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        assert not replace(ENDPOINT, control=Access(url, "c")).answers()
        thread.join()


def test_terraform_and_opentofu_both_find_the_provider():
    attached = json.loads(variables(ENDPOINT)["TF_REATTACH_PROVIDERS"])
    assert attached.keys() == {
        "registry.terraform.io/hashicorp/google",
        "registry.opentofu.org/hashicorp/google",
    }
    assert attached["registry.opentofu.org/hashicorp/google"] == {
        "Protocol": "grpc",
        "ProtocolVersion": 6,
        "Pid": 42,
        "Test": True,
        "Addr": {"Network": "unix", "String": "/h/sim/sockets/0-google"},
    }


def test_the_backend_is_pointed_at_the_simulated_storage():
    told = variables(ENDPOINT)
    assert told["GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT"] == "http://127.0.0.1:9/storage/v1/"
    assert told["GOOGLE_OAUTH_ACCESS_TOKEN"] == "st'range token"
    assert "STORAGE_EMULATOR_HOST" not in told, "with it the gcs backend drops the token"


def test_a_shell_reads_exactly_what_was_told():
    told = variables(ENDPOINT)
    script = as_shell(told) + "\nfor n in " + " ".join(told) + '; do eval "echo \\"\\$$n\\""; done'
    out = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert out.splitlines() == list(told.values())
    assert shlex.split(as_shell(told))[0] == "export"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (Options(pace=-1), "--pace"),
        (Options(idle=float("nan")), "--idle"),
        (Options(schemas=Path("/none")), "--schemas"),
    ],
)
def test_options_that_cannot_be_are_refused(options, complaint):
    with pytest.raises(SimcloudError, match=complaint):
        options.checked()


def test_what_was_not_said_is_taken_from_the_one_that_was_killed(tmp_path):
    file = tmp_path / "schemas.json"
    file.write_text("{}")
    killed = replace(ENDPOINT, schemas=str(file), pace=60.0)
    assert Options(idle=5).or_else(killed) == Options(file, 60.0, 5)
    assert Options(pace=0).or_else(killed).pace == 0
    assert Options().or_else(replace(killed, schemas="/gone")).schemas is None
    assert Options().or_else(None) == Options()


def test_a_running_one_with_other_schemas_is_not_what_was_asked_for(tmp_path):
    assert Options().contradicts(ENDPOINT) == ""
    assert "own catalogue" in Options(schemas=tmp_path / "x.json").contradicts(ENDPOINT)

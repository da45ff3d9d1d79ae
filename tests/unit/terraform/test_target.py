"""Where Terraform acts, and what of the caller's environment reaches it."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_infra.errors import InputError, UnavailableError
from crm_infra.terraform import target as target_module
from crm_infra.terraform.session import child_variables
from crm_infra.terraform.target import (
    ATLAS_VARIABLES,
    GOOGLE_VARIABLES,
    GcpTarget,
    SimTarget,
    target_named,
)


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Sockets that listen, described as simcloud describes its own."""
    (tmp_path / "sim").mkdir()
    with socket.socket(socket.AF_UNIX) as provider, socket.create_server(("127.0.0.1", 0)) as http:
        provider.bind(str(tmp_path / "sim" / "google"))
        provider.listen()
        endpoint = {
            "pid": os.getpid(),
            "sockets": {"registry.terraform.io/hashicorp/google": str(tmp_path / "sim" / "google")},
            "storage": {"url": f"http://127.0.0.1:{http.getsockname()[1]}", "token": "t0ken"},
        }
        (tmp_path / "sim" / "endpoint.json").write_text(json.dumps(endpoint))
        yield endpoint


def test_sim_attaches_providers_under_both_registries(
    tmp_path: Path, answering: dict[str, Any]
) -> None:
    child = SimTarget(tmp_path).child_environment()
    attached = json.loads(child["TF_REATTACH_PROVIDERS"])
    assert set(attached) == {
        "registry.terraform.io/hashicorp/google",
        "registry.opentofu.org/hashicorp/google",
    }
    one = attached["registry.opentofu.org/hashicorp/google"]
    assert (one["ProtocolVersion"], one["Test"]) == (6, True)
    assert one["Addr"] == {"Network": "unix", "String": str(tmp_path / "sim" / "google")}
    assert child["GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT"].endswith("/storage/v1/")


def test_sim_hands_on_no_credentials(
    tmp_path: Path, answering: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = {*GOOGLE_VARIABLES, *ATLAS_VARIABLES} - {"GOOGLE_OAUTH_ACCESS_TOKEN"}
    for name in real:
        monkeypatch.setenv(name, "/real")
    child = child_variables(SimTarget(tmp_path).child_environment())
    assert not [name for name in real if child.get(name) == "/real"]
    assert child["GOOGLE_OAUTH_ACCESS_TOKEN"] == "t0ken"


def test_sim_is_started_when_what_it_says_is_stale(
    tmp_path: Path, answering: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sim" / "google").unlink()
    monkeypatch.setattr(target_module.sys, "executable", "/bin/false")
    with pytest.raises(UnavailableError, match=r"does not answer \(exit 1\)"):
        SimTarget(tmp_path).child_environment()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sockets": 1}', '{"sockets": {}}'])
def test_a_broken_description_is_no_answer(
    tmp_path: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "endpoint.json").write_text(content)
    monkeypatch.setattr(target_module.sys, "executable", "/bin/false")
    with pytest.raises(UnavailableError):
        SimTarget(tmp_path).storage("p")


@pytest.mark.parametrize(
    "name",
    [
        "TF_REATTACH_PROVIDERS",
        "STORAGE_EMULATOR_HOST",
        "GOOGLE_STORAGE_CUSTOM_ENDPOINT",
        "MONGODB_ATLAS_BASE_URL",
    ],
)
def test_gcp_refuses_what_somebody_put_in_its_place(name: str) -> None:
    with pytest.raises(InputError, match=f"{name} is set"):
        GcpTarget({name: "x"}).child_environment()


def test_gcp_hands_on_credentials_by_name_only() -> None:
    environ = {
        "GOOGLE_APPLICATION_CREDENTIALS": "/key.json",
        "HOME": "/home/me",
        "MONGODB_ATLAS_CLIENT_ID": "mdb_sa_id_1",
        "MONGODB_ATLAS_CLIENT_SECRET": "mdb_sa_sk_1",
        "MONGODB_ATLAS_PRIVATE_API_KEY": "x",
        "TF_LOG": "TRACE",
        "AWS_SECRET_ACCESS_KEY": "x",
    }
    assert GcpTarget(environ).child_environment() == {
        "GOOGLE_APPLICATION_CREDENTIALS": "/key.json",
        "HOME": "/home/me",
        "MONGODB_ATLAS_CLIENT_ID": "mdb_sa_id_1",
        "MONGODB_ATLAS_CLIENT_SECRET": "mdb_sa_sk_1",
    }


def test_no_terraform_variable_of_the_caller_reaches_a_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TF_CLI_ARGS_apply", "TF_LOG", "TF_WORKSPACE", "TF_VAR_x", "CRM_SECRET"):
        monkeypatch.setenv(name, "-destroy")
    child = child_variables({"TF_CLI_CONFIG_FILE": "/ours"})
    assert {name for name in child if name.startswith(("TF_", "CRM_"))} == {
        "TF_CLI_CONFIG_FILE",
        "TF_IN_AUTOMATION",
    }
    assert child["CHECKPOINT_DISABLE"] == "1"


def test_targets_are_known_by_name(tmp_path: Path) -> None:
    assert target_named("sim", tmp_path).simulated
    assert not target_named("gcp", tmp_path).simulated
    with pytest.raises(InputError, match="'aws' is not a target"):
        target_named("aws", tmp_path)

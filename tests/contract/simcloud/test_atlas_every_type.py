"""Every type of MongoDB Atlas is raised beside Google's, settles and is taken down.

At the schemas of the catalogue, and at those that the real provider answers where they are at
hand. The configuration in ``every_type_atlas`` has one file per part; what of Google's it needs
(key, address, forwarding rule, bucket) is among it, because each cloud waits for the other.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_infra.simcloud.catalogue import load
from tests.contract.simcloud import golden_answers as golden
from tests.fakes.plain_terraform import Terraform, kept_running
from tests.fakes.sim_process import running

SOURCE = "registry.terraform.io/mongodb/mongodbatlas"
FOLDER = Path(__file__).with_name("every_type_atlas")
HEAD = """
terraform {
  required_providers {
    google       = { source = "hashicorp/google" }
    mongodbatlas = { source = "mongodb/mongodbatlas" }
  }
}
provider "google" {
  project = "crm-golden"
  region  = "us-central1"
}
provider "mongodbatlas" {}
"""
EVERYTHING = "\n".join([HEAD, *(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.tf")))])


@pytest.fixture(params=["catalogue", "recorded"])
def terraform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terraform]:
    arguments: tuple[str, ...] = ()
    if request.param == "recorded":
        if not golden.SCHEMAS.exists():
            pytest.skip(f"the recorded provider schemas are not here ({golden.SCHEMAS.name})")
        arguments = ("--schemas", os.fspath(golden.SCHEMAS))
    with (
        running(tmp_path / "home", *arguments) as sim,
        kept_running(tmp_path / "terraform", sim) as kept,
    ):
        terraform = Terraform(tmp_path / "configuration", sim, EVERYTHING, kept, in_memory=True)
        terraform.init()
        yield terraform


def faults(terraform: Terraform) -> str:
    return " ".join(re.findall(r"Error: .*", terraform.said()))


def test_the_configuration_has_every_type_that_is_served() -> None:
    written = set(re.findall(r'^resource "(mongodbatlas_\w+)"', EVERYTHING, re.MULTILINE))
    assert written == set(load()[SOURCE]["resource_schemas"])


def test_every_type_is_raised_settles_and_is_taken_down(terraform: Terraform) -> None:
    assert terraform.apply() == 0, faults(terraform)
    assert terraform.plan() == 0, terraform.said()[-3000:]
    stands = terraform.sim.ask("resources")
    project = next(r["id"] for r in stands if r["type"] == "mongodbatlas_project")
    of_atlas = [r for r in stands if r["type"].startswith("mongodbatlas_")]
    assert {r["project"] for r in of_atlas if r["type"] != "mongodbatlas_service_account"} == {
        project
    }
    assert terraform.destroy() == 0, faults(terraform)
    assert terraform.sim.ask("resources") == []

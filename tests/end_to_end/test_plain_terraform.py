"""simcloud is of use without the platform: plain Terraform on a folder of one's own."""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Person

VPC = """
terraform {
  required_providers {
    google = { source = "hashicorp/google" }
  }
}
provider "google" {}

resource "google_compute_network" "shop" {
  name                    = "shop"
  auto_create_subnetworks = false
}
resource "google_compute_subnetwork" "front" {
  name          = "front"
  network       = google_compute_network.shop.id
  ip_cidr_range = "10.10.0.0/24"
}
resource "google_compute_subnetwork" "back" {
  name          = "back"
  network       = google_compute_network.shop.id
  ip_cidr_range = "10.10.1.0/24"
}
"""
OVERLAPPING = """
resource "google_compute_subnetwork" "third" {
  name          = "third"
  network       = google_compute_network.shop.id
  ip_cidr_range = "10.10.0.128/25"
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(VPC)
    return tmp_path


def test_a_vpc_and_two_subnets_rise_and_an_overlapping_third_is_refused(
    person: Person, folder: Path
) -> None:
    person.succeeds("terraform", "--", "init", "-no-color", cwd=folder)
    applied = person.succeeds("terraform", "--", "apply", "-auto-approve", "-no-color", cwd=folder)
    assert "3 added" in applied.out
    unchanged = person.succeeds("terraform", "--", "plan", "-detailed-exitcode", cwd=folder)
    assert unchanged.code == 0

    (folder / "third.tf").write_text(OVERLAPPING)
    refused = person.types("terraform", "--", "apply", "-auto-approve", "-no-color", cwd=folder)
    assert refused.code == 1
    said = " ".join((refused.out + refused.err).replace("│", " ").split())
    assert (
        "googleapi: Error 400: Invalid value for field 'resource.ipCidrRange': '10.10.0.128/25'. "
        "Invalid IPCidrRange: 10.10.0.128/25 conflicts with existing subnetwork 'front' in region "
        "'us-central1'., invalid"
    ) in said


def test_sim_env_is_all_that_any_terraform_needs(person: Person, folder: Path) -> None:
    given = person.succeeds("sim", "env", "--format", "json").json()
    assert "TF_REATTACH_PROVIDERS" in given
    assert "STORAGE_EMULATOR_HOST" not in given, "it makes Terraform's gcs backend anonymous"
    shell = person.succeeds("sim", "env").out
    assert all(line.startswith("export ") for line in shell.splitlines() if line)

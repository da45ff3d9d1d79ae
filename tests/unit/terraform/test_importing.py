"""Every type that a layer creates either has a composed import id or is known to have none."""

import re
from base64 import b64encode

import pytest

from crm_infra.layers.catalog import INFRASTRUCTURE
from crm_infra.terraform.importing import ENCODED, MADE_AGAIN, TEMPLATES, composed_id, reported_id
from crm_infra.terraform.inventory import MARKS

CHOSEN_BY_THE_CLOUD = {*MARKS, "random_id"}
PROJECT = "3e459af4a573bbcd0da5ca86"


def packed(**parts: str) -> str:
    """An id as the provider of Atlas packs it."""
    encoded = {k: (b64encode(k.encode()), b64encode(v.encode())) for k, v in parts.items()}
    return "-".join(f"{key.decode()}:{value.decode()}" for key, value in encoded.values())


def test_no_type_of_a_layer_is_forgotten() -> None:
    used = {
        kind
        for file in INFRASTRUCTURE.rglob("*.tf")
        for kind in re.findall(r'^resource "(\w+)"', file.read_text(), re.MULTILINE)
    }
    assert used - set(TEMPLATES) - CHOSEN_BY_THE_CLOUD - MADE_AGAIN == set()
    assert set(TEMPLATES) & CHOSEN_BY_THE_CLOUD == set()
    assert set(ENCODED) <= CHOSEN_BY_THE_CLOUD


@pytest.mark.parametrize(
    ("kind", "reported", "imported"),
    [
        (
            "mongodbatlas_alert_configuration",
            packed(id="0bb3a3b64f7ddfc9032878c4", project_id=PROJECT),
            f"{PROJECT}-0bb3a3b64f7ddfc9032878c4",
        ),
        (
            "mongodbatlas_cloud_provider_access_setup",
            packed(id="7e50d2e149ea123a5c51d7c6", project_id=PROJECT, provider_name="GCP"),
            f"{PROJECT}-GCP-7e50d2e149ea123a5c51d7c6",
        ),
        (
            "mongodbatlas_privatelink_endpoint",
            packed(
                private_link_id="bce000ee2af8a3dd9b7c72a1",
                project_id=PROJECT,
                provider_name="GCP",
                region="us-central1",
            ),
            f"{PROJECT}-bce000ee2af8a3dd9b7c72a1-GCP-us-central1",
        ),
        ("mongodbatlas_project", PROJECT, PROJECT),
        ("google_redis_instance", "projects/p/locations/r/instances/i", "as it is"),
    ],
)
def test_an_id_that_the_cloud_chose_is_imported_in_the_form_that_imports_take(
    kind: str, reported: str, imported: str
) -> None:
    assert reported_id(kind, reported) == (reported if imported == "as it is" else imported)


@pytest.mark.parametrize("kind", ["mongodbatlas_alert_configuration", "mongodbatlas_database_user"])
@pytest.mark.parametrize("reported", ["", "nonsense", "a:b", "w4M=:w4M=", packed(id="1")])
def test_no_import_id_follows_from_an_id_that_says_too_little(kind: str, reported: str) -> None:
    assert reported_id(kind, reported) == ""


def test_what_atlas_knows_by_name_is_composed_of_the_names() -> None:
    values = {"project_id": PROJECT, "username": "backend", "auth_database_name": "admin"}
    kind = "mongodbatlas_database_user"
    assert composed_id(kind, values, {}) == f"{PROJECT}/backend/admin"
    assert composed_id(kind, {**values, "project_id": None}, {}) == ""


def test_a_path_inside_a_path_gives_its_last_part() -> None:
    values = {"secret_id": "projects/p/secrets/s", "role": "roles/r", "member": "user:a@b"}
    kind = "google_secret_manager_secret_iam_member"
    assert composed_id(kind, values, {"project": "p"}) == "projects/p/secrets/s roles/r user:a@b"

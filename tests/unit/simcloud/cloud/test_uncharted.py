"""Types that the catalogue does not know are served all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_infra.simcloud.cloud.api import SimulatedCloud
from crm_infra.simcloud.cloud.calls import Context, Refusal
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.values import UNKNOWN, Values

CONTEXT = Context("crm-dev", "us-central1")


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[SimulatedCloud]:
    store = Store(tmp_path / "cloud.sqlite")
    yield SimulatedCloud(store)
    store.close()


def create(cloud: SimulatedCloud, type_: str, **values: object) -> Values:
    return cloud.create("some/provider", type_, {"id": UNKNOWN, **values}, CONTEXT)


def test_a_google_thing_has_an_id_in_its_project(cloud: SimulatedCloud) -> None:
    made = create(cloud, "google_pizza_oven", name="hot", region=UNKNOWN, create_time=UNKNOWN)
    assert made["id"] == "projects/crm-dev/locations/us-central1/pizza_oven/hot"
    assert made["region"] == "us-central1"
    assert made["create_time"].endswith("Z")


def test_a_kubernetes_thing_is_its_namespace_and_name(cloud: SimulatedCloud) -> None:
    made = create(cloud, "kubernetes_thing", metadata=[{"name": "web", "namespace": "crm"}])
    assert made["id"] == "crm/web"


def test_its_name_is_taken_once(cloud: SimulatedCloud) -> None:
    create(cloud, "google_pizza_oven", name="hot")
    with pytest.raises(Refusal, match="Requested entity already exists, alreadyExists"):
        create(cloud, "google_pizza_oven", name="hot")


def test_entries_of_a_policy_may_be_made_twice(cloud: SimulatedCloud) -> None:
    given = {"folder": "folders/1", "role": "roles/viewer", "member": "group:a@example.com"}
    assert (
        create(cloud, "google_pizza_iam_member", **given)["id"]
        == (create(cloud, "google_pizza_iam_member", **given)["id"])
    )


def test_it_is_read_changed_and_deleted(cloud: SimulatedCloud) -> None:
    made = create(cloud, "google_pizza_oven", name="hot", size=1)
    id_ = made["id"]
    changed = cloud.update("p", "google_pizza_oven", id_, made, {**made, "size": 2}, CONTEXT)
    assert changed["size"] == 2
    assert cloud.read("p", "google_pizza_oven", id_, CONTEXT) == changed
    cloud.delete("p", "google_pizza_oven", id_, changed, CONTEXT)
    assert cloud.read("p", "google_pizza_oven", id_, CONTEXT) is None


def test_what_cannot_be_answered_is_said(cloud: SimulatedCloud) -> None:
    with pytest.raises(Refusal, match="no answer to the data source google_pizza"):
        cloud.data("p", "google_pizza", {}, CONTEXT)
    with pytest.raises(Refusal, match="no answer to the ephemeral resource google_pizza"):
        cloud.open_ephemeral("p", "google_pizza", {}, CONTEXT)

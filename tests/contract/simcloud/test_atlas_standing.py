"""What is left of clusters when regions are lost, and what a changing cluster answers."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_infra.simcloud.cloud.faults import Faults, Rule
from crm_infra.simcloud.cloud.hand import Hand
from crm_infra.simcloud.control import atlas as control
from tests.contract.simcloud.atlas_account import TWO_TWO_ONE, Atlas, region, short, usual
from tests.fakes.cloud_account import Account, Refusal, Values

CLUSTER = "mongodbatlas_advanced_cluster"


@pytest.fixture
def atlas(account: Account) -> Atlas:
    return Atlas(account)


def lose(account: Account, place: str) -> None:
    Faults(account.store.database, Hand(account.store)).add(Rule("outage", location=place))


def only(account: Account) -> Values:
    (found,) = control.clusters(account.store)
    return found


def test_all_is_well(atlas: Atlas, account: Account) -> None:
    atlas.cluster(*TWO_TWO_ONE)
    found = only(account)
    assert (found["project"], found["cluster"], found["state_name"]) == ("crm-dev", "crm", "IDLE")
    assert (found["electable"], found["electable_up"], found["majority"]) == (5, 5, 3)
    assert (found["majority_left"], found["primary"]) == (True, "CENTRAL_US")
    assert found["primary_place"] == "us-central1"
    assert [each["majority_left"] for each in found["without"]] == [True, True, True]
    assert not any(each["down"] for each in found["regions"])


def test_the_primary_moves_when_its_region_is_lost(atlas: Atlas, account: Account) -> None:
    state = atlas.cluster(*TWO_TWO_ONE)
    lose(account, "us-central1")
    found = only(account)
    assert (found["electable_up"], found["majority_left"]) == (3, True)
    assert (found["primary"], found["usual_primary"]) == ("EASTERN_US", "CENTRAL_US")
    assert [(r["region"], r["why"]) for r in found["regions"] if r["down"]] == [
        ("CENTRAL_US", "outage")
    ]
    assert atlas.refresh("advanced_cluster", state)["state_name"] == "IDLE"


def test_nobody_is_elected_without_a_majority(atlas: Atlas, account: Account) -> None:
    atlas.cluster(*TWO_TWO_ONE)
    lose(account, "us-central1")
    lose(account, "us-east1")
    found = only(account)
    assert (found["electable_up"], found["majority_left"], found["primary"]) == (1, False, "")


def test_a_cluster_of_one_region_is_lost_with_it(atlas: Atlas, account: Account) -> None:
    atlas.cluster(region(nodes=3))
    assert [each["majority_left"] for each in only(account)["without"]] == [False]
    lose(account, "us-central1")
    assert only(account)["majority_left"] is False


def test_a_drill_loses_regions_too(atlas: Atlas, account: Account) -> None:
    atlas.cluster(*TWO_TWO_ONE)
    lost = {"cloud_provider": "GCP", "region_name": "CENTRAL_US"}
    drill = atlas.create("cluster_outage_simulation", cluster_name="crm", outage_filters=[lost])
    found = only(account)
    assert (found["primary"], found["electable_up"]) == ("EASTERN_US", 3)
    assert [r["why"] for r in found["regions"]] == ["drill", "", ""]
    atlas.delete("cluster_outage_simulation", drill)
    assert only(account)["primary"] == "CENTRAL_US"


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "the condition was not reached within 10 s"
        time.sleep(0.01)


def test_a_cluster_that_changes_says_so_and_takes_no_second_change(tmp_path: Path) -> None:
    account = Account(tmp_path)
    atlas = Atlas(account)
    state = atlas.cluster()
    account.store.pace.rate = 1.0
    change = usual(region(size="M20"))
    worker = threading.Thread(target=atlas.update, args=("advanced_cluster", state), kwargs=change)
    worker.start()
    try:
        wait(lambda: only(account)["state_name"] == "UPDATING")
        assert atlas.refresh("advanced_cluster", state)["state_name"] == "UPDATING"
        assert atlas.refused_update("advanced_cluster", state, **usual(tags={"a": "b"})) == (
            "409 CLUSTER_UPDATE_IN_PROGRESS: Cannot update cluster crm while it is UPDATING."
        )
        with pytest.raises(Refusal) as refused:
            account.delete(CLUSTER, state)
        assert short(str(refused.value)).startswith("409 CLUSTER_UPDATE_IN_PROGRESS: ")
    finally:
        account.store.pace.rate = 0.0
        worker.join()
    assert only(account)["state_name"] == "IDLE"
    atlas.delete("advanced_cluster", state)
    account.close()


def test_a_cluster_that_is_being_made_is_creating(tmp_path: Path) -> None:
    account = Account(tmp_path)
    atlas = Atlas(account)
    account.store.pace.rate = 1.0
    worker = threading.Thread(target=atlas.cluster)
    worker.start()
    try:
        wait(lambda: bool(control.clusters(account.store)))
        assert only(account)["state_name"] == "CREATING"
        assert control.backups(account.store) == []
    finally:
        account.store.pace.rate = 0.0
        worker.join()
    assert only(account)["state_name"] == "IDLE"
    assert len(control.backups(account.store)) == 1
    account.close()

"""What is left when a region is lost: by arithmetic before, by outages while it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from crm_infra.checks import survival
from crm_infra.checks.cloud_says import CloudSays, Members
from crm_infra.checks.members import mongo_clusters, without
from crm_infra.checks.model import Finding, Noted, NotSeen, Seen, Violation
from crm_infra.environments import load_environment
from tests.fakes.clusters import sound_cluster
from tests.fakes.databases import ATLAS, THREE_REGIONS, mongo, redis, sound_databases

DEV, PROD = load_environment("dev"), load_environment("prod")
REGIONS = ("CENTRAL_US", "EASTERN_US", "WESTERN_US", "US_EAST_4")


def out(*places: str) -> CloudSays:
    return CloudSays(outages=frozenset(places))


def said(findings: list[Finding]) -> dict[str, list[str]]:
    kinds = {"broken": Violation, "unknown": NotSeen, "noted": Noted}
    return {
        name: [one.seen for one in findings if isinstance(one, kind)]
        for name, kind in kinds.items()
    }


def test_three_regions_survive_the_loss_of_any_one() -> None:
    seen = Seen(sound_databases(three=True), environment=PROD)
    found = said(list(survival.databases_left(seen)))
    assert found["broken"] == found["unknown"] == []
    assert found["noted"][:3] == [
        "without us-central1 3 of 5 voting nodes are left, a majority: us-east1 gives the primary",
        "without us-east1 3 of 5 voting nodes are left, a majority: us-central1 gives the primary",
        "without us-west1 4 of 5 voting nodes are left, a majority: us-central1 gives the primary",
    ]


def test_where_a_second_region_is_promised_one_region_is_not_enough() -> None:
    found = said(list(survival.databases_left(Seen(sound_databases(), environment=PROD))))
    assert found["broken"] == [
        (
            "crm: without us-central1 0 of 3 voting nodes are left, no majority: nothing can be"
            " written; copies of its backups are in us-east1"
        ),
        "crm-us-central1: without us-central1 nothing is left: the services do without a cache",
    ]


def test_where_none_is_promised_it_is_said_and_green() -> None:
    found = said(list(survival.databases_left(Seen(sound_databases(), environment=DEV))))
    assert found["broken"] == []
    assert all("dev has no second region, by its file" in one for one in found["noted"])


def test_without_the_file_nobody_knows_what_was_promised() -> None:
    found = said(list(survival.clusters_left(Seen(sound_cluster()))))
    assert found["broken"] == found["noted"] == []
    assert len(found["unknown"]) == 1


def test_a_cluster_in_the_other_region_is_what_is_left() -> None:
    seen = Seen(sound_cluster("us-central1", "us-east1"), environment=PROD)
    found = said(list(survival.clusters_left(seen)))
    assert found["broken"] == []
    assert found["noted"] == [
        "without us-central1 crm-us-east1 is left",
        "without us-east1 crm-us-central1 is left",
    ]


def test_two_and_two_without_a_witness_do_not_survive() -> None:
    standing = (mongo((("CENTRAL_US", 2), ("EASTERN_US", 2))), redis(), redis("us-east1"))
    found = said(list(survival.databases_left(Seen(standing, environment=PROD))))
    assert len(found["broken"]) == 2
    assert "2 of 4 voting nodes are left, no majority" in found["broken"][0]


def test_an_outage_says_what_is_lost_and_what_is_left() -> None:
    seen = Seen(sound_databases(three=True), environment=PROD, says=out("us-central1"))
    found = said(list(survival.databases_serving(seen)))
    assert found["broken"] == [
        (
            "crm: lost 2 in us-central1; 3 of 5 voting nodes are left, a majority: us-east1 gives"
            " the primary"
        ),
        "Redis crm-us-central1 (us-central1) is lost",
        "private endpoint crm-atlas-us-central1 (us-central1) is lost",
    ]
    assert found["noted"] == ["Redis serves in us-east1", "private endpoint serves in us-east1"]


def test_what_atlas_says_of_its_nodes_counts_without_an_outage() -> None:
    drill = Members(ATLAS, "crm", frozenset({"us-east1"}), "us-central1")
    says = CloudSays(outages=frozenset(), members=(drill,))
    seen = Seen(sound_databases(three=True), environment=PROD, says=says)
    (lost,) = said(list(survival.databases_serving(seen)))["broken"]
    assert lost.startswith("crm: lost 2 in us-east1; 3 of 5 voting nodes are left")


def test_a_cluster_that_atlas_does_not_know_does_not_serve() -> None:
    says = CloudSays(outages=frozenset(), members=())
    seen = Seen(sound_databases(), environment=DEV, says=says)
    assert said(list(survival.databases_serving(seen)))["broken"] == ["crm: Atlas does not know it"]


def test_an_outage_of_the_only_region_leaves_nothing() -> None:
    seen = Seen(sound_databases(), environment=DEV, says=out("us-central1"))
    found = said(list(survival.databases_serving(seen)))
    assert "0 of 3 voting nodes are left, no majority: nothing can be written" in found["broken"][0]
    assert found["noted"] == []


def test_an_outage_takes_a_cluster_with_its_pools_and_services() -> None:
    standing = sound_cluster("us-central1", "us-east1")
    found = said(list(survival.clusters_serving(Seen(standing, says=out("us-central1")))))
    assert found["broken"] == [
        "crm-us-central1: us-central1 is out: it is lost with its pools system, backend, frontend",
        "service contact-import (us-central1) is lost",
        "job ai-scoring (us-central1) is lost",
        "schedule ai-scoring (us-central1) is lost",
    ]
    assert found["noted"] == ["serves in us-east1"]


def test_a_zone_takes_nodes_and_leaves_the_others() -> None:
    seen = Seen(sound_cluster(), says=out("us-central1-a"))
    found = said(list(survival.clusters_serving(seen)))
    assert found["broken"] == [
        "crm-us-central1: us-central1-a is out: nodes are left in us-central1-b, us-central1-c"
    ]


def test_without_outages_everything_serves() -> None:
    seen = Seen(sound_cluster(), says=out())
    found = said(list(survival.clusters_serving(seen)))
    assert found["broken"] == []
    assert found["noted"] == [
        "serves in us-central1",
        "serve: service contact-import, job ai-scoring, schedule ai-scoring",
    ]


def test_where_nobody_can_be_asked_nothing_is_green() -> None:
    clusters = said(list(survival.clusters_serving(Seen(sound_cluster()))))
    databases = said(list(survival.databases_serving(Seen(sound_databases()))))
    for found in (clusters, databases):
        assert found["broken"] == found["noted"] == []
        assert found["unknown"]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.sets(st.integers(0, 3)))
def test_a_primary_is_elected_exactly_by_more_than_half(counts: list[int], lost: set[int]) -> None:
    (cluster,) = mongo_clusters(Seen((mongo(tuple(zip(REGIONS, counts, strict=False))),)))
    names = [region.name for region in cluster.regions]
    gone = {names[place] for place in lost if place < len(names)}
    left = without(cluster, lambda place: place in gone)
    remaining = sum(n for place, n in enumerate(counts) if place not in lost)
    assert bool(left.leads) == (remaining * 2 > sum(counts))


def test_among_those_left_the_highest_priority_leads() -> None:
    (cluster,) = mongo_clusters(Seen((mongo(THREE_REGIONS),)))
    assert without(cluster, lambda place: place == "us-central1").leads == "us-east1"


def test_a_layer_of_which_no_cluster_stands_is_not_green() -> None:
    nothing = Seen((), environment=DEV, says=out())
    rules = (
        survival.clusters_left,
        survival.databases_left,
        survival.clusters_serving,
        survival.databases_serving,
    )
    for rule in rules:
        assert said(list(rule(nothing)))["broken"] == ["no cluster stands"]

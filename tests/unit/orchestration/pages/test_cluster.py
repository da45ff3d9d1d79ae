"""The page of ``cluster``: clusters, pools, what runs on Cloud Run, topics."""

from crm_infra.checks.model import Seen
from crm_infra.environments import load_environment
from crm_infra.orchestration.pages.cluster import (
    cluster_rows,
    part,
    pool_rows,
    runner_rows,
    topic_rows,
)
from tests.fakes.clusters import sound_cluster

SEEN = Seen(sound_cluster(), environment=load_environment("dev"))


def test_a_cluster_with_who_reaches_it_and_its_backups() -> None:
    (row,) = cluster_rows(SEEN)
    assert row["control plane"] == "DNS gke-1.us-central1.gke.goog, from 10.0.0.0/20"
    assert row["backups"] == "0 3 * * *, kept 7 days, in us-east1"
    assert (row["channel"], row["most nodes"]) == ("REGULAR", "12")


def test_pools_with_machine_zones_limits_spot_and_taints() -> None:
    system, _, frontend = pool_rows(SEEN)
    assert (system["least"], system["now"], system["most"]) == ("1", "1", "3")
    assert (system["spot"], system["taints"]) == ("-", "-")
    assert frontend["spot"] == "yes"
    assert frontend["taints"] == "crm.example.com/pool=frontend:NO_SCHEDULE"
    assert system["zones"] == "us-central1-a"


def test_services_jobs_and_schedules() -> None:
    assert [(row["what"], row["how"]) for row in runner_rows(SEEN)] == [
        ("service", "0 to 4 instances, internal only"),
        ("job", "3 retries, no timeout"),
        ("schedule", "0 4 * * * Etc/UTC"),
    ]


def test_topics_with_where_dead_letters_go() -> None:
    events, dead = topic_rows(SEEN)
    assert events["subscriptions"] == "contact-import-push"
    assert events["dead letters to"] == "contact-import-dead"
    assert dead["dead letters to"] == "-"


def test_the_page_has_the_picture_and_the_tables() -> None:
    assert list(part(SEEN, "x")) == [
        "pools by region",
        "clusters",
        "pools",
        "services and jobs",
        "topics",
    ]
    assert "pools by region" not in part(Seen(()), "x")

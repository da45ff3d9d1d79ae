"""The page of ``databases``: nodes, backups, users, endpoints, Redis; never a password."""

from crm_infra.checks.model import Seen
from crm_infra.environments import load_environment
from crm_infra.orchestration.pages.databases import (
    backup_rows,
    endpoint_rows,
    key_rows,
    node_rows,
    part,
    redis_rows,
    user_rows,
)
from tests.fakes.databases import sound_databases

SEEN = Seen(sound_databases(three=True), environment=load_environment("prod"))


def test_nodes_by_region_the_first_to_lead_first() -> None:
    assert [(row["region"], row["voting"], row["priority"]) for row in node_rows(SEEN)] == [
        ("us-central1", "2", "7"),
        ("us-east1", "2", "6"),
        ("us-west1", "1", "5"),
    ]


def test_backups_with_how_long_they_are_kept_and_where_copies_are() -> None:
    rows = {row["what"]: row for row in backup_rows(SEEN)}
    assert rows["hourly"]["kept"] == "7 days"
    assert [rows[kind]["every"] for kind in ("hourly", "weekly", "monthly")] == [
        "hour",
        "Monday",
        "day 1 of the month",
    ]
    assert rows["hourly"]["copies in"] == "us-east1"
    assert rows["log, to any moment"]["every"] == "continuously"


def test_users_with_their_scope_and_no_password() -> None:
    assert user_rows(SEEN) == [
        {
            "user": "crm-backend",
            "may": "find in crm",
            "reaches": "crm",
            "password": "version 1 of its secret",
        }
    ]


def test_endpoints_and_redis_by_region() -> None:
    assert [row["region"] for row in endpoint_rows(SEEN)] == ["us-central1", "us-east1"]
    redis, _ = redis_rows(SEEN)
    assert (redis["password"], redis["TLS"]) == ("yes", "yes")
    assert redis["maintained"] == "Sunday 04:00 UTC"


def test_which_key_encrypts_what() -> None:
    assert [row["key"] for row in key_rows(SEEN)] == [
        "a version of key atlas, usable",
        "redis",
        "redis",
    ]


def test_the_page_has_the_picture_and_the_tables() -> None:
    shown = part(SEEN, "x")
    assert list(shown) == ["replication", "nodes", "backups", "users", "endpoints", "redis", "keys"]

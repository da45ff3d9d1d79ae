"""Rules over databases: each finds exactly what breaks it, and nothing in sound databases."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from crm_infra.checks import backups
from crm_infra.checks import databases as rules
from crm_infra.checks.catalog import judge
from crm_infra.checks.cloud_says import Backup, CloudSays
from crm_infra.checks.model import Finding, NotSeen, Seen, Violation
from crm_infra.environments import load_environment
from crm_infra.state.document import StandingResource
from tests.fakes.databases import (
    ATLAS,
    access,
    encryption,
    mongo,
    redis,
    role,
    schedule,
    sound_databases,
    user,
)

Rule = Callable[[Seen], Iterable[Finding]]
DEV = load_environment("dev")
SAYS = CloudSays(outages=frozenset(), backups=(Backup(ATLAS, "crm", 600, ("us-east1",)),))


def with_instead(changed: StandingResource, says: CloudSays = SAYS) -> Seen:
    kept = [one for one in sound_databases() if one.address != changed.address]
    return Seen((*kept, changed), environment=DEV, says=says)


def broken(rule: Rule, seen: Seen) -> list[str]:
    return [one.seen for one in rule(seen) if isinstance(one, Violation)]


def copies(*frequencies: str, region: str = "EASTERN_US", log: bool = True) -> list[dict[str, Any]]:
    return [
        {"region_name": region, "frequencies": list(frequencies), "should_copy_oplogs": log},
    ]


ALL = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY")


@pytest.mark.parametrize("three", [False, True])
def test_sound_databases_break_no_rule(three: bool) -> None:
    environment = load_environment("prod" if three else "dev")
    seen = Seen(sound_databases(three=three), environment=environment, says=SAYS)
    results = judge("databases", seen)
    assert [(one.name, one.summary) for one in results if not one.passed] == []
    assert all(one.looked_at for one in results)


@pytest.mark.parametrize(
    ("rule", "changed", "expected"),
    [
        (backups.backups_younger_than_rpo, mongo(backup_enabled=False), "crm has no backups"),
        (
            backups.backups_younger_than_rpo,
            mongo(pit_enabled=False),
            "crm: no way back to a moment between two backups",
        ),
        (
            backups.backups_younger_than_rpo,
            schedule(policy_item_hourly=[{"frequency_interval": 2}]),
            "crm: no backup is taken every hour",
        ),
        (
            backups.copies_in_recovery_region,
            schedule(copy_settings=copies(*ALL, region="WESTERN_US")),
            "crm: no copies in us-east1 of backups that are daily, hourly, monthly, weekly",
        ),
        (
            backups.copies_in_recovery_region,
            schedule(copy_settings=copies(*ALL[1:])),
            "crm: no copies in us-east1 of backups that are hourly",
        ),
        (
            backups.copies_in_recovery_region,
            schedule(copy_settings=copies(*ALL, log=False)),
            "crm: the log is not copied to us-east1",
        ),
        (
            rules.users_are_scoped,
            user(scopes=[]),
            "crm-backend reaches every cluster of the project",
        ),
        (
            rules.users_are_scoped,
            user(scopes=[{"name": "crm", "type": "CLUSTER"}, {"name": "other", "type": "CLUSTER"}]),
            "crm-backend reaches other",
        ),
        (
            rules.users_are_scoped,
            user(roles=[{"role_name": "atlasAdmin", "database_name": "admin"}]),
            "crm-backend is atlasAdmin",
        ),
        (rules.access_lists_closed, access("0.0.0.0/0"), "0.0.0.0/0 may connect"),
        (rules.access_lists_closed, access("8.8.0.0/16"), "8.8.0.0/16 may connect"),
        (rules.access_lists_closed, access("::/0"), "::/0 may connect"),
        (
            rules.users_are_scoped,
            role({"database_name": "", "collection_name": ""}),
            "role crm-backend may FIND everywhere",
        ),
        (rules.users_are_scoped, role({"cluster": True}), "role crm-backend may FIND everywhere"),
        (
            rules.redis_is_closed,
            redis(auth_enabled=False),
            "crm-us-central1 wants no password",
        ),
        (
            rules.redis_is_closed,
            redis(transit_encryption_mode="DISABLED"),
            "crm-us-central1 speaks without TLS",
        ),
        (
            rules.redis_is_closed,
            redis(customer_managed_key=None),
            "crm-us-central1 is encrypted with Google's key",
        ),
        (
            rules.encrypted_with_our_keys,
            mongo(encryption_at_rest_provider="NONE"),
            "crm is encrypted with Atlas's key",
        ),
    ],
)
def test_a_rule_says_what_breaks_it(rule: Rule, changed: StandingResource, expected: str) -> None:
    assert broken(rule, with_instead(changed)) == [expected]


def test_a_key_that_atlas_cannot_use_is_seen_twice() -> None:
    assert broken(rules.encrypted_with_our_keys, with_instead(encryption(valid=False))) == [
        "Atlas cannot use the key",
        "crm: no usable key stands in its project",
    ]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ((Backup(ATLAS, "crm", 3601), Backup(ATLAS, "crm", 90_000)), ["newest backup is 60 min"]),
        ((Backup("of another", "crm", 5),), ["no backup of it is there yet"]),
        ((), ["no backup of it is there yet"]),
        ((Backup(ATLAS, "crm", 3600),), []),
    ],
)
def test_the_newest_backup_that_the_cloud_lists_decides(
    listed: tuple[Backup, ...], expected: list[str]
) -> None:
    seen = with_instead(mongo(), CloudSays(backups=listed))
    said = broken(backups.backups_younger_than_rpo, seen)
    assert len(said) == len(expected)
    assert all(words in one for words, one in zip(expected, said, strict=True))


def test_a_list_of_backups_that_cannot_be_asked_for_is_never_green() -> None:
    seen = with_instead(mongo(), CloudSays())
    (finding,) = backups.backups_younger_than_rpo(seen)
    assert isinstance(finding, NotSeen)


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "172.16.0.0/28", "203.0.113.80/32"])
def test_ranges_of_our_own_and_single_addresses_may_be_on_the_list(cidr: str) -> None:
    assert not broken(rules.access_lists_closed, with_instead(access(cidr)))


def test_the_newest_backup_itself_must_lie_in_the_recovery_region() -> None:
    only_at_home = CloudSays(backups=(Backup(ATLAS, "crm", 600),))
    said = broken(backups.copies_in_recovery_region, with_instead(mongo(), only_at_home))
    assert said == ["crm: its newest backup is not in us-east1"]


def test_what_atlas_lists_and_no_layer_describes_is_seen() -> None:
    ours, strange = access(), "an entry made by hand"
    kinds = ("mongodbatlas_project_ip_access_list", "mongodbatlas_database_user")
    listed = dict.fromkeys(kinds, (str(ours.values.get("id")), strange))
    seen = replace(Seen((ours, user())), listed=listed)
    for rule in (rules.access_lists_closed, rules.users_are_scoped):
        found = [one for one in rule(seen) if isinstance(one, Violation)]
        assert found[-1].resource == strange
        assert "no layer describes it" in found[-1].seen


def test_an_entry_that_is_no_range_is_said_and_not_green() -> None:
    findings = list(rules.access_lists_closed(Seen((access("somewhere"),))))
    assert isinstance(findings[0], NotSeen)


@pytest.mark.parametrize("bare", [{}, {"replication_specs": None}, {"roles": None}])
def test_attributes_that_are_missing_are_no_crash(bare: dict[str, Any]) -> None:
    kinds = ("advanced_cluster", "cloud_backup_schedule", "database_user", "encryption_at_rest")
    standing = [
        StandingResource(f"mongodbatlas_{kind}.x", f"mongodbatlas_{kind}", bare) for kind in kinds
    ]
    standing.append(StandingResource("google_redis_instance.x", "google_redis_instance", bare))
    assert judge("databases", Seen(tuple(standing), environment=DEV, says=SAYS))

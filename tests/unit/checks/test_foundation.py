"""Rules over the foundation: keys rotate, buckets are closed and kept, everything is logged."""

from collections.abc import Callable, Iterable

import pytest

from crm_infra.checks import foundation as rules
from crm_infra.checks.catalog import judge
from crm_infra.checks.model import Seen, Violation
from crm_infra.state.document import StandingResource
from tests.fakes.standing import audit, bucket, key, resource, sound_foundation

Rule = Callable[[Seen], Iterable[Violation]]


def test_a_sound_foundation_breaks_no_rule() -> None:
    results = judge("foundation", Seen(sound_foundation()))
    assert [result.name for result in results if not result.passed] == []


@pytest.mark.parametrize(
    ("rule", "standing", "expected"),
    [
        (rules.keys_rotate, key(rotation_period=None), "key disks does not rotate"),
        (rules.keys_rotate, key(rotation_period="7776001s"), "key disks rotates in 90"),
        (rules.keys_rotate, key(rotation_period="31536000s"), "key disks rotates in 365 days"),
        (
            rules.buckets_private_and_versioned,
            bucket(uniform_bucket_level_access=False),
            "reports allows rights on single objects",
        ),
        (
            rules.buckets_private_and_versioned,
            bucket(public_access_prevention="inherited"),
            "reports could be made public",
        ),
        (
            rules.buckets_private_and_versioned,
            bucket(versioning=[]),
            "reports keeps neither versions nor a retention",
        ),
        (
            rules.buckets_private_and_versioned,
            resource("google_storage_bucket_iam_member", "x", bucket="reports", member="allUsers"),
            "reports is open to allUsers",
        ),
        (rules.audit_logs_everything, audit(service="storage.googleapis.com"), "no audit config"),
        (
            rules.audit_logs_everything,
            audit(audit_log_config=[{"log_type": "ADMIN_READ"}, {"log_type": "DATA_WRITE"}]),
            "DATA_READ is not logged",
        ),
        (
            rules.audit_logs_everything,
            audit(
                audit_log_config=[
                    {"log_type": "ADMIN_READ"},
                    {"log_type": "DATA_READ", "exempted_members": ["user:eve@example.com"]},
                    {"log_type": "DATA_WRITE"},
                ]
            ),
            "DATA_READ is not logged for user:eve@example.com",
        ),
    ],
)
def test_a_rule_says_what_breaks_it(rule: Rule, standing: StandingResource, expected: str) -> None:
    (violation,) = rule(Seen((standing,)))
    assert violation.seen.startswith(expected)


def test_keys_that_sign_need_not_rotate() -> None:
    assert not list(
        rules.keys_rotate(Seen((key(purpose="ASYMMETRIC_SIGN", rotation_period=None),)))
    )


def test_what_is_under_retention_needs_no_versions() -> None:
    retained = bucket(versioning=[], retention_policy=[{"retention_period": "2592000"}])
    assert not list(rules.buckets_private_and_versioned(Seen((retained,))))


def test_no_audit_configuration_is_a_violation() -> None:
    assert list(rules.audit_logs_everything(Seen(())))

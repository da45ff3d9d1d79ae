from datetime import UTC, datetime, timedelta

import pytest

from crm_infra.simcloud.storage import retention, timestamps
from crm_infra.simcloud.storage.errors import ApiError

NOW = datetime(2026, 3, 1, tzinfo=UTC)
POLICY = {"retentionPeriod": "100", "effectiveTime": timestamps.write(NOW)}
LOCKED = POLICY | {"isLocked": True}


def until(**span):
    return timestamps.write(NOW + timedelta(**span))


def test_an_unlocked_policy_can_be_changed_and_removed():
    assert retention.changed_policy("b", POLICY, {"retentionPeriod": "5"}, NOW) == POLICY | {
        "retentionPeriod": "5"
    }
    assert retention.changed_policy("b", POLICY, None, NOW) is None


def test_a_locked_policy_can_only_grow():
    grown = retention.changed_policy("b", LOCKED, {"retentionPeriod": 101}, NOW)
    assert grown == LOCKED | {"retentionPeriod": "101"}
    with pytest.raises(ApiError, match="Cannot reduce retention duration of a locked") as refused:
        retention.changed_policy("b", LOCKED, {"retentionPeriod": "99"}, NOW)
    assert refused.value.status == 403
    with pytest.raises(ApiError, match="Cannot remove a locked Retention Policy for bucket 'b'"):
        retention.changed_policy("b", LOCKED, None, NOW)


def test_nobody_can_lock_or_unlock_in_passing():
    wished = {"retentionPeriod": "100", "isLocked": True}
    assert retention.changed_policy("b", POLICY, wished, NOW) == POLICY
    wished = {"retentionPeriod": "100", "isLocked": False}
    assert retention.changed_policy("b", LOCKED, wished, NOW) == LOCKED


def test_locking_needs_an_unlocked_policy():
    assert retention.locked_policy("b", POLICY) == LOCKED
    for policy in (None, LOCKED):
        with pytest.raises(ApiError, match="does not have an unlocked retention policy"):
            retention.locked_policy("b", policy)


@pytest.mark.parametrize("period", ["0", "-1", "x", "3155760001", ""])
def test_a_period_that_is_out_of_bounds_is_refused(period):
    with pytest.raises(ApiError):
        retention.changed_policy("b", None, {"retentionPeriod": period}, NOW)


@pytest.mark.parametrize(
    ("policy", "attributes", "seconds", "reason"),
    [
        (None, {}, 0, None),
        (POLICY, {}, 99, "retentionPolicyNotMet"),
        (POLICY, {}, 100, None),
        (None, {"temporaryHold": True}, 0, "objectUnderActiveHold"),
        (None, {"eventBasedHold": True}, 0, "objectUnderActiveHold"),
        (POLICY, {"holdReleased": until(seconds=50)}, 149, "retentionPolicyNotMet"),
        (POLICY, {"holdReleased": until(seconds=50)}, 150, None),
        (None, {"retention": {"mode": "Unlocked", "retainUntilTime": until(hours=1)}}, 3599,
         "retentionPolicyNotMet"),
        (None, {"retention": {"mode": "Locked", "retainUntilTime": until(hours=1)}}, 3600, None),
    ],
)  # fmt: skip
def test_what_keeps_an_object(policy, attributes, seconds, reason):
    created, now = timestamps.write(NOW), NOW + timedelta(seconds=seconds)
    if reason is None:
        retention.refuse_if_kept("b/o", policy, attributes, created, now)
        return
    with pytest.raises(ApiError, match="'b/o'") as refused:
        retention.refuse_if_kept("b/o", policy, attributes, created, now)
    assert (refused.value.status, refused.value.reason) == (403, reason)


def test_the_refusal_names_the_latest_end():
    attributes = {"retention": {"mode": "Locked", "retainUntilTime": until(days=9)}}
    with pytest.raises(ApiError, match=r"cannot be deleted or overwritten until 2026-03-10T"):
        retention.refuse_if_kept("b/o", POLICY, attributes, timestamps.write(NOW), NOW)


def test_an_event_based_hold_defers_the_policy():
    assert retention.expires(POLICY, {"eventBasedHold": True}, timestamps.write(NOW)) is None


def own(mode, **span):
    return {"mode": mode, "retainUntilTime": until(**span)}


@pytest.mark.parametrize(
    ("old", "new", "override", "allowed"),
    [
        (None, own("Unlocked", days=1), False, True),
        (None, own("Locked", days=1), False, True),
        (own("Unlocked", days=2), own("Unlocked", days=3), False, True),
        (own("Unlocked", days=2), own("Unlocked", days=1), False, False),
        (own("Unlocked", days=2), own("Unlocked", days=1), True, True),
        (own("Unlocked", days=2), None, False, False),
        (own("Unlocked", days=2), None, True, True),
        (own("Unlocked", days=2), own("Locked", days=2), False, False),
        (own("Unlocked", days=2), own("Locked", days=2), True, True),
        (own("Locked", days=2), own("Locked", days=3), False, True),
        (own("Locked", days=2), own("Locked", days=1), True, False),
        (own("Locked", days=2), own("Unlocked", days=3), True, False),
        (own("Locked", days=2), None, True, False),
        (None, own("Unlocked", days=-1), False, False),
        (None, {"mode": "Half", "retainUntilTime": until(days=1)}, False, False),
        (None, {"mode": "Locked"}, False, False),
    ],
)
def test_an_objects_own_retention_can_be_weakened_only_while_unlocked(old, new, override, allowed):
    if allowed:
        retention.changed_retention(old, new, override=override, now=NOW)
    else:
        with pytest.raises(ApiError):
            retention.changed_retention(old, new, override=override, now=NOW)

"""Idleness: counted from the end of the last call, never while one is under way."""

import pytest

from crm_infra.simcloud.process.activity import Activity


def test_it_counts_from_the_end_of_the_last_call():
    now = 100.0
    activity = Activity(lambda: now)
    now = 130.0
    assert activity.idle() == 30
    with activity.call():
        now = 700.0
        assert activity.idle() == 0
    assert activity.idle() == 0
    now = 701.0
    assert activity.idle() == 1


def test_a_call_that_failed_has_ended_too():
    now = 5.0
    activity = Activity(lambda: now)
    with pytest.raises(KeyError), activity.call():
        {}["missing"]
    now = 7.0
    assert activity.idle() == 2

"""Spellings that the provider takes for the same value where it suppresses differences."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.engine.equivalence import equivalent, seconds
from crm_infra.simcloud.engine.golang import duration_error

API = "https://www.googleapis.com/compute/v1/"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (API + "projects/p/global/networks/n", "projects/p/global/networks/n", True),
        (API + "projects/p/global/networks/n", "n", True),
        (API + "projects/p/global/networks/n", "m", False),
        ("projects/p/global/networks/n", "projects/q/global/networks/n", False),
        ("crm-policy", "crm-policy2", False),
        ("docker", "DOCKER", True),
        ("60s", "1m", True),
        ("60s", "2m", False),
        ('{"a": 1, "b": 2}', '{"b":2,"a":1}', True),
        ("10.0.0.0/14", "/14", True),
        ("10.0.0.0/14", "/16", False),
        ("2001:db8::1", "2001:0db8:0:0:0:0:0:1", True),
        (["a/x", "b"], ["B", "x"], True),
        (["a"], ["a", "b"], False),
    ],
)
def test_spellings(old: Any, new: Any, same: bool) -> None:
    assert equivalent(old, new) is same


@given(st.text(max_size=12))
def test_any_text_can_be_asked_for_its_duration(text: str) -> None:
    assert seconds(text) is None or duration_error(text) is None


@given(st.integers(0, 10**6))
def test_hours_minutes_and_seconds_add_up(total: int) -> None:
    text = f"{total // 3600}h{total % 3600 // 60}m{total % 60}s"
    assert seconds(text) == total

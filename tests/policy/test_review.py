"""The list of exceptions: what it covers, and when it is no longer right."""

from datetime import UTC, date, datetime

import pytest

from tests.policy.review import Finding, faults, listed, read

TODAY = date(2026, 11, 24)
ENTRY = {"check": "C1", "resource": 'module.m["*"].t.n', "reason": "r", "expires": date(2027, 1, 1)}
COVERED = Finding("C1", 'module.m["a"].t.n', "network-dev")


def test_a_finding_that_is_listed_is_no_fault() -> None:
    assert not faults([COVERED], read([ENTRY]), TODAY)


@pytest.mark.parametrize(
    "finding",
    [Finding("C2", 'module.m["a"].t.n', "p"), Finding("C1", 'module.m["a"].t.nn', "p")],
    ids=["another check", "another resource"],
)
def test_a_finding_that_is_not_listed_is_one(finding: Finding) -> None:
    [fault] = faults([COVERED, finding], read([ENTRY]), TODAY)
    assert finding.resource in fault


def test_what_matches_nothing_any_more_is_taken_away() -> None:
    assert faults([], read([ENTRY]), TODAY) == [
        'C1 module.m["*"].t.n matches nothing: take it away'
    ]


def test_what_has_expired_is_looked_at_again() -> None:
    [fault] = faults([COVERED], read([ENTRY]), ENTRY["expires"])
    assert "expired on 2027-01-01" in fault


def test_an_exception_without_a_reason_or_a_date_is_none() -> None:
    for key in ENTRY:
        with pytest.raises(TypeError):
            read([{name: value for name, value in ENTRY.items() if name != key}])


def test_every_exception_says_why_and_holds_for_a_year_at_most() -> None:
    for one in listed():
        assert len(one.reason.split()) > 8, one
        assert (one.expires - datetime.now(UTC).date()).days <= 366, f"{one}: {one.expires}"

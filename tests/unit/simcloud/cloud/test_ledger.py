"""Projects and graves."""

import sqlite3

import pytest

from crm_infra.simcloud.cloud.ledger import CREATE, Ledger, number_named_in


@pytest.fixture
def ledger() -> Ledger:
    connection = sqlite3.connect(":memory:")
    connection.executescript(CREATE)
    return Ledger(connection)


def test_a_project_exists_from_its_first_use(ledger: Ledger) -> None:
    project = ledger.project("crm-dev")
    assert not ledger.known("crm-dev")
    ledger.keep(project)
    assert ledger.known("crm-dev")
    assert ledger.project_of(project.number) == "crm-dev"


def test_a_number_is_that_of_the_project_that_named_it_first(ledger: Ledger) -> None:
    ledger.understand("100000000001", "crm-dev")
    ledger.understand("100000000001", "crm-prod")
    assert ledger.project_of("100000000001") == "crm-dev"
    assert ledger.project_of("100000000002") is None


def test_what_is_buried_can_be_brought_back(ledger: Ledger) -> None:
    ledger.bury("ring", "p/crm", "projects/p/crm", {"name": "crm"})
    assert ledger.buried("ring", "p/crm") == {"name": "crm"}
    assert ledger.graves("ring") == [("p/crm", "projects/p/crm", {"name": "crm"})]
    ledger.unbury("ring", "p/crm")
    assert ledger.buried("ring", "p/crm") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('{"member": "serviceAccount:service-100000000001@x.iam"}', "100000000001"),
        ('{"member": "serviceAccount:100000000001-compute@developer"}', "100000000001"),
        ('{"parent": "projects/100000000001"}', "100000000001"),
        ('{"name": "projects/100000000001/policies/x"}', "100000000001"),
        ('{"parent": "organizations/123456789012"}', None),
        ('{"units": "123456789", "mtu": 1460}', None),
        ('{"project": "projects/crm-dev"}', None),
    ],
)
def test_a_number_is_named_by_agents_and_project_names(text: str, number: str | None) -> None:
    assert number_named_in(text) == number

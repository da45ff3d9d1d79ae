"""Small judgements of services: roles, places, durations, records of DNS, keys' locations."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.services import apis, places, roles
from crm_infra.simcloud.services.dns import is_domain
from crm_infra.simcloud.services.dns_data import data_fault
from crm_infra.simcloud.services.durations import seconds_of, time_of
from crm_infra.simcloud.services.kms import same_location


@pytest.mark.parametrize(
    "role",
    [
        "roles/owner",
        "roles/container.defaultNodeServiceAccount",
        "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "roles/iam.workloadIdentityUser",
        "roles/compute.instanceAdmin.v1",
        "roles/secretmanager.secretAccessor",
    ],
)
def test_predefined_roles_are_known(role: str) -> None:
    assert role in roles.predefined()


@given(st.from_regex(r"roles/[a-z]{3,8}\.[A-Za-z]{3,12}", fullmatch=True))
def test_roles_are_known_only_from_the_list(role: str) -> None:
    assert (role in roles.predefined()) == any(role == known for known in roles.predefined())


def test_regions_have_zones() -> None:
    assert places.zones_of("us-east1") == ["us-east1-b", "us-east1-c", "us-east1-d"]
    assert places.is_zone("us-central1-f")
    assert not places.is_zone("us-east1-a")
    assert places.region_of("us-central1-a") == "us-central1"
    assert places.region_of("nam4") == "nam4"
    assert not places.is_region("us-middle1")


@pytest.mark.parametrize(("text", "seconds"), [("7776000s", 7776000), ("1.5s", 1.5), ("90d", None)])
def test_durations_are_seconds(text: str, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


def test_times_have_a_zone() -> None:
    assert time_of("2027-01-01T00:00:00Z") == datetime(2027, 1, 1, tzinfo=UTC)
    assert time_of("2027-01-01T00:00:00") is None
    assert time_of("soon") is None


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("A", "203.0.113.7", "203.0.113"),
        ("AAAA", "2001:db8::1", "203.0.113.7"),
        ("CNAME", "web.example.com.", "web.example.com"),
        ("MX", "10 mail.example.com.", "mail.example.com."),
        ("SRV", "1 2 443 web.example.com.", "1 2 web.example.com."),
        ("TXT", '"v=spf1 -all"', "v=spf1 -all"),
        ("CAA", '0 issue "pki.goog"', "issue pki.goog"),
    ],
)
def test_data_of_a_record_fits_its_type(kind: str, good: str, bad: str) -> None:
    assert not data_fault(kind, good)
    assert data_fault(kind, bad)


@pytest.mark.parametrize(
    ("text", "good"),
    [("crm.example.com.", True), ("*.crm.example.com.", True), ("crm", False), ("-a.com.", False)],
)
def test_domains_end_with_a_dot(text: str, good: bool) -> None:
    assert is_domain(text) == good


@pytest.mark.parametrize(
    ("held", "place", "same"),
    [
        ("us-central1", "us-central1", True),
        ("nam4", "NAM4", True),
        ("europe", "EU", True),
        ("us", "US", True),
        ("us", "us-central1", False),
    ],
)
def test_a_key_serves_its_own_location(held: str, place: str, same: bool) -> None:
    key = f"projects/p/locations/{held}/keyRings/r/cryptoKeys/k"
    assert same_location(key, place) == same


def test_an_api_brings_what_it_needs() -> None:
    assert "compute.googleapis.com" in apis.with_needed("container.googleapis.com")
    assert "container.googleapis.com" in apis.needing("compute.googleapis.com")
    assert apis.title("compute.googleapis.com") == "Compute Engine API"
    assert apis.api_of_agent("container-engine-robot") == "container.googleapis.com"

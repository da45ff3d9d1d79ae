"""What a reference says about the thing that it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.cloud import naming

SUBNET = "projects/{project}/regions/{region}/subnetworks/{name}"
LABEL = st.from_regex(r"[a-z][-a-z0-9]{0,20}", fullmatch=True)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("s", {"name": "s"}),
        ("regions/r/subnetworks/s", {"region": "r", "name": "s"}),
        ("projects/p/regions/r/subnetworks/s", {"project": "p", "region": "r", "name": "s"}),
        (
            "https://www.googleapis.com/compute/v1/projects/p/regions/r/subnetworks/s",
            {"project": "p", "region": "r", "name": "s"},
        ),
        (
            "//compute.googleapis.com/projects/p/regions/r/subnetworks/s",
            {"project": "p", "region": "r", "name": "s"},
        ),
    ],
)
def test_a_reference_says_as_much_as_it_names(reference: str, said: dict[str, str]) -> None:
    assert naming.match(SUBNET, reference) == said


@pytest.mark.parametrize(
    "reference", ["", "networks/s", "a/b", "x/projects/p/regions/r/subnetworks/s", "p//s"]
)
def test_another_thing_is_not_meant(reference: str) -> None:
    assert naming.match(SUBNET, reference) is None


@given(LABEL, LABEL, LABEL)
def test_what_is_filled_in_is_read_back(project: str, region: str, name: str) -> None:
    values = {"project": project, "region": region, "name": name}
    assert naming.match(SUBNET, naming.fill(SUBNET, values)) == values


def test_filters_of_a_template_are_passed_over() -> None:
    template = "projects/{project}/global/firewallPolicies/{firewall_policy|short}"
    assert naming.match(template, "walls") == {"firewall_policy": "walls"}


@pytest.mark.parametrize(
    ("reference", "bare"),
    [
        ("gs://bucket", "bucket"),
        ("storage.googleapis.com/bucket", "bucket"),
        ("pubsub.googleapis.com/projects/p/topics/t", "projects/p/topics/t"),
        (
            "https://www.googleapis.com/dns/v1/projects/p/managedZones/z",
            "projects/p/managedZones/z",
        ),
        ("crm@example.com", "crm@example.com"),
    ],
)
def test_schemes_and_services_are_taken_off(reference: str, bare: str) -> None:
    assert naming.strip(reference) == bare

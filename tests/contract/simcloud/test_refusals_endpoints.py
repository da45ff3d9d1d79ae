"""What the simulated Compute Engine refuses of private endpoints, and what it fills in."""

import pytest

from crm_infra.simcloud.cloud.records import Resource
from tests.contract.simcloud.workshop import changed, vpc
from tests.fakes.cloud_account import Account, Values

FIELD = "googleapi: Error 400: Invalid value for field 'resource."
TARGET = "projects/p-atlas/regions/us-central1/serviceAttachments/sa-1"
VPC = "projects/crm-dev/global/networks/vpc"
RULE: Values = {
    "name": "atlas",
    "region": "us-central1",
    "load_balancing_scheme": "",
    "network": "vpc",
    "ip_address": "projects/crm-dev/regions/us-central1/addresses/atlas",
    "target": TARGET,
}


def address(account: Account, name: str = "atlas") -> Values:
    return account.create(
        "compute_address",
        name=name,
        address_type="INTERNAL",
        subnetwork="nodes",
        region="us-central1",
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"target": TARGET.replace("us-central1", "us-east1")},
            (
                f"target': '{TARGET.replace('us-central1', 'us-east1')}'. Service attachment must"
                " be in the same region 'us-central1'."
            ),
        ),
        (
            {"target": TARGET.replace("p-atlas", "crm-dev")},
            (
                f"target': '{TARGET.replace('p-atlas', 'crm-dev')}'. The referenced service"
                " attachment resource cannot be found."
            ),
        ),
        (
            {"load_balancing_scheme": "INTERNAL"},
            (
                "loadBalancingScheme': 'INTERNAL'. Load balancing scheme must not be set for"
                " Private Service Connect forwarding rules."
            ),
        ),
        (
            {"network": None},
            (
                "network': ''. Network must be specified for Private Service Connect forwarding"
                " rules."
            ),
        ),
        (
            {"network": "other"},
            (
                "IPAddress': 'projects/crm-dev/regions/us-central1/addresses/atlas'. Address must"
                " belong to the network 'projects/crm-dev/global/networks/other' of the forwarding"
                " rule."
            ),
        ),
    ],
)
def test_an_endpoint_is_refused(account: Account, change: Values, refusal: str) -> None:
    vpc(account)
    account.create("compute_network", name="other", auto_create_subnetworks=False)
    address(account)
    found = account.refused("compute_forwarding_rule", **changed(RULE, change))
    assert found == f"{FIELD}{refusal}, invalid"


def test_an_external_address_is_refused(account: Account) -> None:
    vpc(account)
    account.create("compute_address", name="atlas", region="us-central1")
    assert "Address must be of type INTERNAL" in account.refused("compute_forwarding_rule", **RULE)


def test_a_producer_that_is_known_has_what_stands_there(account: Account) -> None:
    vpc(account)
    address(account)
    names = {"service_attachment_names": [TARGET]}
    with account.store.change() as change:
        change.put(Resource("mongodbatlas_privatelink_endpoint", "p/e", values=names))
    gone = {"target": TARGET.replace("sa-1", "sa-2")}
    assert "The referenced service attachment resource cannot be found." in account.refused(
        "compute_forwarding_rule", **changed(RULE, gone)
    )
    assert account.create("compute_forwarding_rule", **RULE)


def test_an_address_has_one_rule(account: Account) -> None:
    vpc(account)
    held = address(account)
    made = account.create("compute_forwarding_rule", **RULE)
    assert made["ip_address"] == held["address"]
    assert made["psc_connection_status"] == "ACCEPTED"
    assert made["psc_connection_id"].isdigit()
    for given in (RULE["ip_address"], held["address"]):
        again = changed(RULE, {"name": "two", "ip_address": given})
        assert account.refused("compute_forwarding_rule", **again) == (
            f"googleapi: Error 400: IP address '{held['address']}' is already being used by another"
            f" resource '{made['id']}'., ipInUseByAnotherResource"
        )
    assert account.replan("compute_forwarding_rule", made, **RULE) == {}


def test_an_address_may_be_named_by_itself(account: Account) -> None:
    vpc(account)
    held = address(account)
    by_number = changed(RULE, {"ip_address": held["address"]})
    made = account.create("compute_forwarding_rule", **by_number)
    assert f"is already being used by '{made['id']}'" in account.refused_delete(
        "compute_address", held
    )


def test_an_address_stays_while_a_rule_uses_it(account: Account) -> None:
    vpc(account)
    held = address(account)
    made = account.create("compute_forwarding_rule", **RULE)
    assert f"is already being used by '{made['id']}'" in account.refused_delete(
        "compute_address", held
    )
    account.delete("compute_forwarding_rule", made)
    account.delete("compute_address", held)

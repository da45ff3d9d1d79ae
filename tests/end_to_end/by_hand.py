"""A change by hand is seen, with who made it, and nothing but it is wrong.

Part of the life of ``uat`` in ``test_environments_rise``: it needs an environment that stands. That
the next run puts it right, and that no check is red then, the tour shows with the same change.
"""

from typing import Any

from tests.end_to_end.conftest import Person

SUBNET = "google_compute_subnetwork"
NODES = "projects/crm-uat-platform/regions/us-central1/subnetworks/crm-nodes-us-central1"

NOTHING = dict[str, set[str]].fromkeys(("foundation", "network", "cluster", "databases"), set())


def red(result: Any) -> dict[str, set[str]]:
    return {
        layer["layer"]: {check["name"] for check in layer["checks"] if not check["passed"]}
        for layer in result["layers"]
    }


def turns_its_checks_red(person: Person) -> None:
    """Change an attribute of a subnet of ``uat`` behind everybody's back."""
    by_hand = ("sim", "fault", "add", "change", "--type", SUBNET, "--id", NODES)
    person.succeeds(*by_hand, "--attribute", "private_ip_google_access", "--value", "false")
    seen = person.types("check", "uat", "--json")
    assert seen.code == 2, seen.err
    result = seen.json()
    assert red(result) == NOTHING | {"network": {"private_google_access", "drift"}}
    (drifted,) = result["layers"][1]["drift"]
    assert (drifted["type"], drifted["id"], drifted["who"]) == (SUBNET, NODES, "by hand")
    (row,) = drifted["attributes"]
    assert (row["path"], row["before"], row["after"]) == (
        "private_ip_google_access",
        "true",
        "false",
    )

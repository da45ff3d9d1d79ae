"""What an operator does in the Dagster UI between morning and evening, in a real browser.

The tests are the hours of one day and share one server, so that each begins where the last ended;
alone, one of them raises what it needs by the command line.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.end_to_end.conftest import Person
from tests.end_to_end.stopping import COUNTED, holds_back, holds_nothing_back

GRAPH = "/locations/crm_infra/asset-groups/layers"
PAGE = "/assets/network?view=partitions&partition=staging"
SUBNET = "google_compute_subnetwork"
NODES = "projects/crm-staging-platform/regions/us-central1/subnetworks/crm-nodes-us-central1"


@pytest.fixture
def standing(operator: Person) -> Person:
    """Staging stands, whichever test came first."""
    if operator.types("status", "staging").code:
        operator.succeeds("provision", "staging", "--json")
    return operator


def test_materializing_staging_leaves_pages_that_say_what_stands(screen: Screen) -> None:
    screen.opens(GRAPH)
    for asset in ("foundation", "network", "cluster", "databases", "environment_report"):
        screen.sees(asset)
    screen.materializes("staging")
    screen.comes_back_to("Success")
    screen.sees("RUN_SUCCESS")
    screen.takes_picture("run")

    screen.opens(PAGE)
    screen.sees("crm-nodes-us-central1")
    screen.sees("10.8.0.0/20")
    screen.sees(re.compile(r"^\d+ to create"))
    screen.takes_picture("network")

    for layer, key in (
        ("network", "topology"),
        ("cluster", "pools by region"),
        ("databases", "replication"),
    ):
        screen.opens(f"/assets/{layer}")
        picture = screen.opens_markdown(key).locator("img")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.naturalWidth") > 600, "it was drawn and loaded"
        screen.takes_picture(key.replace(" ", "-"))

    screen.opens("/assets/environment_report?view=partitions&partition=staging")
    screen.sees("Nothing to do")
    screen.takes_picture("report")
    screen.opens(GRAPH)
    screen.sees("7 / 7 Passed")
    screen.takes_picture("graph")


def test_a_change_by_hand_turns_drift_red_until_it_is_put_right(
    screen: Screen, standing: Person
) -> None:
    by_hand = ("sim", "fault", "add", "change", "--type", SUBNET, "--id", NODES)
    standing.succeeds(*by_hand, "--attribute", "private_ip_google_access", "--value", "false")
    screen.launches("checks", "staging")
    screen.comes_back_to("Success")

    screen.opens_check("network", "drift", "Failed")
    screen.sees("private_ip_google_access")
    screen.sees("by hand")
    screen.takes_picture("drift")

    screen.opens("/assets/network")
    screen.materializes("staging", "Materialize")
    screen.comes_back_to("Success")
    screen.opens_check("network", "drift", "Passed")

    screen.opens(PAGE)
    screen.scrolls_to("diff")
    screen.sees("private_ip_google_access")
    screen.takes_picture("diff")


def test_a_run_that_is_terminated_says_what_is_left_and_the_next_one_continues(
    screen: Screen, operator: Person
) -> None:
    holds_back(operator)
    screen.opens(GRAPH)
    screen.materializes("dev")
    screen.sees_in_the_end(re.compile(r"foundation: \{'create': \d+\}"))
    screen.terminates()
    screen.comes_back_to("Canceled")
    screen.sees_in_the_end(COUNTED)
    screen.sees_in_the_end("Not begun: cluster, databases, environment_report, network")
    screen.takes_picture("cancelled")

    holds_nothing_back(operator)
    screen.opens("/assets/foundation")
    screen.materializes("dev", "Materialize")
    screen.comes_back_to("Success")

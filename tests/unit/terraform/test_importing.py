"""Every type that a layer creates either has a composed import id or is known to have none."""

import re

from crm_infra.layers.catalog import INFRASTRUCTURE
from crm_infra.terraform.importing import TEMPLATES

CHOSEN_BY_THE_CLOUD = {
    "google_billing_budget",
    "google_essential_contacts_contact",
    "google_monitoring_notification_channel",
    "google_secret_manager_secret_version",
    "random_id",
}


def test_no_type_of_a_layer_is_forgotten() -> None:
    used = {
        kind
        for file in INFRASTRUCTURE.rglob("*.tf")
        for kind in re.findall(r'^resource "(\w+)"', file.read_text(), re.MULTILINE)
    }
    assert used - set(TEMPLATES) - CHOSEN_BY_THE_CLOUD == set()
    assert set(TEMPLATES) & CHOSEN_BY_THE_CLOUD == set()

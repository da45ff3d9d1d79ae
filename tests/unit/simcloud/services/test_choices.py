"""Words left to the API: each table line takes good words and refuses others."""

import re

import pytest

from crm_infra.simcloud.services.choices import CHOICES
from tests.fakes.cloud_account import Account

GOOD = {
    "google_compute_address.purpose": "GCE_ENDPOINT",
    "google_kms_crypto_key.purpose": "ENCRYPT_DECRYPT",
    "google_container_node_pool.node_config.machine_type": "e2-standard-4",
    "google_container_node_pool.node_config.disk_type": "pd-balanced",
    "google_container_node_pool.node_config.image_type": "cos_containerd",
    "google_compute_security_policy_rule.rate_limit_options.exceed_action": "deny(429)",
}


@pytest.mark.parametrize(("service", "type_", "path", "pattern"), CHOICES)
def test_nonsense_is_no_word(service: str, type_: str, path: str, pattern: str) -> None:
    assert service
    assert not re.fullmatch(pattern, "NONSENSE-9")
    good = GOOD.get(f"{type_}.{path}")
    assert good is None or re.fullmatch(pattern, good)


def test_a_wrong_word_is_refused_in_the_words_of_its_service(account: Account) -> None:
    assert account.refused("compute_address", name="a", purpose="FUN") == (
        "googleapi: Error 400: Invalid value for field 'resource.purpose': 'FUN'. Not a valid"
        " value., invalid"
    )
    ring = account.create("kms_key_ring", name="crm", location="us-central1")["id"]
    assert account.refused("kms_crypto_key", name="k", key_ring=ring, purpose="FUN") == (
        "googleapi: Error 400: Invalid value at 'purpose': \"FUN\", badRequest"
    )

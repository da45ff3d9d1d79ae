"""Counts that the arithmetic takes from the layers' HCL are those of the HCL."""

import re

from crm_infra.cost import foundation, network
from crm_infra.layers.catalog import INFRASTRUCTURE

LAYERS = INFRASTRUCTURE / "layers"


def entries(file: str, block: str) -> int:
    """How many entries a map of that name has, one a line."""
    text = (LAYERS / file).read_text(encoding="utf-8")
    found = re.search(rf"^  {block} = \{{\n(.*?)^  \}}", text, re.DOTALL | re.MULTILINE)
    assert found, block
    return len(re.findall(r"^    [a-z0-9-]+ +=", found[1], re.MULTILINE))


def test_keys():
    both_regions, elsewhere = 2, 3
    assert (
        both_regions * entries("foundation/kms.tf", "regional_keys") + elsewhere == foundation.KEYS
    )


def test_secrets():
    assert entries("foundation/secrets.tf", "secrets") == foundation.SECRETS


def test_rules_of_cloud_armor():
    canary_limit_and_default = 3
    sets = entries("network/armor.tf", "waf_rule_sets")
    assert sets + canary_limit_and_default == network.ARMOR_RULES


def test_zones():
    text = (LAYERS / "network" / "dns.tf").read_text(encoding="utf-8")
    of_google = entries("network/dns.tf", "google_zones")
    single = len(re.findall(r'"google_dns_managed_zone" "(?:public|internal)"', text))

    assert of_google + single == network.DNS_ZONES

"""The table of regions and zones."""

import re

from crm_infra.environments.places import REGIONS, ZONES


def test_every_region_has_three_zones_or_more_of_its_own():
    assert len(REGIONS) == 43
    for region, zones in REGIONS.items():
        assert re.fullmatch(r"[a-z]+-[a-z]+[0-9]{1,2}", region)
        assert len(zones) >= 3
        assert all(re.fullmatch(rf"{region}-[a-f]", zone) for zone in zones)
    assert len(ZONES) == len(set(ZONES))


def test_regions_whose_zones_are_not_a_b_c():
    assert REGIONS["us-central1"] == tuple(f"us-central1-{letter}" for letter in "abcf")
    assert REGIONS["us-east1"] == tuple(f"us-east1-{letter}" for letter in "bcd")
    assert REGIONS["europe-west1"] == tuple(f"europe-west1-{letter}" for letter in "bcd")

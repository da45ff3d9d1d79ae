"""What Atlas offers on Google Cloud: real regions, named as Atlas names them, and rising sizes."""

from itertools import pairwise

import pytest

from crm_infra.environments import load_environments
from crm_infra.environments.atlas_offer import ATLAS_REGIONS, INSTANCE_SIZES, SMALLEST_DISK_GB
from crm_infra.environments.places import REGIONS


def test_every_region_is_one_of_googles_and_has_a_name_of_its_own():
    assert set(ATLAS_REGIONS) <= set(REGIONS)
    assert len(set(ATLAS_REGIONS.values())) == len(ATLAS_REGIONS)


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("us-central1", "CENTRAL_US"),
        ("us-east1", "EASTERN_US"),
        ("us-east4", "US_EAST_4"),
        ("us-west1", "WESTERN_US"),
        ("us-west2", "US_WEST_2"),
        ("us-south1", "US_SOUTH_1"),
        ("europe-west1", "WESTERN_EUROPE"),
        ("asia-east1", "EASTERN_ASIA_PACIFIC"),
    ],
)
def test_names_are_those_of_atlas(region, name):
    assert ATLAS_REGIONS[region] == name


def test_sizes_rise_in_everything():
    for small, large in pairwise(INSTANCE_SIZES.values()):
        assert small.memory_gb < large.memory_gb
        assert small.included_gb < large.included_gb
        assert small.largest_gb < large.largest_gb
    assert all(size.included_gb >= SMALLEST_DISK_GB for size in INSTANCE_SIZES.values())


def test_regions_of_every_environment_are_ones_that_atlas_has():
    for environment in load_environments().values():
        for region in environment.regions.both.values():
            assert region.name in ATLAS_REGIONS

"""What MongoDB Atlas offers on Google Cloud: cluster sizes with their disks, and regions.

Sizes and disks follow Atlas's page on Google Cloud cluster configuration, regions its list of
Google Cloud regions, both as they were known in August 2026. Prices are ``crm_infra.cost``; what
an environment may choose is ``model`` and ``rules``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class InstanceSize:
    """One dedicated size; ``included_gb`` is the disk that its price holds."""

    memory_gb: int
    included_gb: int
    largest_gb: int


INSTANCE_SIZES: Mapping[str, InstanceSize] = MappingProxyType(
    {
        "M10": InstanceSize(2, 10, 128),
        "M20": InstanceSize(4, 20, 256),
        "M30": InstanceSize(8, 40, 512),
        "M40": InstanceSize(16, 80, 1024),
        "M50": InstanceSize(32, 160, 4096),
    }
)
"""Size -> what it has, from small to large."""

SMALLEST_DISK_GB = 10

ATLAS_REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "us-central1": "CENTRAL_US",
        "us-east1": "EASTERN_US",
        "us-east4": "US_EAST_4",
        "us-east5": "US_EAST_5",
        "us-south1": "US_SOUTH_1",
        "us-west1": "WESTERN_US",
        "us-west2": "US_WEST_2",
        "us-west3": "US_WEST_3",
        "us-west4": "US_WEST_4",
        "northamerica-northeast1": "NORTH_AMERICA_NORTHEAST_1",
        "northamerica-northeast2": "NORTH_AMERICA_NORTHEAST_2",
        "southamerica-east1": "SOUTH_AMERICA_EAST_1",
        "southamerica-west1": "SOUTH_AMERICA_WEST_1",
        "europe-west1": "WESTERN_EUROPE",
        "europe-west2": "EUROPE_WEST_2",
        "europe-west3": "EUROPE_WEST_3",
        "europe-west4": "EUROPE_WEST_4",
        "europe-west6": "EUROPE_WEST_6",
        "europe-west8": "EUROPE_WEST_8",
        "europe-west9": "EUROPE_WEST_9",
        "europe-west10": "EUROPE_WEST_10",
        "europe-west12": "EUROPE_WEST_12",
        "europe-north1": "EUROPE_NORTH_1",
        "europe-central2": "EUROPE_CENTRAL_2",
        "europe-southwest1": "EUROPE_SOUTHWEST_1",
        "asia-east1": "EASTERN_ASIA_PACIFIC",
        "asia-east2": "ASIA_EAST_2",
        "asia-northeast1": "NORTHEASTERN_ASIA_PACIFIC",
        "asia-northeast2": "ASIA_NORTHEAST_2",
        "asia-northeast3": "ASIA_NORTHEAST_3",
        "asia-south1": "ASIA_SOUTH_1",
        "asia-south2": "ASIA_SOUTH_2",
        "asia-southeast1": "SOUTHEASTERN_ASIA_PACIFIC",
        "asia-southeast2": "ASIA_SOUTHEAST_2",
        "australia-southeast1": "AUSTRALIA_SOUTHEAST_1",
        "australia-southeast2": "AUSTRALIA_SOUTHEAST_2",
        "me-west1": "MIDDLE_EAST_WEST_1",
    }
)
"""Google's name of a region -> the name Atlas gives it."""

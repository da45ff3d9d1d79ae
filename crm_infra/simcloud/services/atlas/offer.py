"""What Atlas offers: regions of Google Cloud by both of their names, and sizes of dedicated nodes.

Data, and questions about it. Regions of the other two clouds are only known by the form of their
names: no layer uses them.
"""

from dataclasses import dataclass
from typing import Final

SMALLEST_DISK_GB: Final = 10


@dataclass(frozen=True, slots=True)
class Size:
    """A dedicated size on Google Cloud.

    Attributes:
        memory_gb: RAM of a node.
        disk_gb: The disk that a node gets where nobody says anything.
        most_gb: The largest disk that a node can have.
        minutes: How long Atlas takes to make a cluster of it.
    """

    memory_gb: int
    disk_gb: int
    most_gb: int
    minutes: float


# From small to large; the order is what "above" and "below" mean.
SIZES: Final[dict[str, Size]] = {
    "M10": Size(2, 10, 128, 8),
    "M20": Size(4, 20, 256, 8.5),
    "M30": Size(8, 40, 512, 9),
    "M40": Size(16, 80, 1024, 10.5),
    "M50": Size(32, 160, 4096, 12),
    "M60": Size(64, 320, 4096, 13),
    "M80": Size(128, 750, 4096, 14),
    "M140": Size(192, 1000, 4096, 15),
    "M200": Size(256, 1500, 4096, 15),
    "M250": Size(320, 1500, 4096, 16),
    "M300": Size(384, 2200, 4096, 16),
    "M400": Size(480, 3000, 4096, 17),
    "R40": Size(16, 80, 1024, 10.5),
    "R50": Size(32, 160, 4096, 12),
    "R60": Size(64, 320, 4096, 13),
    "R80": Size(128, 750, 4096, 14),
    "R200": Size(256, 1500, 4096, 15),
    "R300": Size(384, 2200, 4096, 16),
    "R400": Size(480, 3000, 4096, 17),
}
OTHERS: Final = ("M0", "M2", "M5", "FLEX")
REGIONS: Final[dict[str, str]] = {
    "CENTRAL_US": "us-central1",
    "EASTERN_US": "us-east1",
    "US_EAST_4": "us-east4",
    "US_EAST_5": "us-east5",
    "US_SOUTH_1": "us-south1",
    "WESTERN_US": "us-west1",
    "US_WEST_2": "us-west2",
    "US_WEST_3": "us-west3",
    "US_WEST_4": "us-west4",
    "NORTH_AMERICA_NORTHEAST_1": "northamerica-northeast1",
    "NORTH_AMERICA_NORTHEAST_2": "northamerica-northeast2",
    "NORTH_AMERICA_SOUTH_1": "northamerica-south1",
    "SOUTH_AMERICA_EAST_1": "southamerica-east1",
    "SOUTH_AMERICA_WEST_1": "southamerica-west1",
    "WESTERN_EUROPE": "europe-west1",
    "EUROPE_WEST_2": "europe-west2",
    "EUROPE_WEST_3": "europe-west3",
    "EUROPE_WEST_4": "europe-west4",
    "EUROPE_WEST_6": "europe-west6",
    "EUROPE_WEST_8": "europe-west8",
    "EUROPE_WEST_9": "europe-west9",
    "EUROPE_WEST_10": "europe-west10",
    "EUROPE_WEST_12": "europe-west12",
    "EUROPE_NORTH_1": "europe-north1",
    "EUROPE_CENTRAL_2": "europe-central2",
    "EUROPE_SOUTHWEST_1": "europe-southwest1",
    "EASTERN_ASIA_PACIFIC": "asia-east1",
    "ASIA_EAST_2": "asia-east2",
    "NORTHEASTERN_ASIA_PACIFIC": "asia-northeast1",
    "ASIA_NORTHEAST_2": "asia-northeast2",
    "ASIA_NORTHEAST_3": "asia-northeast3",
    "ASIA_SOUTH_1": "asia-south1",
    "ASIA_SOUTH_2": "asia-south2",
    "SOUTHEASTERN_ASIA_PACIFIC": "asia-southeast1",
    "ASIA_SOUTHEAST_2": "asia-southeast2",
    "AUSTRALIA_SOUTHEAST_1": "australia-southeast1",
    "AUSTRALIA_SOUTHEAST_2": "australia-southeast2",
    "MIDDLE_EAST_WEST_1": "me-west1",
    "MIDDLE_EAST_CENTRAL_1": "me-central1",
    "MIDDLE_EAST_CENTRAL_2": "me-central2",
    "AFRICA_SOUTH_1": "africa-south1",
}
_ATLAS: Final = {google: atlas for atlas, google in REGIONS.items()}
# Newer regions have general nodes only, and no smallest ones.
_LEAST: Final = {"NORTH_AMERICA_SOUTH_1": "M30", "AFRICA_SOUTH_1": "M30"}
_NO_LOW_CPU: Final = ("MIDDLE_EAST_CENTRAL_1", "MIDDLE_EAST_CENTRAL_2", "AFRICA_SOUTH_1")


def google_region(name: str) -> str:
    """Google's name of a region that is given by either name; empty when there is none."""
    return REGIONS.get(name, name if name in _ATLAS else "")


def atlas_region(name: str) -> str:
    """Atlas' name of a region that is given by either name; the name itself when unknown."""
    return _ATLAS.get(name, name)


def rank(size: str) -> int:
    """How large a size is among its family; -1 when it is none."""
    return list(SIZES).index(size) if size in SIZES else -1


def same_family(one: str, other: str) -> bool:
    """Whether two sizes are both general or both low-CPU."""
    return one[:1] == other[:1]


def offered(size: str, region: str) -> bool:
    """Whether a size that there is can be had in a region that there is."""
    if size.startswith("R") and region in _NO_LOW_CPU:
        return False
    return rank(size) >= rank(_LEAST.get(region, "M10"))

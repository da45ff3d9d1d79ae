"""Where Google Cloud is: regions, their zones, multi-regions. Data, and questions about it."""

from typing import Final

_THREE: Final = "abc"
ZONES: Final[dict[str, str]] = {
    "africa-south1": _THREE,
    "asia-east1": _THREE,
    "asia-east2": _THREE,
    "asia-northeast1": _THREE,
    "asia-northeast2": _THREE,
    "asia-northeast3": _THREE,
    "asia-south1": _THREE,
    "asia-south2": _THREE,
    "asia-southeast1": _THREE,
    "asia-southeast2": _THREE,
    "australia-southeast1": _THREE,
    "australia-southeast2": _THREE,
    "europe-central2": _THREE,
    "europe-north1": _THREE,
    "europe-north2": _THREE,
    "europe-southwest1": _THREE,
    "europe-west1": "bcd",
    "europe-west2": _THREE,
    "europe-west3": _THREE,
    "europe-west4": _THREE,
    "europe-west6": _THREE,
    "europe-west8": _THREE,
    "europe-west9": _THREE,
    "europe-west10": _THREE,
    "europe-west12": _THREE,
    "me-central1": _THREE,
    "me-central2": _THREE,
    "me-west1": _THREE,
    "northamerica-northeast1": _THREE,
    "northamerica-northeast2": _THREE,
    "northamerica-south1": _THREE,
    "southamerica-east1": _THREE,
    "southamerica-west1": _THREE,
    "us-central1": "abcf",
    "us-east1": "bcd",
    "us-east4": _THREE,
    "us-east5": _THREE,
    "us-south1": _THREE,
    "us-west1": _THREE,
    "us-west2": _THREE,
    "us-west3": _THREE,
    "us-west4": _THREE,
}
MULTI: Final = ("us", "eu", "asia")
DUAL: Final[dict[str, tuple[str, str]]] = {
    "nam4": ("us-central1", "us-east1"),
    "eur4": ("europe-north1", "europe-west4"),
    "eur5": ("europe-west1", "europe-west2"),
    "eur7": ("europe-west2", "europe-west3"),
    "eur8": ("europe-west3", "europe-west6"),
    "asia1": ("asia-northeast1", "asia-northeast2"),
}
KMS_ONLY: Final = (
    "global",
    "us",
    "europe",
    "eur3",
    "eur4",
    "eur5",
    "eur6",
    "nam3",
    "nam4",
    "nam6",
    "nam7",
    "nam8",
    "nam9",
    "nam10",
    "nam11",
    "nam12",
    "nam-eur-asia1",
    "asia",
    "asia1",
)


def is_region(name: str) -> bool:
    """Whether Google has such a region."""
    return name in ZONES


def zones_of(region: str) -> list[str]:
    """The full names of a region's zones."""
    return [f"{region}-{letter}" for letter in ZONES.get(region, "")]


def region_of(location: str) -> str:
    """The region of a zone; a region is its own."""
    if location in ZONES:
        return location
    head, _, letter = location.rpartition("-")
    return head if len(letter) == 1 and head in ZONES else location


def is_zone(name: str) -> bool:
    """Whether Google has such a zone."""
    head, _, letter = name.rpartition("-")
    return len(letter) == 1 and letter in ZONES.get(head, "")


def is_bucket_location(name: str) -> bool:
    """Whether a bucket can lie there: a region, a pair of regions or a continent."""
    low = name.lower()
    return low in ZONES or low in DUAL or low in MULTI


def is_kms_location(name: str) -> bool:
    """Whether Cloud KMS has key rings there."""
    return name in ZONES or name in KMS_ONLY or name in DUAL


def is_dataset_location(name: str) -> bool:
    """Whether BigQuery has datasets there."""
    return name.lower() in ZONES or name.upper() in ("US", "EU")

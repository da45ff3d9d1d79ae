"""Google Cloud's regions and their zones, so that a name that does not exist is refused at load.

The table follows Google's page "Regions and zones" (cloud.google.com/compute/docs/regions-zones) as
it was known in August 2026: 43 public regions with their standard zones. AI zones
(``us-central1-ai1a``) are left out on purpose: GKE's general node pools and regional subnets do not
use them. A region that Google opens is added here, as one line. What an environment does with a
region belongs elsewhere.
"""

from collections.abc import Mapping
from types import MappingProxyType

_LETTERS = {"us-central1": "abcf", "us-east1": "bcd", "europe-west1": "bcd"}
"""Regions whose zones are not a, b and c."""

_NAMES = """
africa-south1
asia-east1 asia-east2
asia-northeast1 asia-northeast2 asia-northeast3
asia-south1 asia-south2
asia-southeast1 asia-southeast2 asia-southeast3
australia-southeast1 australia-southeast2
europe-central2
europe-north1 europe-north2
europe-southwest1
europe-west1 europe-west2 europe-west3 europe-west4 europe-west6
europe-west8 europe-west9 europe-west10 europe-west12
me-central1 me-central2 me-west1
northamerica-northeast1 northamerica-northeast2 northamerica-south1
southamerica-east1 southamerica-west1
us-central1
us-east1 us-east4 us-east5
us-south1
us-west1 us-west2 us-west3 us-west4
"""

REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        region: tuple(f"{region}-{letter}" for letter in _LETTERS.get(region, "abc"))
        for region in _NAMES.split()
    }
)
"""Region -> its zones."""

ZONES: tuple[str, ...] = tuple(zone for zones in REGIONS.values() for zone in zones)

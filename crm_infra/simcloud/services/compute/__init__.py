"""What Compute Engine refuses and fills in, one file per family of resources.

Importing the package registers everything. Sentences that several families share are in
``services.call`` (``field_error``).
"""

from crm_infra.simcloud.services.compute import (
    addresses,
    armor,
    endpoints,
    firewall,
    load_balancing,
    names,
    nat,
    networks,
    subnet_ranges,
    subnets,
)

__all__ = [
    "addresses",
    "armor",
    "endpoints",
    "firewall",
    "load_balancing",
    "names",
    "nat",
    "networks",
    "subnet_ranges",
    "subnets",
]

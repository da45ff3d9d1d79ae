"""Where an environment stands: its two regions and their address ranges."""

from ipaddress import IPv4Network
from typing import Annotated

from pydantic import Field

from crm_infra.environments.model.base import Part
from crm_infra.environments.ranges import KINDS
from crm_infra.environments.scalars import PrivateRange, RegionName, ZoneName


class AddressPlan(Part):
    """The seven ranges of one region. They overlap with no other range of any environment."""

    nodes: Annotated[PrivateRange, Field(description="Primary range of the nodes' subnet.")]
    pods: Annotated[PrivateRange, Field(description="Secondary range for pods.")]
    services: Annotated[PrivateRange, Field(description="Secondary range for services.")]
    control_plane: Annotated[PrivateRange, Field(description="The control plane's /28.")]
    private_service_access: Annotated[
        PrivateRange, Field(description="Peered to Google's managed services, such as Redis.")
    ]
    psc: Annotated[PrivateRange, Field(description="Private Service Connect endpoints.")]
    proxy_only: Annotated[PrivateRange, Field(description="Envoy-based load balancers.")]

    @property
    def networks(self) -> dict[str, IPv4Network]:
        """Kind of range -> the range, in the order of the plan."""
        return {kind: IPv4Network(getattr(self, kind)) for kind in KINDS}


Zones = Annotated[
    tuple[ZoneName, ...], Field(min_length=2, max_length=4, description="Zones to spread over.")
]


class PrimaryRegion(Part):
    """Where the environment runs."""

    name: Annotated[RegionName, Field(description="Region of Google Cloud.")]
    zones: Zones
    cidr: AddressPlan


class RecoveryRegion(Part):
    """Where it recovers: the network always stands, clusters and databases when ``standing``."""

    name: Annotated[RegionName, Field(description="Region of Google Cloud.")]
    zones: Zones
    standing: Annotated[
        bool, Field(description="Whether clusters and databases stand warm in this region.")
    ]
    cidr: AddressPlan


class Regions(Part):
    """The two regions of an environment."""

    primary: PrimaryRegion
    recovery: RecoveryRegion

    @property
    def both(self) -> dict[str, PrimaryRegion | RecoveryRegion]:
        """Role -> region."""
        return {"primary": self.primary, "recovery": self.recovery}

    @property
    def standing(self) -> tuple[PrimaryRegion | RecoveryRegion, ...]:
        """The regions in which clusters and databases stand."""
        return (self.primary, self.recovery) if self.recovery.standing else (self.primary,)

"""What runs: the cluster of each standing region with its node pools, and serverless services."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from crm_infra.environments.machines import MACHINES, Machine
from crm_infra.environments.model.base import Part
from crm_infra.environments.scalars import Between, Choice, Day, TimeOfDay

MachineType = Annotated[
    str, Choice(tuple(MACHINES), "it must be a machine type of crm_infra/environments/machines.py")
]


class Maintenance(Part):
    """When Google may upgrade the cluster. All hours are UTC."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7, description="Days.")]
    start: Annotated[TimeOfDay, Field(alias="from", description="Begin, HH:MM.")]
    hours: Annotated[int, Between(4, 24), Field(description="How long; Google counts from 4.")]


class Pool(Part):
    """One node pool. Nodes are totals of the pool, not of each zone."""

    machine_type: Annotated[MachineType, Field(description="Machine type of its nodes.")]
    disk_gb: Annotated[int, Between(20, 1000), Field(description="Boot disk of a node.")]
    disk_type: Annotated[
        Literal["pd-standard", "pd-balanced", "pd-ssd"], Field(description="Kind of boot disk.")
    ]
    min_nodes: Annotated[int, Between(0, 200), Field(description="Fewest nodes.")]
    max_nodes: Annotated[int, Between(1, 200), Field(description="Most nodes.")]
    recovery_min_nodes: Annotated[
        int, Between(0, 200), Field(description="Fewest nodes while the recovery region waits.")
    ]

    @property
    def machine(self) -> Machine:
        """What one of its nodes offers."""
        return MACHINES[self.machine_type]


class Pools(Part):
    """The three pools of every cluster."""

    system: Annotated[Pool, Field(description="Untainted, for what the platform itself runs.")]
    frontend: Annotated[Pool, Field(description="The web application.")]
    backend: Annotated[Pool, Field(description="The API's services.")]

    @property
    def all(self) -> Mapping[str, Pool]:
        """Name -> pool."""
        return {"system": self.system, "frontend": self.frontend, "backend": self.backend}


class AutoProvisioning(Part):
    """Most that one whole cluster may have: GKE counts the pools' own nodes towards it, too."""

    max_cpus: Annotated[int, Between(1, 10_000), Field(description="vCPUs of all nodes.")]
    max_memory_gb: Annotated[int, Between(1, 80_000), Field(description="Memory of all nodes.")]


class Cluster(Part):
    """The cluster of each region that stands."""

    release_channel: Annotated[
        Literal["RAPID", "REGULAR", "STABLE", "EXTENDED"],
        Field(description="Decides the Kubernetes version."),
    ]
    maintenance: Maintenance
    managed_prometheus: Annotated[bool, Field(description="Google's Prometheus beside our own.")]
    spot: Annotated[
        bool, Field(description="Spot nodes in frontend, backend and auto-provisioned pools.")
    ]
    zones: Annotated[int, Between(1, 4), Field(description="How many of the region's zones.")]
    pools: Pools
    auto_provisioning: AutoProvisioning
    backup_retention_days: Annotated[
        int, Between(1, 365), Field(description="Days that a backup of the cluster is kept.")
    ]


class Serverless(Part):
    """Cloud Run services: instances of each."""

    min_instances: Annotated[int, Between(0, 100), Field(description="Instances kept warm.")]
    max_instances: Annotated[int, Between(1, 100), Field(description="Most instances.")]
    receives: Annotated[
        Literal["primary", "recovery"],
        Field(description="Region in which events are received; a failover moves it."),
    ]

"""How much of everything an environment has, how its edge behaves, and what it may cost."""

from typing import Annotated, Literal

from pydantic import Field

from crm_infra.environments.model.base import Part
from crm_infra.environments.ranges import addresses_per_node
from crm_infra.environments.scalars import Between


class Sizes(Part):
    """How much of everything."""

    max_nodes: Annotated[
        int,
        Between(1, 1000),
        Field(description="Most nodes of one cluster, those of a rolling upgrade included."),
    ]
    max_pods_per_node: Annotated[int, Between(8, 256), Field(description="GKE's limit per node.")]
    nat_addresses: Annotated[int, Between(1, 16), Field(description="Public addresses of the NAT.")]
    nat_min_ports: Annotated[int, Between(32, 32768), Field(description="NAT ports a node keeps.")]
    nat_max_ports: Annotated[int, Between(64, 65536), Field(description="NAT ports at most.")]
    flow_log_sampling: Annotated[
        float, Between(0.01, 1.0), Field(description="Share of flows that are logged.")
    ]
    flow_log_interval: Annotated[
        Literal[
            "INTERVAL_5_SEC",
            "INTERVAL_30_SEC",
            "INTERVAL_1_MIN",
            "INTERVAL_5_MIN",
            "INTERVAL_10_MIN",
            "INTERVAL_15_MIN",
        ],
        Field(description="How long flows are summed before they are logged."),
    ]
    log_retention_days: Annotated[int, Between(1, 3650), Field(description="Days logs are kept.")]

    @property
    def pod_prefix_per_node(self) -> int:
        """The prefix of the pod range that one node takes."""
        return 33 - addresses_per_node(self.max_pods_per_node).bit_length()


class Edge(Part):
    """Where the world reaches the environment."""

    waf_preview: Annotated[
        bool, Field(description="Cloud Armor's attack rules only log while this is true.")
    ]


Threshold = Annotated[float, Between(0.01, 2.0)]


class Budget(Part):
    """What a month may cost, and when to warn."""

    monthly_usd: Annotated[int, Between(1, 1_000_000), Field(description="US dollars a month.")]
    thresholds: Annotated[
        tuple[Threshold, ...],
        Field(min_length=1, max_length=8, description="Shares of the budget that warn, rising."),
    ]

"""What an environment costs in a month, layer by layer, and whether its budget holds that.

It only puts together what the files of the layers say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_infra.cost.ahead import edge_lines, observability_lines
from crm_infra.cost.cluster import cluster_lines, commitment_lines, groups_of, scales_of, standing
from crm_infra.cost.databases import databases_lines
from crm_infra.cost.foundation import foundation_lines
from crm_infra.cost.lines import Commitment, Level, Line, by_layer, total
from crm_infra.cost.network import network_lines
from crm_infra.cost.nodes import busiest_month, cluster_month, quietest_month
from crm_infra.cost.usage import Usage, usage_of
from crm_infra.environments import Environment


@dataclass(frozen=True, slots=True)
class Estimate:
    """One environment's month."""

    environment: str
    level: Level
    budget: Decimal
    lines: tuple[Line, ...]

    @property
    def usd(self) -> Decimal:
        """Dollars of the month."""
        return total(self.lines)

    @property
    def layers(self) -> Mapping[str, Decimal]:
        """Layer -> dollars."""
        return by_layer(self.lines)

    @property
    def fits(self) -> bool:
        """Whether the environment's budget holds it."""
        return self.usd <= self.budget


def estimate(
    environment: Environment,
    level: Level = Level.EXPECTED,
    *,
    usage: Usage | None = None,
    commitment: Commitment = Commitment.NONE,
) -> Estimate:
    """What the environment costs in a month at list prices.

    Args:
        environment: What stands, by its file.
        level: How far auto-scaling has gone. What is used otherwise is the same in all.
        usage: Other assumptions than those of ``usage.yaml``.
        commitment: For how long the nodes that always run are promised; by default not at all.
    """
    figures = usage or usage_of(environment.name)
    return Estimate(
        environment=environment.name,
        level=level,
        budget=Decimal(environment.budget.monthly_usd),
        lines=tuple(_lines(environment, level, figures, commitment)),
    )


def _lines(
    environment: Environment, level: Level, usage: Usage, commitment: Commitment
) -> Iterator[Line]:
    yield from foundation_lines(usage)
    yield from network_lines(environment, level, usage)
    yield from cluster_lines(environment, level, usage)
    yield from commitment_lines(environment, commitment)
    yield from databases_lines(environment, level, usage)
    yield from edge_lines(usage)
    yield from observability_lines(environment, usage)


@dataclass(frozen=True, slots=True)
class AutoScaling:
    """What auto-scaling makes of an environment's clusters, and what its budget leaves for them."""

    smallest: Decimal
    largest: Decimal
    allowance: Decimal

    @property
    def fits(self) -> bool:
        """Whether the budget holds the clusters at their largest, for a whole month."""
        return self.largest <= self.allowance


def auto_scaling(environment: Environment) -> AutoScaling:
    """The clusters at their smallest and largest beside everything else as expected."""
    scales = scales_of(environment)
    return AutoScaling(
        smallest=quietest_month(scales),
        largest=busiest_month(scales),
        allowance=allowance_for_clusters(environment),
    )


def allowance_for_clusters(environment: Environment) -> Decimal:
    """What the budget leaves for clusters (fee, nodes, disks) when all else is as expected."""
    expected = estimate(environment)
    clusters = [
        cluster_month(groups_of(environment, role, Level.EXPECTED))
        for role in standing(environment)
    ]
    return expected.budget - (expected.usd - sum(clusters, Decimal("0.00")))

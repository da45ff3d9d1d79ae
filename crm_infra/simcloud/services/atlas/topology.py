"""The nodes of a cluster: how many of which kind are where, and who would be elected.

Reads a cluster's ``replication_specs`` and counts. Rules are in ``clusters`` and ``scaling``;
what is left of a cluster when regions are lost is ``standing``'s answer, by the counting here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from crm_infra.simcloud.services.atlas.offer import google_region
from crm_infra.simcloud.services.call import blocks, dig
from crm_infra.simcloud.values import Values

CLUSTER: Final = "mongodbatlas_advanced_cluster"
KINDS: Final = ("electable_specs", "read_only_specs", "analytics_specs")


@dataclass(frozen=True, slots=True)
class Region:
    """What a cluster has in one region.

    Attributes:
        name: Atlas' name of the region.
        place: Google's name of it; empty in another cloud.
        provider: The cloud.
        priority: Precedence in elections; 7 is highest.
        electable: Nodes that vote and can become primary.
        others: Read-only and analytics nodes.
    """

    name: str
    place: str
    provider: str
    priority: int
    electable: int
    others: int


def shards(values: Mapping[str, Any]) -> list[list[Values]]:
    """The region configurations of every replication spec."""
    return [blocks(spec, "region_configs") for spec in blocks(values, "replication_specs")]


def configs(values: Mapping[str, Any]) -> Iterator[tuple[str, Values]]:
    """Every region configuration with its place in the configuration."""
    for shard, regions in enumerate(shards(values)):
        for index, config in enumerate(regions):
            yield f"replication_specs[{shard}].region_configs[{index}]", config


def specs(config: Values) -> Iterator[tuple[str, Values]]:
    """The kinds of nodes of a region configuration that it speaks of."""
    for kind in KINDS:
        found = config.get(kind)
        if isinstance(found, dict):
            yield kind, cast("Values", found)


def count(config: Values, kind: str) -> int:
    """How many nodes of a kind a region configuration asks for."""
    return int(dig(config, f"{kind}.node_count", 0))


def regions(shard: Sequence[Values]) -> list[Region]:
    """What a shard has, region by region."""
    return [
        Region(
            name=str(config.get("region_name", "")),
            place=google_region(str(config.get("region_name", ""))),
            provider=str(config.get("provider_name", "")),
            priority=int(dig(config, "priority", 0)),
            electable=count(config, "electable_specs"),
            others=count(config, "read_only_specs") + count(config, "analytics_specs"),
        )
        for config in shard
    ]


def electable(shard: Sequence[Values]) -> int:
    """How many nodes of a shard vote."""
    return sum(region.electable for region in regions(shard))


def majority(votes: int) -> int:
    """How many votes elect a primary."""
    return votes // 2 + 1


def primary(shard: Sequence[Region], down: frozenset[str]) -> str:
    """The region of the primary when some are down; empty when nobody can be elected."""
    voting = [region for region in shard if region.electable]
    up = [region for region in voting if region.name not in down]
    if sum(region.electable for region in up) < majority(sum(r.electable for r in voting)):
        return ""
    return max(up, key=lambda region: region.priority).name if up else ""

"""Clusters: regions, sizes, votes, priorities and disks that the Admin API refuses.

The provider checks next to nothing of it. Counting is ``topology``'s, what there is to choose from
``offer``'s, bounds of auto-scaling ``scaling``'s.
"""

from collections.abc import Iterator
from typing import Final

from crm_infra.simcloud.services.atlas import topology
from crm_infra.simcloud.services.atlas.offer import OTHERS, REGIONS, SIZES, offered
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, enum, invalid, refuses
from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.services.registry import CREATE, UPDATE
from crm_infra.simcloud.values import Values

_HIGHEST: Final = 7
_VOTES: Final = (3, 5, 7)


@refuses(
    "clusters",
    CLUSTER,
    says="A region is one of its cloud, in Atlas' spelling",
    reason="INVALID_REGION",
)
def region(call: Call) -> Detail | None:
    """Refuse regions of another cloud, or in Google's spelling."""
    for _, config in topology.configs(call.values):
        given = dig(config, "region_name")
        if config.get("provider_name") == "GCP" and given is not None and given not in REGIONS:
            text = f"No region {given} exists for provider GCP."
            return Detail(text, given, "GCP")
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="A region stands once in a replication spec",
    reason="DUPLICATE_REGIONS_IN_REPLICATION_SPEC",
)
def regions_once(call: Call) -> Detail | None:
    """Refuse a region twice."""
    for shard in topology.shards(call.values):
        places = [(c.get("provider_name"), c.get("region_name")) for c in shard]
        twice = next((place for place in places if places.count(place) > 1), None)
        if twice is not None:
            text = f"Replication spec has duplicate region {twice[1]} for provider {twice[0]}."
            return Detail(text, twice[1], twice[0])
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="Instance sizes are sizes that Atlas has",
    reason="INVALID_ENUM_VALUE",
)
def size(call: Call) -> Detail | None:
    """Refuse unknown sizes: the provider leaves them to the API."""
    for given in sizes(call.values):
        if given not in SIZES and given not in OTHERS:
            return enum(given)
    return None


def sizes(values: Values) -> Iterator[str]:
    """Every instance size that a cluster speaks of."""
    for _, config in topology.configs(values):
        for _, spec in topology.specs(config):
            given = dig(spec, "instance_size")
            if isinstance(given, str) and given:
                yield given


@refuses(
    "clusters",
    CLUSTER,
    says="An instance size can be had in its region",
    reason="INSTANCE_SIZE_NOT_AVAILABLE_IN_REGION",
)
def size_in_region(call: Call) -> Detail | None:
    """Refuse what newer regions lack."""
    for _, config in topology.configs(call.values):
        where = str(config.get("region_name", ""))
        for _, spec in topology.specs(config):
            given = dig(spec, "instance_size")
            if given in SIZES and where in REGIONS and not offered(str(given), where):
                text = f"Instance size {given} is not available in region {where}."
                return Detail(text, given, where)
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="Shared sizes are ordered from provider TENANT or FLEX, dedicated ones are not",
    reason="INVALID_ENUM_VALUE",
)
def shared(call: Call) -> Detail | None:
    """Refuse a shared size from a cloud, and a dedicated one from none."""
    for _, config in topology.configs(call.values):
        given = dig(config, "electable_specs.instance_size")
        tenant = config.get("provider_name") in ("TENANT", "FLEX")
        if given is not None and tenant is not (given in OTHERS):
            return enum(given)
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="A replica set has 3, 5 or 7 electable nodes",
    reason="INVALID_ATTRIBUTE",
)
def votes(call: Call) -> Detail | None:
    """Refuse numbers that could end in a draw, or that lose their majority with one node."""
    for shard in topology.shards(call.values):
        tenant = any(c.get("provider_name") in ("TENANT", "FLEX") for c in shard)
        unknown = any(dig(c, "electable_specs.node_count") is None for c in shard)
        judged = not tenant and not (unknown and call.action == UPDATE)
        if judged and topology.electable(shard) not in _VOTES:
            return invalid("number of electable nodes")
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="Priorities of regions with electable nodes count down from 7",
    reason="INVALID_ATTRIBUTE",
)
def priorities(call: Call) -> Detail | None:
    """Refuse gaps and other beginnings: the provider only wants them to descend."""
    for shard in topology.shards(call.values):
        voting = [c for c in shard if topology.count(c, "electable_specs")]
        given = [int(dig(config, "priority", 0)) for config in voting]
        if given and given != list(range(_HIGHEST, _HIGHEST - len(given), -1)):
            return invalid("priority")
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="A region without electable nodes has priority 0",
    reason="INVALID_ATTRIBUTE",
)
def priority_zero(call: Call) -> Detail | None:
    """Refuse precedence where nobody can be elected."""
    for _, config in topology.configs(call.values):
        mute = dig(config, "electable_specs.node_count") == 0
        if mute and int(dig(config, "priority", 0)):
            return invalid("priority")
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="Electable and read-only nodes of a shard have one size",
    reason="INVALID_CLUSTER_CONFIGURATION",
)
def one_size(call: Call) -> Detail | None:
    """Refuse regions of unequal strength."""
    for shard in topology.shards(call.values):
        found = {
            dig(config, f"{kind}.instance_size")
            for config in shard
            for kind in ("electable_specs", "read_only_specs")
            if topology.count(config, kind)
        } - {None}
        if len(found) > 1:
            text = (
                "The specified cluster configuration is not valid: electable and read-only nodes"
                f" must have the same instance size, found {', '.join(sorted(map(str, found)))}."
            )
            return Detail(text)
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="A replica set has one replication spec, and is no replica set again once sharded",
    reason="INVALID_CLUSTER_CONFIGURATION",
)
def one_spec(call: Call) -> Detail | None:
    """Refuse shards of what has none."""
    is_set = call.get("cluster_type") == "REPLICASET"
    if is_set and len(topology.shards(call.values)) > 1:
        return Detail(
            "The specified cluster configuration is not valid: a replica set must have exactly one"
            " replication spec."
        )
    if is_set and call.before("cluster_type") not in (None, "REPLICASET"):
        return Detail(
            "The specified cluster configuration is not valid: a sharded cluster cannot become a"
            " replica set."
        )
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="A disk has at least 10 GB, at most what its size allows, and the same in every region",
    reason="INVALID_ATTRIBUTE",
)
def disk(call: Call) -> Detail | None:
    """Refuse disks that do not fit."""
    seen: set[float] = set()
    for _, config in topology.configs(call.values):
        for _, spec in topology.specs(config):
            given, of_size = dig(spec, "disk_size_gb"), dig(spec, "instance_size")
            if (
                not isinstance(given, int | float)
                or of_size not in SIZES
                or not dig(spec, "node_count")
            ):
                continue
            seen.add(given)
            if not 1 <= given <= SIZES[str(of_size)].most_gb or len(seen) > 1:
                return invalid("diskSizeGB")
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="Google's disks have no settable speed",
    reason="INVALID_ATTRIBUTE",
    on=(CREATE,),
)
def disk_speed(call: Call) -> Detail | None:
    """Refuse what only other clouds sell."""
    for _, config in topology.configs(call.values):
        for _, spec in topology.specs(config) if config.get("provider_name") == "GCP" else ():
            if dig(spec, "disk_iops"):
                return invalid("disk IOPS")
    return None

"""Auto-scaling: bounds that the Admin API refuses, and the sizes between them."""

from collections.abc import Iterator

from crm_infra.simcloud.services.atlas import topology
from crm_infra.simcloud.services.atlas.offer import SIZES, rank, same_family
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, enum, invalid, refuses
from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.values import Values

_OF: tuple[tuple[str, str], ...] = (
    ("auto_scaling", "electable_specs"),
    ("analytics_auto_scaling", "analytics_specs"),
)


def bounds(values: Values) -> Iterator[tuple[Values, str, str]]:
    """Every auto-scaling that is on: its settings, the least size, and the size that nodes have."""
    for _, config in topology.configs(values):
        for kind, nodes in _OF:
            scaling = dig(config, kind, {})
            if dig(scaling, "compute_enabled") is True:
                least = str(dig(scaling, "compute_min_instance_size", ""))
                yield scaling, least, str(dig(config, f"{nodes}.instance_size", ""))


@refuses(
    "auto-scaling",
    CLUSTER,
    says="Scaling up has an upper end",
    reason="COMPUTE_AUTO_SCALING_MAX_INSTANCE_SIZE_REQUIRED",
)
def upper_end(call: Call) -> Detail | None:
    """Refuse to scale without end."""
    for scaling, _, _ in bounds(call.values):
        if not dig(scaling, "compute_max_instance_size"):
            return Detail("Compute auto-scaling max instance size required.")
    return None


@refuses(
    "auto-scaling",
    CLUSTER,
    says="Scaling down has a lower end",
    reason="COMPUTE_AUTO_SCALING_MIN_INSTANCE_SIZE_REQUIRED",
)
def lower_end(call: Call) -> Detail | None:
    """Refuse to shrink without end."""
    for scaling, least, _ in bounds(call.values):
        if dig(scaling, "compute_scale_down_enabled") is True and not least:
            return Detail("Compute auto-scaling min instance size required.")
    return None


@refuses(
    "auto-scaling",
    CLUSTER,
    says="Scaling down goes with scaling up",
    reason="COMPUTE_AUTO_SCALING_SCALE_DOWN_REQUIRES_COMPUTE_AUTO_SCALING",
)
def down_alone(call: Call) -> Detail | None:
    """Refuse to scale in one direction only, that one."""
    for _, config in topology.configs(call.values):
        for kind, _ in _OF:
            down = dig(config, f"{kind}.compute_scale_down_enabled") is True
            if down and dig(config, f"{kind}.compute_enabled") is False:
                return Detail("Compute auto-scaling must be enabled to enable scaling down.")
    return None


@refuses(
    "auto-scaling",
    CLUSTER,
    says="Ends of auto-scaling are sizes that Atlas has",
    reason="INVALID_ENUM_VALUE",
)
def known_ends(call: Call) -> Detail | None:
    """Refuse unknown sizes."""
    for scaling, least, _ in bounds(call.values):
        for given in (least, dig(scaling, "compute_max_instance_size")):
            if given and given not in SIZES:
                return enum(given)
    return None


@refuses("auto-scaling", CLUSTER, says="The lower end is not above the size that nodes have")
def least_fits(call: Call) -> Detail | None:
    """Refuse a minimum that the cluster is below from the start."""
    for _, least, size in bounds(call.values):
        if least in SIZES and size in SIZES and not _in_order(least, size):
            return invalid("minInstanceSize")
    return None


@refuses("auto-scaling", CLUSTER, says="The upper end is not below the size that nodes have")
def most_fits(call: Call) -> Detail | None:
    """Refuse a maximum that the cluster is above from the start."""
    for scaling, _, size in bounds(call.values):
        most = str(dig(scaling, "compute_max_instance_size", ""))
        if most in SIZES and size in SIZES and not _in_order(size, most):
            return invalid("maxInstanceSize")
    return None


@refuses("auto-scaling", CLUSTER, says="The lower end is not above the upper one")
def ends_in_order(call: Call) -> Detail | None:
    """Refuse a minimum above the maximum."""
    for scaling, least, _ in bounds(call.values):
        most = str(dig(scaling, "compute_max_instance_size", ""))
        if least in SIZES and most in SIZES and not _in_order(least, most):
            return invalid("minInstanceSize")
    return None


@refuses(
    "auto-scaling",
    CLUSTER,
    says="Auto-scaling is the same in every region of a shard",
    reason="AUTO_SCALINGS_MUST_MATCH",
)
def everywhere_the_same(call: Call) -> Detail | None:
    """Refuse regions that would grow apart."""
    for shard in topology.shards(call.values):
        given = [config.get("auto_scaling") for config in shard]
        if any(given) and any(each != given[0] for each in given):
            return Detail(
                "If any regionConfigs specify an autoScaling object, they must all specify an"
                " autoScaling object, and they must all match."
            )
    return None


def _in_order(low: str, high: str) -> bool:
    return same_family(low, high) and rank(low) <= rank(high)

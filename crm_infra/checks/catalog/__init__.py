"""Every check of what stands, by layer, and the one about drift that each layer has.

Add a check as one entry in the file of its layer; its rule is a function in the room above. The
sentence ``says`` is what people read in the UI, ``remedy`` what they do when it is red.
"""

from crm_infra.checks.catalog import cluster, databases, foundation, network
from crm_infra.checks.model import Check, CheckResult, Seen

DRIFT = "drift"
DRIFT_SAYS = "What stands is what the last apply left."
DRIFT_REMEDY = (
    "If the change was wanted, put it into the HCL or the environment's file; then, or otherwise,"
    " materialize the layer: it puts back what was changed"
)

CHECKS: tuple[Check, ...] = (
    *foundation.CHECKS,
    *network.CHECKS,
    *cluster.CHECKS,
    *databases.CHECKS,
)


def checks_of(layer: str) -> tuple[Check, ...]:
    """The checks of one layer, without drift."""
    return tuple(check for check in CHECKS if check.layer == layer)


def judge(layer: str, seen: Seen) -> list[CheckResult]:
    """Apply every check of a layer."""
    return [check.judge(seen) for check in checks_of(layer)]

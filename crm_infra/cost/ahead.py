"""What layers will cost that do not stand yet: ``edge`` and ``observability``, as assumptions.

Without them the sum would flatter the platform. When one of them is built, its calculation moves
into a file of its own and reads what the environment then says.
"""

from collections.abc import Iterator
from decimal import Decimal

from crm_infra.cost.lines import Line, line
from crm_infra.cost.prices import HOURS
from crm_infra.cost.usage import Usage
from crm_infra.environments import Environment

EDGE = "edge"
OBSERVABILITY = "observability"
LAYERS_AHEAD = (EDGE, OBSERVABILITY)

FREE_LOGS_GIB = 50
INCLUDED_DAYS = 30


def edge_lines(usage: Usage) -> Iterator[Line]:
    """The global load balancer and what passes it."""
    yield line(EDGE, "load balancer", "balancer.rules", HOURS)
    yield line(EDGE, "through it", "balancer.processed", usage["traffic.internet"])
    yield line(EDGE, "to the internet", "egress.internet", usage["traffic.internet"])
    yield line(EDGE, "requests judged", "armor.requests", usage["edge.requests"])


def observability_lines(environment: Environment, usage: Usage) -> Iterator[Line]:
    """Logs, metrics, and the disks of what runs in the clusters."""
    written = usage["logs.written"]
    paid = max(Decimal(0), written - FREE_LOGS_GIB)
    yield line(OBSERVABILITY, "logs", "logs", paid)
    months = Decimal(environment.sizes.log_retention_days - INCLUDED_DAYS) / INCLUDED_DAYS
    yield line(OBSERVABILITY, "logs kept", "logs.kept", written * max(Decimal(0), months))
    yield line(OBSERVABILITY, "metrics", "metrics", usage["metrics.written"])
    clusters = len(environment.regions.standing)
    yield line(OBSERVABILITY, "disks", "disk.pd-balanced", usage["metrics.disks"], clusters)

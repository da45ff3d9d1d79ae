"""What Google's services and MongoDB Atlas do when called: refusals, made-up values, answers.

One file (or folder) per service. A rule is a small function under ``registry.rule``, a made-up
value one under ``registry.completes``, a data source one under ``registry.answers``. What holds
for every type is in ``simcloud.cloud``; what the provider does before it calls is in
``simcloud.planning``.
"""

from functools import cache
from importlib import import_module

ROOMS = (
    "compute",
    "dns",
    "kms",
    "iam",
    "identity_pools",
    "projects",
    "secretmanager",
    "pubsub",
    "storage",
    "logging",
    "artifactregistry",
    "billing",
    "monitoring",
    "servicenetworking",
    "bigquery",
    "organization",
    "redis",
    "container",
    "gkebackup",
    "choices",
    "run",
    "scheduler",
    "data",
    "ephemeral",
    "atlas",
)


@cache
def load() -> None:
    """Import every service once, which fills the registry."""
    for room in ROOMS:
        import_module(f"{__name__}.{room}")

"""In what the four environments may differ, and why: the one place where that is declared.

The company's architecture document wants four environments of one pattern. A key that is not listed
here has the same value in dev, staging, uat and prod; ``across`` refuses a file that departs. To
let a key differ, add it with the document's reason, and write an ADR when the document gives none.
Previews are not bound by this: they borrow what they need.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_infra.environments.document import Value

MONTHLY_USD = 8525
"""What the document grants the infrastructure of all four environments in a month."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A key in which environments may differ.

    ``exactly`` holds values that the document itself fixes; ``like`` names environments that must
    have another's value.
    """

    path: str
    reason: str
    exactly: Mapping[str, Value] = field(default_factory=dict[str, Value])
    like: Mapping[str, str] = field(default_factory=dict[str, str])


_AS_PRODUCTION = {"uat": "prod"}


def _capacity(path: str) -> Difference:
    """A key that says how large something is."""
    reason = "limited in development, reduced in staging, equal to production in UAT"
    return Difference(path, reason, like=_AS_PRODUCTION)


DIFFERENCES: tuple[Difference, ...] = (
    Difference("name", "each environment has its own name"),
    Difference("title", "each environment has its own name"),
    Difference("project.id", "environments are isolated from each other by projects"),
    Difference("project.number", "environments are isolated from each other by projects"),
    Difference("domain", "each environment answers under its own name"),
    Difference(
        "data_classification",
        "synthetic data only in development, anonymized in staging and UAT, real in production",
        exactly={
            "dev": "synthetic",
            "staging": "anonymized",
            "uat": "anonymized",
            "prod": "production",
        },
    ),
    Difference("regions.primary.cidr", "addresses are planned to be unique everywhere"),
    Difference("regions.recovery.cidr", "addresses are planned to be unique everywhere"),
    Difference(
        "regions.recovery.standing",
        "recovery is active-passive to save cost: warm for the users of production only",
        exactly={"prod": True},
    ),
    *(_capacity(f"sizes.{key}") for key in ("max_nodes", "max_pods_per_node", "nat_addresses")),
    Difference("sizes.flow_log_sampling", "observing costs by the gigabyte; capacity decides"),
    Difference("sizes.flow_log_interval", "observing costs by the gigabyte; capacity decides"),
    Difference("sizes.log_retention_days", "full security controls where real data is"),
    Difference(
        "cluster.spot",
        "cost efficiency where nobody is served: Google may take spot nodes back at any time",
        exactly={"prod": False},
        like=_AS_PRODUCTION,
    ),
    *(
        _capacity(path)
        for path in (
            "cluster.zones",
            "cluster.pools.system",
            "cluster.pools.frontend",
            "cluster.pools.backend",
            "cluster.auto_provisioning",
            "serverless.min_instances",
            "serverless.max_instances",
            "databases.atlas.instance_size",
            "databases.atlas.max_instance_size",
            "databases.atlas.disk_gb",
        )
    ),
    Difference("serverless.receives", "a failover moves the events of one environment at a time"),
    Difference("cluster.backup_retention_days", "full security controls where real data is"),
    Difference(
        "databases.backup.compliance",
        "full security controls where real data is",
        exactly={"dev": False, "staging": False, "uat": False, "prod": True},
    ),
    Difference("databases.backup", "full security controls where real data is"),
    *(
        _capacity(f"databases.redis.{key}")
        for key in ("tier", "memory_gb", "replicas", "recovery_memory_gb")
    ),
    Difference(
        "access",
        "developers everywhere in development, with QA in staging and few admins, stakeholders who "
        "mostly read in UAT, restricted roles in production",
    ),
    Difference(
        "approval.required",
        "promotion is automated up to staging and waits for people before production",
        exactly={"dev": False, "staging": False, "prod": True},
    ),
    Difference("approval.approvals", "promotion waits for people before production"),
    Difference("windows.allowed", "releases are weekly"),
    Difference("windows.freezes", "releases are weekly"),
    Difference(
        "protection.deletion", "full security controls where real data is; lifted only to destroy"
    ),
    Difference(
        "protection.lock_retention",
        "full security controls where real data is",
        exactly={"prod": True},
    ),
    Difference("budget.monthly_usd", "capacity differs, and so does its cost"),
)


def permitted(path: str) -> Difference | None:
    """The declaration that lets a key differ, if there is one for it or for a key above it."""
    for difference in DIFFERENCES:
        if path == difference.path or path.startswith(f"{difference.path}."):
            return difference
    return None

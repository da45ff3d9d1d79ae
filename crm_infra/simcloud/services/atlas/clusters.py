"""Clusters: names, versions and words that the Admin API refuses.

What a cluster is made of is in ``nodes`` and ``scaling``; what may be done to it while it stands
is in ``life``.
"""

import re
from typing import Final

from crm_infra.simcloud.services.atlas import topology
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, enum, invalid, refuses
from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.services.registry import CREATE, UPDATE

_NAME: Final = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?")
_PREFIX: Final = 23
_TYPES: Final = ("REPLICASET", "SHARDED", "GEOSHARDED")
_PROVIDERS: Final = ("AWS", "AZURE", "GCP", "TENANT", "FLEX")
VERSIONS: Final = ("7.0", "8.0", "8.2")
_VERSION: Final = re.compile(r"(\d+)(?:\.(\d+))?")
_TLS: Final = ("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3")
_WRITE_CONCERN: Final = re.compile(r"majority|\d+")


@refuses("clusters", CLUSTER, says="A cluster's name has letters, digits and hyphens", on=(CREATE,))
def name(call: Call) -> Detail | None:
    """Refuse names that cannot be part of a host's name."""
    given = call.text("name")
    return None if _NAME.fullmatch(given) else invalid("name")


@refuses(
    "clusters",
    CLUSTER,
    says="The first 23 characters of a cluster's name do not end with a hyphen",
    reason="CLUSTER_NAME_PREFIX_INVALID",
    on=(CREATE,),
)
def prefix(call: Call) -> Detail | None:
    """Refuse names that Atlas would cut into no host's name."""
    given = call.text("name")
    if not given[:_PREFIX].endswith("-"):
        return None
    text = (
        f'Cluster name "{given}" is invalid. Atlas truncates cluster names to {_PREFIX} characters'
        ' which results in an invalid hostname due to a trailing "-" in the generated name prefix.'
    )
    return Detail(text, given)


@refuses(
    "clusters",
    CLUSTER,
    says="Cluster types, providers, release systems and TLS versions are words that Atlas knows",
    reason="INVALID_ENUM_VALUE",
)
def words(call: Call) -> Detail | None:
    """Refuse unknown words: the provider leaves them to the API."""
    for path, known in (
        ("cluster_type", _TYPES),
        ("version_release_system", ("LTS", "CONTINUOUS")),
        ("root_cert_type", ("ISRGROOTX1",)),
        ("encryption_at_rest_provider", ("NONE", "AWS", "AZURE", "GCP")),
        ("replica_set_scaling_strategy", ("SEQUENTIAL", "WORKLOAD_TYPE", "NODE_TYPE")),
        ("advanced_configuration.minimum_enabled_tls_protocol", _TLS),
        ("advanced_configuration.tls_cipher_config_mode", ("CUSTOM", "DEFAULT")),
    ):
        given = call.get(path)
        if given is not None and given not in known:
            return enum(given)
    for _, config in topology.configs(call.values):
        if dig(config, "provider_name") not in (None, *_PROVIDERS):
            return enum(config["provider_name"])
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="New clusters accept TLS 1.2 or newer",
    reason="INVALID_CLUSTER_CONFIGURATION",
)
def old_tls(call: Call) -> Detail | None:
    """Refuse what browsers refuse, too."""
    path = "advanced_configuration.minimum_enabled_tls_protocol"
    if call.changed_or_new(path) and call.get(path) in ("TLS1_0", "TLS1_1"):
        version = str(call.get(path)).removeprefix("TLS").replace("_", ".")
        return Detail(
            "The specified cluster configuration is not valid: TLS"
            f" {version} is not available for new configurations."
        )
    return None


@refuses(
    "clusters", CLUSTER, says="A version is one that Atlas has now", reason="INVALID_ATTRIBUTE"
)
def version(call: Call) -> Detail | None:
    """Refuse versions that are past or to come."""
    given = call.text("mongo_db_major_version")
    if given and call.changed_or_new("mongo_db_major_version") and full(given) not in VERSIONS:
        return invalid("mongoDBMajorVersion")
    return None


def full(given: str) -> str:
    """``8`` as Atlas writes it: ``8.0``."""
    seen = _VERSION.fullmatch(given)
    return f"{seen[1]}.{seen[2] or 0}" if seen else given


@refuses(
    "clusters",
    CLUSTER,
    says="A version is raised one major at a time and never lowered",
    reason="CANNOT_DOWNGRADE_MONGODB_VERSION",
    on=(UPDATE,),
)
def version_back(call: Call) -> Detail | None:
    """Refuse to go back, or to leave one out."""
    before, after = call.before("mongo_db_major_version"), call.get("mongo_db_major_version")
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    known = [full(before) in VERSIONS, full(after) in VERSIONS]
    if all(known) and VERSIONS.index(full(after)) < VERSIONS.index(full(before)):
        text = f"Cannot downgrade MongoDB version from {before} to {after}."
        return Detail(text, before, after)
    return None


@refuses(
    "clusters",
    CLUSTER,
    says="A cluster that follows every release names no major version",
    reason="INVALID_ATTRIBUTE",
    on=(CREATE,),
)
def continuous(call: Call) -> Detail | None:
    """Refuse a version beside the newest one."""
    follows = call.get("version_release_system") == "CONTINUOUS"
    return (
        invalid("mongoDBMajorVersion") if follows and call.text("mongo_db_major_version") else None
    )


@refuses(
    "clusters",
    CLUSTER,
    says="A write concern is a number of nodes or `majority`",
    reason="INVALID_ATTRIBUTE",
)
def write_concern(call: Call) -> Detail | None:
    """Refuse other words."""
    given = call.get("advanced_configuration.default_write_concern")
    if isinstance(given, str) and given and not _WRITE_CONCERN.fullmatch(given):
        return invalid("defaultWriteConcern")
    return None

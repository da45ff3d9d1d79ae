"""Memorystore for Redis instances."""

import re
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.encryption import agent_of
from crm_infra.simcloud.services.places import zones_of
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

INSTANCE: Final = "google_redis_instance"
CONNECTION: Final = "google_service_networking_connection"
NETWORK: Final = "google_compute_network"
_VERSIONS: Final = ("REDIS_3_2", "REDIS_4_0", "REDIS_5_0", "REDIS_6_X", "REDIS_7_0", "REDIS_7_2")
_LARGEST_GB: Final = 300
_SMALLEST_WITH_REPLICAS: Final = 5
_NAME: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?")


@completes(INSTANCE)
def instance(call: Call) -> Values:
    """What the API fills in for an instance."""
    zones = zones_of(call.place.region) or [""]
    host = f"10.{identity.small_number(call.id, below=200)}.0.3"
    many = call.get("read_replicas_mode") == "READ_REPLICAS_ENABLED"
    return {
        "alternative_location_id": zones[-1],
        "location_id": zones[0],
        "current_location_id": zones[0],
        "authorized_network": f"projects/{call.place.project}/global/networks/default",
        "host": host,
        "port": 6378 if call.get("transit_encryption_mode") == "SERVER_AUTHENTICATION" else 6379,
        "read_endpoint": host if many else "",
        "read_endpoint_port": 6379 if many else 0,
        "redis_version": "REDIS_7_2",
        "read_replicas_mode": "READ_REPLICAS_DISABLED",
        "replica_count": 2 if many else (1 if call.get("tier") == "STANDARD_HA" else 0),
        "reserved_ip_range": f"{host.rsplit('.', 1)[0]}.0/29",
        "effective_reserved_ip_range": f"{host.rsplit('.', 1)[0]}.0/29",
        "maintenance_version": "",
        "persistence_config": [],
        "persistence_iam_identity": f"serviceAccount:{agent_of(call, 'cloud-redis')}",
        "nodes": [],
        "server_ca_certs": [],
    }


@rule("redis", INSTANCE, says="A Redis version is one that Memorystore has", reason="badRequest")
def version(call: Call) -> str | None:
    """Refuse unknown versions: the provider leaves them to the API."""
    given = call.text("redis_version")
    if given and given not in _VERSIONS:
        return f"Invalid Redis version: {given}. Supported versions are: {', '.join(_VERSIONS)}."
    return None


@rule(
    "redis",
    INSTANCE,
    says="An instance has 1 to 300 GiB, with read replicas 5 or more",
    reason="badRequest",
)
def size(call: Call) -> str | None:
    """Refuse sizes out of bounds."""
    given = call.get("memory_size_gb")
    if given is None:
        return None
    if not 1 <= given <= _LARGEST_GB:
        return f"Invalid memory size: {int(given)} GB. It must be between 1 and {_LARGEST_GB} GB."
    replicas = call.get("read_replicas_mode") == "READ_REPLICAS_ENABLED"
    if replicas and given < _SMALLEST_WITH_REPLICAS:
        return "Read replicas require a memory size of at least 5 GB."
    return None


@rule(
    "redis",
    INSTANCE,
    says="Private service access needs a private connection of the VPC",
    on=(CREATE,),
    reason="failedPrecondition",
)
def private_access(call: Call) -> str | None:
    """Refuse private service access where the VPC is not connected."""
    network = call.target("authorized_network", NETWORK)
    if call.get("connect_mode") != "PRIVATE_SERVICE_ACCESS" or network is None:
        return None
    if any(other.type == CONNECTION for other in call.world.referrers(network)):
        return None
    return (
        "Google private services access is not enabled. Please enable private service access for"
        f" network {network.id} and try again."
    )

"""The types around an instance, and what several rules ask of one."""

from collections.abc import Mapping
from typing import Any, Final

from crm_infra.simcloud.services.call import dig

INSTANCE: Final = "google_redis_instance"
CONNECTION: Final = "google_service_networking_connection"
ALLOCATION: Final = "google_compute_global_address"
NETWORK: Final = "google_compute_network"
BAD: Final = "badRequest"
HIGH: Final = "STANDARD_HA"


def reads_from_replicas(values: Mapping[str, Any]) -> bool:
    """Whether clients may read from its replicas."""
    return dig(values, "read_replicas_mode") == "READ_REPLICAS_ENABLED"


def is_private(values: Mapping[str, Any]) -> bool:
    """Whether it is reached through the VPC's private connection."""
    return dig(values, "connect_mode") == "PRIVATE_SERVICE_ACCESS"

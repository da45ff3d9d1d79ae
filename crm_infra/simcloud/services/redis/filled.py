"""What Memorystore fills in for an instance: addresses, zones, certificates, its secret.

The secret that clients say is derived from the instance, so that it never has to be kept.
"""

import base64
from datetime import timedelta
from typing import Any

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import parse
from crm_infra.simcloud.services.call import Call, Thing, World
from crm_infra.simcloud.services.encryption import agent_of
from crm_infra.simcloud.services.places import zones_of
from crm_infra.simcloud.services.redis.ranges import chosen
from crm_infra.simcloud.services.redis.types import HIGH, INSTANCE, reads_from_replicas
from crm_infra.simcloud.services.registry import completes, shows
from crm_infra.simcloud.values import Values

_TLS = "SERVER_AUTHENTICATION"
_NOT_YET: Values = {
    "host": "",
    "port": 0,
    "read_endpoint": "",
    "read_endpoint_port": 0,
    "nodes": [],
}


@completes(INSTANCE)
def instance(call: Call) -> Values:
    """What the API fills in for an instance."""
    encrypted = call.get("transit_encryption_mode") == _TLS
    moment = identity.rfc3339(call.world.now())
    _follow(call)
    return {
        **_addresses(call, encrypted),
        **_places(call),
        "authorized_network": f"projects/{call.place.project}/global/networks/default",
        "redis_version": "REDIS_7_2",
        "read_replicas_mode": "READ_REPLICAS_DISABLED",
        "replica_count": _replicas(call),
        "maintenance_version": "20260901_00_00",
        "maintenance_schedule": [],
        "maintenance_policy.create_time": moment,
        "maintenance_policy.update_time": moment,
        "maintenance_policy.weekly_maintenance_window.duration": "3600s",
        "persistence_config": [
            {
                "persistence_mode": "DISABLED",
                "rdb_snapshot_period": "",
                "rdb_snapshot_start_time": "",
                "rdb_next_snapshot_time": "",
            }
        ],
        "persistence_config.rdb_snapshot_start_time": moment,
        "persistence_config.rdb_next_snapshot_time": moment,
        "persistence_iam_identity": f"serviceAccount:{agent_of(call, 'cloud-redis')}",
        "secondary_ip_range": "",
        "server_ca_certs": _certificates(call) if encrypted else [],
    }


def _follow(call: Call) -> None:
    """What depends on settings that change in place; the plan still holds what was before."""
    call.values["auth_string"] = auth_string(call.id) if call.get("auth_enabled") is True else ""
    if call.changed("replica_count") or call.changed("read_replicas_mode"):
        call.values["nodes"] = _nodes(call)


def auth_string(id_: str) -> str:
    """The secret of an instance."""
    return identity.uuid_of("auth", id_)


@shows(INSTANCE)
def told(thing: Thing, _world: World) -> Values:
    """The secret, which is not kept; and no address before there is one."""
    enabled = thing.values.get("auth_enabled") is True
    secret = {"auth_string": auth_string(thing.id) if enabled else ""}
    return {**secret, **_NOT_YET} if thing.stage == "creating" else secret


def _addresses(call: Call, encrypted: bool) -> Values:
    found = parse(chosen(call))
    first = int(found.network_address) if found else 0
    host = str(found.network_address + 3) if found else ""
    many = reads_from_replicas(call.values)
    return {
        "host": host,
        "port": 6378 if encrypted else 6379,
        "read_endpoint": str(found.network_address + 2) if found and many else "",
        "read_endpoint_port": (6378 if encrypted else 6379) if first and many else 0,
        "reserved_ip_range": str(found or ""),
        "effective_reserved_ip_range": str(found or ""),
    }


def _places(call: Call) -> Values:
    zones = zones_of(call.place.region) or [""]
    own = call.text("location_id") or zones[identity.small_number(call.id, below=len(zones))]
    other = next((zone for zone in zones if zone != own), "")
    return {
        "location_id": own,
        "current_location_id": own,
        "alternative_location_id": other if call.get("tier") == HIGH else "",
        "nodes": _nodes(call),
    }


def _replicas(call: Call) -> int:
    many = reads_from_replicas(call.values)
    return 2 if many else (1 if call.get("tier") == HIGH else 0)


def _nodes(call: Call) -> list[dict[str, Any]]:
    """Only instances whose replicas are read from tell their nodes."""
    if not reads_from_replicas(call.values):
        return []
    zones = zones_of(call.place.region)
    count = int(call.get("replica_count", _replicas(call))) + 1
    return [{"id": f"node-{n}", "zone": zones[n % len(zones)]} for n in range(count)]


def _certificates(call: Call) -> list[dict[str, str]]:
    """One certificate, in form only, for ten years from its creation."""
    now = call.world.now()
    body = base64.b64encode(f"simulated certificate of {call.id}".encode()).decode()
    return [
        {
            "cert": f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----",
            "create_time": identity.rfc3339(now),
            "expire_time": identity.rfc3339(now + timedelta(days=3650)),
            "serial_number": identity.number("serial", call.id, digits=9),
            "sha1_fingerprint": identity.hexadecimal("sha1", call.id, digits=40),
        }
    ]

"""Clusters: what Atlas fills in, how long it takes, and what it tells of a cluster at this moment.

Rules are in ``clusters``, ``nodes``, ``scaling`` and ``life``; names of hosts are in ``hosts``.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final, cast

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas import hosts, topology
from crm_infra.simcloud.services.atlas.clusters import full
from crm_infra.simcloud.services.atlas.offer import SIZES, SMALLEST_DISK_GB
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.call import Call, Thing, World, blocks, dig
from crm_infra.simcloud.services.registry import CREATE, completes, shows
from crm_infra.simcloud.values import UNKNOWN, Values

RELEASES: Final = {"7.0": "7.0.28", "8.0": "8.0.17", "8.2": "8.2.3"}
_DEFAULT: Final = "8.0"
_REGION_SECONDS: Final = 60.0
_NODE_SECONDS: Final = 150.0
_QUICK_SECONDS: Final = 10.0
_RESTART_SECONDS: Final = 60.0
_ZONE: Final = "ZoneName managed by Terraform"
_ADVANCED: Final[Mapping[str, Any]] = {
    "change_stream_options_pre_and_post_images_expire_after_seconds": -1,
    "custom_openssl_cipher_config_tls12": [],
    "custom_openssl_cipher_config_tls13": [],
    "default_max_time_ms": None,
    "default_write_concern": "majority",
    "javascript_enabled": True,
    "minimum_enabled_tls_protocol": "TLS1_2",
    "no_table_scan": False,
    "oplog_min_retention_hours": None,
    "oplog_size_mb": None,
    "sample_refresh_interval_bi_connector": None,
    "sample_size_bi_connector": None,
    "tls_cipher_config_mode": "DEFAULT",
    "transaction_lifetime_limit_seconds": None,
}
_BI: Final[Mapping[str, Any]] = {"enabled": False, "read_preference": "secondary"}
_SCALING: Final[Mapping[str, Any]] = {
    "compute_enabled": False,
    "compute_max_instance_size": "",
    "compute_min_instance_size": "",
    "compute_scale_down_enabled": False,
    "disk_gb_enabled": False,
}
_STATES: Final = {"creating": "CREATING", "updating": "UPDATING", "deleting": "DELETING"}


@completes(CLUSTER)
def cluster(call: Call) -> Values:
    """Everything that was left to Atlas; the topology is filled where it stands."""
    _topology(call)
    call.facts = replace(call.facts, seconds=_seconds(call))
    version = full(call.text("mongo_db_major_version") or _DEFAULT)
    replica_set = call.get("cluster_type") == "REPLICASET"
    for name, usual in (("advanced_configuration", _ADVANCED), ("bi_connector_config", _BI)):
        kept = call.before(name, {})
        call.values[name] = _filled(call.values.get(name), {**usual, **kept})
    # Endpoints and nodes may have come since: what was before is not kept.
    call.values["connection_strings"] = hosts.connection_strings(call.values, call.world)
    if isinstance(call.values.get("pinned_fcv"), dict):
        call.values["pinned_fcv"] = _filled(call.values["pinned_fcv"], {"version": version})
    return {
        "backup_enabled": False,
        "config_server_management_mode": None if replica_set else "ATLAS_MANAGED",
        "config_server_type": None if replica_set else "EMBEDDED",
        "connection_strings": hosts.connection_strings(call.values, call.world),
        "delete_on_create_timeout": True,
        "encryption_at_rest_provider": "NONE",
        "global_cluster_self_managed_sharding": False,
        "mongo_db_major_version": version,
        "mongo_db_version": RELEASES.get(version, f"{version}.0"),
        "paused": False,
        "pit_enabled": False,
        "redact_client_log_data": False,
        "replica_set_scaling_strategy": "WORKLOAD_TYPE",
        "root_cert_type": "ISRGROOTX1",
        "state_name": "IDLE",
        "termination_protection_enabled": False,
        "use_aws_time_based_snapshot_copy_for_fast_initial_sync": False,
        "version_release_system": "LTS",
    }


@shows(CLUSTER)
def moment(thing: Thing, world: World) -> Values:
    """What it is doing, and the endpoints through which it can be reached by now."""
    version = full(str(thing.values.get("mongo_db_major_version") or _DEFAULT))
    return {
        "state_name": _STATES.get(thing.stage, "IDLE"),
        "connection_strings": hosts.connection_strings(thing.values, world),
        "mongo_db_version": RELEASES.get(version, f"{version}.0"),
    }


def _filled(given: Any, usual: Mapping[str, Any]) -> Any:
    """The object with Atlas' values where it says nothing."""
    if given is None:
        return None
    said = cast("Values", given) if isinstance(given, dict) else dict.fromkeys(usual, UNKNOWN)
    return {
        name: deepcopy(usual[name]) if value is UNKNOWN and name in usual else value
        for name, value in said.items()
    }


def _topology(call: Call) -> None:
    before = blocks(call.prior, "replication_specs")
    for index, spec in enumerate(blocks(call.values, "replication_specs")):
        old = before[index] if index < len(before) else {}
        _spec(call, spec, old, str(index))


def _spec(call: Call, spec: Values, old: Values, index: str) -> None:
    project, name = call.text("project_id"), call.text("name")
    configs = blocks(spec, "region_configs")
    usual = {
        "external_id": identity.hexadecimal("shard", call.id, index, digits=24),
        "zone_id": identity.hexadecimal("zone", project, name, _ZONE, digits=24),
        "zone_name": _ZONE,
        "container_id": {
            f"{config['provider_name']}:{config['region_name']}": _container(project, config)
            for config in configs
        },
    }
    kept = {key: old[key] for key in ("external_id", "zone_id", "zone_name") if old.get(key)}
    for key, value in (usual | kept).items():
        if spec.get(key, UNKNOWN) is UNKNOWN:
            spec[key] = value
    known = {
        (c.get("provider_name"), c.get("region_name")): c for c in blocks(old, "region_configs")
    }
    size = next((s for c in configs if (s := dig(c, "electable_specs.instance_size"))), "M10")
    for config in configs:
        was = known.get((config.get("provider_name"), config.get("region_name")), {})
        _config(config, was, str(size))


def _container(project: str, config: Values) -> str:
    """Google's clusters of a project share one network container, others have one per region."""
    where = "" if config["provider_name"] == "GCP" else str(config["region_name"])
    return identity.hexadecimal(
        "container", project, str(config["provider_name"]), where, digits=24
    )


def _config(config: Values, old: Values, size: str) -> None:
    for kind in topology.KINDS:
        of_size = str(dig(config, f"{kind}.instance_size") or size)
        given = SIZES.get(of_size)
        disk = dig(config, "electable_specs.disk_size_gb") or dig(old, f"{kind}.disk_size_gb")
        usual = {
            "disk_iops": None,
            "disk_size_gb": disk or (given.disk_gb if given else SMALLEST_DISK_GB),
            "ebs_volume_type": None,
            "instance_size": of_size,
            "node_count": dig(old, f"{kind}.node_count") or 0,
        }
        config[kind] = _filled(config.get(kind), usual)
    for kind in ("auto_scaling", "analytics_auto_scaling"):
        config[kind] = _filled(config.get(kind), _SCALING)


def _seconds(call: Call) -> dict[str, float]:
    """Making takes as long as the size asks; a change of nodes rolls over them, others do not."""
    regions = sum(1 for _ in topology.configs(call.values))
    sizes = [SIZES[s] for s in _sizes(call.values) if s in SIZES]
    minutes = max((size.minutes for size in sizes), default=8.0)
    create = minutes * 60 + _REGION_SECONDS * max(regions - 1, 0)
    return {**call.facts.seconds, "create": create, "update": _update_seconds(call)}


def _sizes(values: Values) -> list[str]:
    found = (dig(c, "electable_specs.instance_size") for _, c in topology.configs(values))
    return [str(size) for size in found if size]


def _update_seconds(call: Call) -> float:
    if call.action == CREATE:
        return call.facts.seconds["update"]
    nodes = sum(topology.electable(shard) for shard in topology.shards(call.values))
    rolling = ("replication_specs", "mongo_db_major_version", "encryption_at_rest_provider")
    if _hardware(call.values) != _hardware(call.prior) or any(
        call.changed(path) for path in rolling[1:]
    ):
        return max(nodes, 1) * _NODE_SECONDS
    if call.changed("paused") or _differs(
        call.values.get("advanced_configuration"), call.prior.get("advanced_configuration")
    ):
        return _RESTART_SECONDS
    return _QUICK_SECONDS


def _differs(new: Any, old: Any) -> bool:
    """Whether anything known is not what it was."""
    if isinstance(new, dict) and isinstance(old, dict):
        before = cast("Values", old)
        return any(_differs(v, before.get(k)) for k, v in cast("Values", new).items())
    return new is not UNKNOWN and new is not None and new != old


def _hardware(values: Values) -> list[Any]:
    return [
        (config.get("region_name"), kind, *(dig(spec, key) for key in _OF_NODES))
        for _, config in topology.configs(values)
        for kind, spec in topology.specs(config)
    ]


_OF_NODES: Final = ("instance_size", "node_count", "disk_size_gb")

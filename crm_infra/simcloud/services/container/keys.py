"""Customer-managed keys of clusters: etcd and the disks of nodes."""

from collections.abc import Iterator

from crm_infra.simcloud.services.call import Call, Thing
from crm_infra.simcloud.services.container.nodes import cluster_of
from crm_infra.simcloud.services.container.types import BAD, CLUSTER, POOL
from crm_infra.simcloud.services.encryption import agent_of, may_not_use, unusable, withheld
from crm_infra.simcloud.services.kms import KEY, same_location
from crm_infra.simcloud.services.places import region_of
from crm_infra.simcloud.services.registry import rule

_ETCD = "database_encryption.key_name"
_DISKS = (
    "node_config.boot_disk_kms_key",
    "cluster_autoscaling.auto_provisioning_defaults.boot_disk_kms_key",
)
_ROBOT = "container-engine-robot"
_COMPUTE = "compute-system"


@rule(
    "container",
    CLUSTER,
    says="The key of etcd lies in the cluster's region",
    reason=BAD,
)
def etcd_key_location(call: Call) -> str | None:
    """Refuse a key of another place."""
    name, place = call.text(_ETCD), region_of(call.text("location"))
    if name and place and not same_location(name, place):
        return (
            f"Cloud KMS key {name} used for application-layer secrets encryption must be in the"
            f" same location as the cluster: {place}."
        )
    return None


@rule(
    "container",
    CLUSTER,
    says="A cluster whose etcd is encrypted names its key, and only then",
    reason=BAD,
)
def etcd_key_named(call: Call) -> str | None:
    """Refuse encryption without a key."""
    state = call.text("database_encryption.state")
    if state == "ENCRYPTED" and not call.text(_ETCD) and call.get(_ETCD) is None:
        return "Cluster.database_encryption.key_name must be set when the state is ENCRYPTED."
    return None


@rule(
    "container",
    CLUSTER,
    says="Kubernetes Engine's service agent may use the key of etcd, and the key can be used",
    reason=BAD,
)
def etcd_key_granted(call: Call) -> str | None:
    """Refuse a key that the service agent cannot use."""
    if not call.changed_or_new(_ETCD):
        return None
    held = withheld(call, call.text(_ETCD), _ROBOT)
    if held:
        return f"Cloud KMS error: {may_not_use(held, agent_of(call, _ROBOT))}"
    return unusable(call, call.text(_ETCD))


@rule(
    "container",
    CLUSTER,
    POOL,
    says="The key of nodes' disks lies in their region, and Compute Engine may use it",
    reason=BAD,
)
def disk_keys(call: Call) -> str | None:
    """Refuse keys that the disks cannot have."""
    place = region_of(_location(call))
    for key in _disk_keys(call):
        if place and not same_location(key.id, place) and not same_location(key.id, "global"):
            return (
                f"Cloud KMS key {key.id} must be in the same location as the disks that it"
                f" protects: {place}."
            )
        if withheld(call, key.id, _COMPUTE):
            return (
                f"Cloud KMS error when using key {key.id}: Permission"
                f" 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '{key.id}' (or it"
                f" may not exist) for {agent_of(call, _COMPUTE)}."
            )
        broken = unusable(call, key.id)
        if broken:
            return broken
    return None


def _disk_keys(call: Call) -> Iterator[Thing]:
    for path in _DISKS:
        name = call.text(path)
        found = call.find(name, KEY) if name and call.changed_or_new(path) else None
        if found:
            yield found


def _location(call: Call) -> str:
    cluster = cluster_of(call) if call.type == POOL else None
    return cluster.location if cluster else call.text("location")

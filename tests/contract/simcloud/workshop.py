"""What stands before a cluster, an instance or a service can be made: VPC, keys, grants."""

from typing import Any

from tests.fakes.cloud_account import Account, Values

ENCRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
CLUSTER: Values = {
    "name": "crm",
    "location": "us-central1",
    "network": "vpc",
    "subnetwork": "nodes",
    "remove_default_node_pool": True,
    "initial_node_count": 1,
    "release_channel": {"channel": "REGULAR"},
    "ip_allocation_policy": {
        "cluster_secondary_range_name": "pods",
        "services_secondary_range_name": "services",
    },
    "private_cluster_config": {
        "enable_private_nodes": True,
        "master_ipv4_cidr_block": "172.16.0.0/28",
    },
    "addons_config": {"gke_backup_agent_config": {"enabled": True}},
}
POOL: Values = {
    "name": "backend",
    "cluster": "projects/crm-dev/locations/us-central1/clusters/crm",
    "autoscaling": {"total_min_node_count": 1, "total_max_node_count": 4},
    "max_pods_per_node": 64,
    "node_config": {"machine_type": "e2-standard-2", "disk_size_gb": 50},
}


def vpc(
    account: Account,
    *,
    nodes: str = "10.0.0.0/20",
    pods: str = "10.8.0.0/16",
    services: str = "10.1.0.0/20",
) -> Values:
    """A VPC with a subnet for nodes, pods and services."""
    made = account.create("compute_network", name="vpc", auto_create_subnetworks=False)
    account.create(
        "compute_subnetwork",
        name="nodes",
        network="vpc",
        ip_cidr_range=nodes,
        secondary_ip_range=[
            {"range_name": "pods", "ip_cidr_range": pods},
            {"range_name": "services", "ip_cidr_range": services},
        ],
    )
    return made


def cluster(account: Account, **more: Any) -> Values:
    """A cluster in that VPC."""
    return account.create("container_cluster", **changed(CLUSTER, more))


def pool(account: Account, **more: Any) -> Values:
    """A pool of that cluster."""
    return account.create("container_node_pool", **changed(POOL, more))


def key(account: Account, location: str = "us-central1", name: str = "data") -> str:
    """A key that nobody may use yet."""
    ring = account.create("kms_key_ring", name=f"crm-{name}", location=location)["id"]
    return account.create("kms_crypto_key", name=name, key_ring=ring)["id"]


def grant(account: Account, key_id: str, agent: str) -> str:
    """Let a service agent use a key; returns its address."""
    email = agent_of(account, agent)
    account.create(
        "kms_crypto_key_iam_member",
        crypto_key_id=key_id,
        role=ENCRYPTER,
        member=f"serviceAccount:{email}",
    )
    return email


def agent_of(account: Account, agent: str) -> str:
    number = account.data("project")["number"]
    return f"service-{number}@{agent}.iam.gserviceaccount.com"


def changed(given: Values, more: Values) -> Values:
    """A configuration with some arguments changed, blocks argument by argument; None takes away."""
    made = dict(given)
    for name, value in more.items():
        inner = made.get(name)
        if isinstance(inner, dict) and isinstance(value, dict):
            made[name] = changed(inner, value)
        elif value is None:
            made.pop(name, None)
        else:
            made[name] = value
    return made


def allocations(account: Account, **ranges: str) -> Values:
    """Ranges for producers, and the private connection of the VPC with them."""
    for name, text in ranges.items():
        address, _, prefix = text.partition("/")
        account.create(
            "compute_global_address",
            name=name,
            purpose="VPC_PEERING",
            address_type="INTERNAL",
            address=address,
            prefix_length=int(prefix),
            network="vpc",
        )
    return account.create(
        "service_networking_connection",
        network="projects/crm-dev/global/networks/vpc",
        service="servicenetworking.googleapis.com",
        reserved_peering_ranges=list(ranges),
    )

"""What the simulated Memorystore refuses, and what it fills in."""

import pytest

from tests.contract.simcloud.workshop import agent_of, allocations, changed, grant, key, vpc
from tests.fakes.cloud_account import Account, Values

BAD = "googleapi: Error 400: "
INSTANCE: Values = {
    "name": "cache",
    "tier": "BASIC",
    "memory_size_gb": 1,
    "authorized_network": "projects/crm-dev/global/networks/vpc",
    "connect_mode": "PRIVATE_SERVICE_ACCESS",
}
LARGE: Values = {
    "tier": "STANDARD_HA",
    "memory_size_gb": 5,
    "read_replicas_mode": "READ_REPLICAS_ENABLED",
}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"redis_version": "REDIS_9_0"},
            (
                "Invalid Redis version: REDIS_9_0. Supported versions are: REDIS_3_2, REDIS_4_0,"
                " REDIS_5_0, REDIS_6_X, REDIS_7_0, REDIS_7_2."
            ),
        ),
        ({"memory_size_gb": 301}, "Invalid memory size: 301 GB. It must be between 1 and 300 GB."),
        (
            {"replica_count": 1},
            "Invalid replica count: 1. For tier BASIC it must be 0.",
        ),
        (
            {"tier": "STANDARD_HA", "replica_count": 2},
            "Invalid replica count: 2. For tier STANDARD_HA it must be 1.",
        ),
        (
            {**LARGE, "replica_count": 6},
            "Invalid replica count: 6. For tier STANDARD_HA it must be between 1 and 5.",
        ),
        (
            {**LARGE, "tier": "BASIC"},
            "Read replicas are only supported for the STANDARD_HA tier.",
        ),
        (
            {**LARGE, "memory_size_gb": 4},
            "Read replicas require a memory size of at least 5 GB.",
        ),
        (
            {**LARGE, "redis_version": "REDIS_4_0"},
            "Read replicas require Redis version 5.0 or higher.",
        ),
        ({"location_id": "us-east1-b"}, "Zone us-east1-b is not in region us-central1."),
        (
            {"alternative_location_id": "us-central1-b"},
            "alternative_location_id is only supported for the STANDARD_HA tier.",
        ),
        (
            {"redis_configs": {"appendonly": "yes"}},
            "Invalid redis config: appendonly is not supported.",
        ),
        (
            {"redis_configs": {"maxmemory-policy": "random"}},
            'Invalid value for redis config maxmemory-policy: "random".',
        ),
        (
            {"persistence_config": {"persistence_mode": "RDB"}},
            "rdb_snapshot_period must be set when persistence_mode is RDB.",
        ),
        (
            {"reserved_ip_range": "nowhere"},
            (
                "Invalid reserved_ip_range: allocated IP range 'nowhere' is not part of the private"
                " services access connection of the authorized network."
            ),
        ),
        (
            {"reserved_ip_range": "10.9.0.0/30"},
            "Invalid reserved_ip_range: 10.9.0.0/30 must have a prefix of /29 or less.",
        ),
        (
            {"connect_mode": "DIRECT_PEERING", "reserved_ip_range": "10.0.1.0/29"},
            "Requested range 10.0.1.0/29 conflicts with a range that is already in use.",
        ),
    ],
)
def test_an_instance_is_refused(account: Account, change: Values, refusal: str) -> None:
    vpc(account)
    allocations(account, producers="10.2.0.0/20")
    found = account.refused("redis_instance", **changed(INSTANCE, change))
    assert found == f"{BAD}{refusal}, badRequest"


def test_an_instance_lies_in_a_region(account: Account) -> None:
    vpc(account)
    allocations(account, producers="10.2.0.0/20")
    assert account.refused("redis_instance", **changed(INSTANCE, {"region": "us-mars1"})) == (
        "googleapi: Error 404: Location us-mars1 is not found."
    )


def test_private_access_needs_a_connection(account: Account) -> None:
    vpc(account)
    assert account.refused("redis_instance", **INSTANCE) == (
        f"{BAD}Google private services access is not enabled. Please enable private service access"
        " for network projects/crm-dev/global/networks/vpc and try again., failedPrecondition"
    )


def test_a_network_of_another_project_needs_private_access(account: Account) -> None:
    vpc(account.elsewhere(project="crm-prod"))
    given = changed(
        INSTANCE,
        {
            "authorized_network": "projects/crm-prod/global/networks/vpc",
            "connect_mode": "DIRECT_PEERING",
        },
    )
    assert account.refused("redis_instance", **given) == (
        f"{BAD}authorized_network must exist in the same project as redis instance, badRequest"
    )


def test_an_allocation_is_used_up(account: Account) -> None:
    vpc(account)
    allocations(account, small="10.2.0.0/29", none="10.3.0.0/28")
    first = account.create("redis_instance", **changed(INSTANCE, {"reserved_ip_range": "small"}))
    assert (first["host"], first["effective_reserved_ip_range"]) == ("10.2.0.3", "10.2.0.0/29")
    given = changed(INSTANCE, {"name": "two", "reserved_ip_range": "small"})
    assert account.refused("redis_instance", **given) == (
        f"{BAD}Couldn't find free blocks in allocated IP ranges. Please allocate new ranges for"
        " this service provider., failedPrecondition"
    )
    account.delete("redis_instance", first)
    assert account.create("redis_instance", **given)["host"] == "10.2.0.3"


def test_read_replicas_need_a_larger_range(account: Account) -> None:
    vpc(account)
    allocations(account, small="10.2.0.0/29")
    assert "Couldn't find free blocks" in account.refused(
        "redis_instance", **changed(INSTANCE, LARGE)
    )


def test_a_key_lies_in_the_region_and_may_be_used(account: Account) -> None:
    vpc(account)
    allocations(account, producers="10.2.0.0/20")
    far, near = key(account, "us-east1", "far"), key(account)
    assert account.refused("redis_instance", **INSTANCE, customer_managed_key=far) == (
        f"{BAD}CMEK key {far} must be in the same region as the instance: us-central1., badRequest"
    )
    assert account.refused("redis_instance", **INSTANCE, customer_managed_key=near) == (
        f"{BAD}Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '{near}' (or"
        f" it may not exist) for {agent_of(account, 'cloud-redis')}., failedPrecondition"
    )
    grant(account, near, "cloud-redis")
    assert account.create("redis_instance", **INSTANCE, customer_managed_key=near)


def test_hosts_lie_in_the_range_of_their_region(account: Account) -> None:
    vpc(account)
    allocations(account, central="10.2.0.0/20", east="10.66.0.0/20")
    near = account.create("redis_instance", **changed(INSTANCE, {"reserved_ip_range": "central"}))
    there = changed(INSTANCE, {"region": "us-east1", "reserved_ip_range": "east", **LARGE})
    far = account.create("redis_instance", **there)
    assert near["host"] == "10.2.0.3"
    assert (far["host"], far["read_endpoint"]) == ("10.66.0.3", "10.66.0.2")
    assert [node["zone"][:-2] for node in far["nodes"]] == ["us-east1"] * 3
    assert far["replica_count"] == 2


def test_it_grows_in_place(account: Account) -> None:
    vpc(account)
    allocations(account, producers="10.2.0.0/20")
    made = account.create("redis_instance", **INSTANCE)
    larger = account.update("redis_instance", made, **{**INSTANCE, "memory_size_gb": 3})
    assert (larger["memory_size_gb"], larger["host"]) == (3, made["host"])


def test_its_secret_is_told_and_not_kept(account: Account) -> None:
    vpc(account)
    allocations(account, producers="10.2.0.0/20")
    plain = account.create("redis_instance", **INSTANCE)
    assert plain["auth_string"] == ""
    made = account.update("redis_instance", plain, **INSTANCE, auth_enabled=True)
    assert len(made["auth_string"]) == 36
    found = account.refresh("redis_instance", made)
    assert found is not None
    assert found["auth_string"] == made["auth_string"]
    everything = b"".join(path.read_bytes() for path in account.folder.iterdir())
    assert made["auth_string"].encode() not in everything


def test_an_encrypted_instance_has_a_certificate(account: Account) -> None:
    vpc(account)
    allocations(account, producers="10.2.0.0/20")
    made = account.create(
        "redis_instance", **INSTANCE, transit_encryption_mode="SERVER_AUTHENTICATION"
    )
    assert made["port"] == 6378
    [certificate] = made["server_ca_certs"]
    assert certificate["expire_time"].startswith("2036-")
    assert certificate["cert"].startswith("-----BEGIN CERTIFICATE-----")


def test_a_connection_stays_while_an_instance_uses_it(account: Account) -> None:
    vpc(account)
    connection = allocations(account, producers="10.2.0.0/20")
    account.create("redis_instance", **INSTANCE)
    assert "Producer services" in account.refused_delete(
        "service_networking_connection", connection
    )

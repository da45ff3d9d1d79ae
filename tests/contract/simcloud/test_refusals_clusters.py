"""What the simulated Kubernetes Engine refuses, and what it fills in."""

import re

import pytest

from crm_infra.simcloud.catalogue.quotas import Quota
from crm_infra.simcloud.cloud.hand import Hand
from tests.contract.simcloud.workshop import (
    CLUSTER,
    POOL,
    agent_of,
    changed,
    cluster,
    grant,
    key,
    pool,
    vpc,
)
from tests.fakes.cloud_account import Account, Values

BAD = "googleapi: Error 400: "
NETWORK = "https://www.googleapis.com/compute/v1/projects/crm-dev/global/networks/vpc"
NODES = "projects/crm-dev/regions/us-central1/subnetworks/nodes"
ID = "projects/crm-dev/locations/us-central1/clusters/crm"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"private_cluster_config": {"master_ipv4_cidr_block": "10.8.3.0/28"}},
            f"The given master_ipv4_cidr 10.8.3.0/28 overlaps with an existing range of {NODES}.",
        ),
        (
            {"ip_allocation_policy": {"cluster_secondary_range_name": "podz"}},
            f'Pod secondary range "podz" not found in network "{NETWORK}", subnetwork "nodes".',
        ),
        (
            {"ip_allocation_policy": {"services_secondary_range_name": "pods"}},
            'Pod and Services secondary ranges must be different: both are "pods".',
        ),
        ({"location": "us-mars1", "subnetwork": None}, 'Location "us-mars1" does not exist.'),
        (
            {"node_locations": ["us-central1-a", "us-east1-b"]},
            (
                'Node location "us-east1-b" is not in region "us-central1": all node locations must'
                " be in the cluster's region."
            ),
        ),
        (
            {"min_master_version": "1.28.3-gke.1203001"},
            'Master version "1.28.3-gke.1203001" is unsupported.',
        ),
        ({"min_master_version": "1.28"}, 'No valid versions with the prefix "1.28" found.'),
        (
            {"min_master_version": "1.36", "release_channel": {"channel": "STABLE"}},
            (
                'Master version must be one of "STABLE" channel supported versions'
                " [1.33.12-gke.1000000, 1.34.9-gke.1000000, 1.35.8-gke.1000000]."
            ),
        ),
        (
            {"workload_identity_config": {"workload_pool": "crm-prod.svc.id.goog"}},
            (
                'Invalid workload pool "crm-prod.svc.id.goog": currently, the only supported'
                " identity namespace is the cluster project's own, crm-dev.svc.id.goog."
            ),
        ),
        (
            {"datapath_provider": "ADVANCED_DATAPATH", "network_policy": {"enabled": True}},
            (
                "Enabling NetworkPolicy for clusters with DatapathProvider=ADVANCED_DATAPATH is not"
                " allowed."
            ),
        ),
        (
            {
                "cluster_autoscaling": {
                    "enabled": True,
                    "resource_limits": [{"resource_type": "cpu", "maximum": 16}],
                }
            },
            (
                "Cluster.autoscaling.resource_limits must be set for cpu and memory when node"
                " autoprovisioning is enabled: memory is missing."
            ),
        ),
        (
            {
                "maintenance_policy": {
                    "recurring_window": {
                        "start_time": "2026-01-03T02:00:00Z",
                        "end_time": "2026-01-03T08:00:00Z",
                        "recurrence": "FREQ=WEEKLY;BYDAY=SA",
                    }
                }
            },
            (
                "Error validating maintenance policy: maintenance policy would go longer than 32d"
                " without 48h maintenance availability."
            ),
        ),
        (
            {
                "maintenance_policy": {
                    "recurring_window": {
                        "start_time": "2026-01-03T02:00:00Z",
                        "end_time": "2026-01-03T04:00:00Z",
                        "recurrence": "FREQ=DAILY",
                    }
                }
            },
            ("Error validating maintenance policy: maintenance window must be at least 4 hours."),
        ),
        (
            {"database_encryption": {"state": "ENCRYPTED"}},
            "Cluster.database_encryption.key_name must be set when the state is ENCRYPTED.",
        ),
        (
            {
                "private_cluster_config": {
                    "enable_private_nodes": False,
                    "enable_private_endpoint": True,
                }
            },
            "private_endpoint_enabled requires private_nodes_enabled to be true.",
        ),
    ],
)
def test_a_cluster_is_refused(account: Account, change: Values, refusal: str) -> None:
    vpc(account)
    found = account.refused("container_cluster", **changed(CLUSTER, change))
    assert found == f"{BAD}{refusal}, badRequest"


def test_a_subnet_of_another_region_is_refused(account: Account) -> None:
    vpc(account)
    given = changed(CLUSTER, {"location": "us-east1", "subnetwork": NODES})
    assert "Resource must be in the same region 'us-east1'" in account.refused(
        "container_cluster", **given
    )


def test_a_control_plane_has_its_range_alone(account: Account) -> None:
    vpc(account)
    cluster(account)
    there = account.elsewhere(region="us-east1")
    there.create("compute_subnetwork", name="far", network="vpc", ip_cidr_range="10.64.0.0/20")
    given = changed(
        CLUSTER,
        {"name": "dr", "location": "us-east1", "subnetwork": "far", "ip_allocation_policy": None},
    )
    assert there.refused("container_cluster", **given) == (
        f"{BAD}The given master_ipv4_cidr 172.16.0.0/28 overlaps with an existing range of {ID}.,"
        " badRequest"
    )
    apart = changed(given, {"private_cluster_config": {"master_ipv4_cidr_block": "172.16.1.0/28"}})
    assert there.create("container_cluster", **apart)


def test_clusters_of_a_region_run_out(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    vpc(account)
    cluster(account)
    few = {"CLUSTERS": Quota("CLUSTERS", 1, "region")}
    monkeypatch.setattr("crm_infra.simcloud.cloud.admission.quotas", lambda: few)
    given = changed(CLUSTER, {"name": "two", "ip_allocation_policy": None})
    given["private_cluster_config"] = {"enable_private_nodes": True}
    assert account.refused("container_cluster", **given) == (
        "googleapi: Error 403: Quota 'CLUSTERS' exceeded.  Limit: 1.0 in region us-central1.,"
        " quotaExceeded"
    )


def test_a_service_range_has_one_cluster(account: Account) -> None:
    vpc(account)
    cluster(account)
    given = changed(
        CLUSTER,
        {"name": "two", "private_cluster_config": {"master_ipv4_cidr_block": "172.16.0.16/28"}},
    )
    assert account.refused("container_cluster", **given) == (
        f'{BAD}Services secondary range "services" is already in use by cluster "crm"., badRequest'
    )


def test_a_pod_range_holds_the_first_nodes(account: Account) -> None:
    vpc(account, pods="10.8.0.0/23")
    refusal = account.refused("container_cluster", **CLUSTER)
    assert re.fullmatch(
        r"googleapi: Error 400: Not all instances running in IGM after 35\.1s\. Expected 3, running"
        r" 0, transitioning 3\. Current errors: \[IP_SPACE_EXHAUSTED\]: Instance"
        rf" 'gke-crm-default-pool-[0-9a-f]{{8}}-[0-9a-f]{{4}}' creation failed: IP space of"
        rf" '{NODES}-pods' is exhausted\., failedPrecondition",
        refusal,
    )


def test_a_pod_range_holds_all_nodes_that_the_pools_may_have(account: Account) -> None:
    vpc(account, pods="10.8.0.0/22")
    cluster(account)
    pool(account)
    assert account.create("container_node_pool", **changed(POOL, {"name": "frontend"}))
    refusal = account.refused("container_node_pool", **changed(POOL, {"name": "system"}))
    assert "[IP_SPACE_EXHAUSTED]" in refusal
    fewer = {"name": "system", "max_pods_per_node": 8, "autoscaling": {"total_max_node_count": 1}}
    assert "[IP_SPACE_EXHAUSTED]" in account.refused("container_node_pool", **changed(POOL, fewer))


def test_a_subnet_holds_all_nodes(account: Account) -> None:
    vpc(account, nodes="10.0.0.0/29")
    cluster(account)
    assert f"IP space of '{NODES}' is exhausted." in account.refused(
        "container_node_pool", **changed(POOL, {"autoscaling": {"total_max_node_count": 5}})
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"node_config": {"machine_type": "e2-standard-3"}},
            "Machine type with name 'e2-standard-3' does not exist in zone 'us-central1-a'.",
        ),
        (
            {"max_pods_per_node": 300},
            "Invalid max_pods_per_node: 300. The value must be between 8 and 256.",
        ),
        (
            {"autoscaling": {"min_node_count": 1}},
            "Cannot specify both min/max node count and total min/max node count for autoscaling.",
        ),
        (
            {"autoscaling": {"total_min_node_count": 9}},
            "Min node count (9) cannot exceed max node count (4).",
        ),
        (
            {"autoscaling": {"total_max_node_count": None, "total_min_node_count": None}},
            "Autoscaling requires a max node count of at least 1.",
        ),
        (
            {"node_locations": ["us-east1-b"]},
            (
                'Node location "us-east1-b" is not in region "us-central1": all node locations must'
                " be in the cluster's region."
            ),
        ),
        (
            {"node_locations": ["us-central1-z"]},
            'Node location "us-central1-z" is not a valid zone.',
        ),
        (
            {"management": {"auto_upgrade": False}},
            "Auto_upgrade must be true when release_channel REGULAR is set.",
        ),
        ({"version": "1.20.1-gke.100"}, 'Node version "1.20.1-gke.100" is unsupported.'),
        (
            {"version": "1.36.2-gke.1000000"},
            (
                'Node version "1.36.2-gke.1000000" must not be greater than the master version'
                ' "1.35.8-gke.1000000".'
            ),
        ),
        (
            {"version": "1.32.13-gke.1000000"},
            (
                'Node version "1.32.13-gke.1000000" is too old for the master version'
                ' "1.35.8-gke.1000000".'
            ),
        ),
        (
            {"node_config": {"service_account": "gone@crm-dev.iam.gserviceaccount.com"}},
            'Service account "gone@crm-dev.iam.gserviceaccount.com" does not exist.',
        ),
        (
            {"node_config": {"workload_metadata_config": {"mode": "GKE_METADATA"}}},
            (
                "Node pool workload metadata mode GKE_METADATA requires workload identity to be"
                ' enabled on cluster "crm".'
            ),
        ),
        (
            {"upgrade_settings": {"max_surge": 0, "max_unavailable": 0}},
            "Max surge and max unavailable cannot both be 0.",
        ),
        (
            {"upgrade_settings": {"max_surge": 20, "max_unavailable": 1}},
            "The sum of max_surge (20) and max_unavailable (1) must not exceed 20.",
        ),
    ],
)
def test_a_pool_is_refused(account: Account, change: Values, refusal: str) -> None:
    vpc(account)
    cluster(account)
    given = changed(POOL, change)
    assert account.refused("container_node_pool", **given) == f"{BAD}{refusal}, badRequest"


def test_a_machine_type_is_not_offered_everywhere(account: Account) -> None:
    account = account.elsewhere(region="us-east1")
    vpc(account)
    cluster(account, location="us-east1")
    given = changed(
        POOL,
        {
            "cluster": "projects/crm-dev/locations/us-east1/clusters/crm",
            "node_config": {"machine_type": "t2a-standard-4"},
        },
    )
    assert account.refused("container_node_pool", **given) == (
        f"{BAD}Machine type with name 't2a-standard-4' does not exist in zone 'us-east1-b'.,"
        " badRequest"
    )


def quota(metric: str, wanted: int, short: int, limit: int, left: int) -> str:
    return (
        "googleapi: Error 403: Insufficient regional quota to satisfy request: resource"
        f" \"{metric}\": request requires '{wanted}.0' and is short '{short}.0'. project has a"
        f" quota of '{limit}.0' with '{left}.0' available. View and manage quotas at"
        " https://console.cloud.google.com/iam-admin/quotas?usage=USED&project=crm-dev., forbidden"
    )


def test_processors_of_a_region_run_out(account: Account) -> None:
    vpc(account)
    cluster(account)
    large = {"node_config": {"machine_type": "e2-standard-16"}}
    ten = {"autoscaling": {"total_min_node_count": 10, "total_max_node_count": 12}}
    made = pool(account, **large, **ten)
    more = {**changed(POOL, {**large, "name": "more"})}
    more["autoscaling"] = {"total_min_node_count": 3, "total_max_node_count": 4}
    assert account.refused("container_node_pool", **more) == quota("CPUS", 48, 8, 200, 40)
    grown = changed(
        POOL, {**large, "autoscaling": {"total_min_node_count": 13, "total_max_node_count": 13}}
    )
    assert account.refused_update("container_node_pool", made, **grown) == quota(
        "CPUS", 208, 8, 200, 200
    )
    other = changed(more, {"node_config": {"machine_type": "n2-standard-16"}})
    assert account.create("container_node_pool", **other)


def test_public_nodes_use_up_addresses(account: Account) -> None:
    vpc(account)
    cluster(account, private_cluster_config=None)
    given = changed(POOL, {"autoscaling": {"total_min_node_count": 9, "total_max_node_count": 9}})
    assert account.refused("container_node_pool", **given) == quota("IN_USE_ADDRESSES", 9, 1, 8, 8)


def test_disks_of_a_region_run_out(account: Account) -> None:
    vpc(account)
    cluster(account)
    given = changed(
        POOL,
        {
            "node_config": {"machine_type": "e2-medium", "disk_size_gb": 5000},
            "autoscaling": {"total_min_node_count": 5, "total_max_node_count": 5},
        },
    )
    assert account.refused("container_node_pool", **given) == quota(
        "SSD_TOTAL_GB", 25000, 4520, 20480, 20480
    )


def test_etcd_is_encrypted_with_a_key_of_the_region(account: Account) -> None:
    vpc(account)
    name = key(account, "us-east1")
    grant(account, name, "container-engine-robot")
    given = changed(CLUSTER, {"database_encryption": {"state": "ENCRYPTED", "key_name": name}})
    assert account.refused("container_cluster", **given) == (
        f"{BAD}Cloud KMS key {name} used for application-layer secrets encryption must be in the"
        " same location as the cluster: us-central1., badRequest"
    )


def test_etcd_is_encrypted_with_a_key_that_the_agent_may_use(account: Account) -> None:
    vpc(account)
    name = key(account)
    given = changed(CLUSTER, {"database_encryption": {"state": "ENCRYPTED", "key_name": name}})
    agent = agent_of(account, "container-engine-robot")
    assert account.refused("container_cluster", **given) == (
        f"{BAD}Cloud KMS error: Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on"
        f" resource '{name}' (or it may not exist) for {agent}., badRequest"
    )
    grant(account, name, "container-engine-robot")
    assert account.create("container_cluster", **given)


def test_a_key_without_a_version_to_use_is_refused(account: Account) -> None:
    vpc(account)
    name = key(account)
    grant(account, name, "container-engine-robot")
    Hand(account.store).set("google_kms_crypto_key", name, "primary[0].state", "DISABLED")
    given = changed(CLUSTER, {"database_encryption": {"state": "ENCRYPTED", "key_name": name}})
    assert account.refused("container_cluster", **given) == (
        f"{BAD}{name}/cryptoKeyVersions/1 is not enabled, current state is: DISABLED., badRequest"
    )


def test_disks_are_encrypted_with_a_key_that_compute_may_use(account: Account) -> None:
    vpc(account)
    cluster(account)
    near, far = key(account), key(account, "us-east1", "far")
    given = changed(POOL, {"node_config": {"boot_disk_kms_key": far}})
    assert account.refused("container_node_pool", **given) == (
        f"{BAD}Cloud KMS key {far} must be in the same location as the disks that it protects:"
        " us-central1., badRequest"
    )
    given = changed(POOL, {"node_config": {"boot_disk_kms_key": near}})
    refusal = account.refused("container_node_pool", **given)
    assert refusal.startswith(f"{BAD}Cloud KMS error when using key {near}: Permission")
    assert agent_of(account, "compute-system") in refusal
    grant(account, near, "compute-system")
    assert account.create("container_node_pool", **given)


def test_a_control_plane_goes_forward_only(account: Account) -> None:
    vpc(account)
    made = cluster(account)
    extended = changed(CLUSTER, {"release_channel": {"channel": "EXTENDED"}})
    back = {**extended, "min_master_version": "1.32"}
    assert account.refused_update("container_cluster", made, **back) == (
        f'{BAD}Master cannot be downgraded from "1.35.8-gke.1000000" to "1.32.13-gke.1000000".,'
        " badRequest"
    )
    newer = {**CLUSTER, "min_master_version": "1.35.9-gke.1000000"}
    upgraded = account.update("container_cluster", made, **newer)
    assert upgraded["master_version"] == "1.35.9-gke.1000000"
    assert account.replan("container_cluster", upgraded, **newer) == {}


def test_workload_identity_stays_while_pools_use_it(account: Account) -> None:
    vpc(account)
    with_pool = {"workload_identity_config": {"workload_pool": "crm-dev.svc.id.goog"}}
    made = cluster(account, **with_pool)
    pool(account, node_config={"workload_metadata_config": {"mode": "GKE_METADATA"}})
    without = {**CLUSTER, "workload_identity_config": {}}
    assert account.refused_update("container_cluster", made, **without) == (
        f'{BAD}Workload identity cannot be disabled while node pool "backend" uses GKE_METADATA.,'
        " badRequest"
    )


def test_what_a_cluster_is_told(account: Account) -> None:
    vpc(account)
    made = cluster(account, private_cluster_config={"enable_private_endpoint": True})
    private = made["private_cluster_config"][0]
    assert made["endpoint"] == private["private_endpoint"] == "172.16.0.2"
    assert private["public_endpoint"] == ""
    ranges = made["ip_allocation_policy"][0]
    assert ranges["cluster_ipv4_cidr_block"] == made["cluster_ipv4_cidr"] == "10.8.0.0/16"
    assert made["services_ipv4_cidr"] == "10.1.0.0/20"
    dns = made["control_plane_endpoints_config"][0]["dns_endpoint_config"][0]["endpoint"]
    number = account.data("project")["number"]
    assert re.fullmatch(rf"gke-[0-9a-f]{{36}}-{number}\.us-central1\.gke\.goog", dns)
    assert made["node_locations"] == ["us-central1-a", "us-central1-b", "us-central1-c"]


@pytest.mark.parametrize(
    ("channel", "version"),
    [("RAPID", "1.36.2"), ("REGULAR", "1.35.8"), ("STABLE", "1.34.9"), ("EXTENDED", "1.35.8")],
)
def test_a_channel_has_its_version(account: Account, channel: str, version: str) -> None:
    vpc(account)
    made = cluster(account, release_channel={"channel": channel})
    assert made["master_version"] == made["node_version"] == f"{version}-gke.1000000"
    offered = account.data("container_engine_versions", location="us-central1")
    assert offered["release_channel_default_version"][channel] == made["master_version"]


def test_what_a_pool_is_told(account: Account) -> None:
    vpc(account)
    cluster(account, node_locations=["us-central1-b", "us-central1-f"])
    given = {"total_min_node_count": 4, "total_max_node_count": 8}
    made = pool(account, autoscaling=given, node_config={"spot": True})
    assert made["node_count"] == 2
    assert made["node_locations"] == ["us-central1-b", "us-central1-f"]
    assert made["autoscaling"][0]["location_policy"] == "ANY"
    assert [url.split("/")[8] for url in made["instance_group_urls"]] == made["node_locations"]
    network = made["network_config"][0]
    assert (network["pod_range"], network["pod_ipv4_cidr_block"]) == ("pods", "10.8.0.0/16")
    grown = changed(POOL, {"node_config": {"spot": True, "disk_size_gb": 80}, "autoscaling": given})
    found = account.update("container_node_pool", made, **grown)
    assert found["node_config"][0]["boot_disk"][0]["size_gb"] == 80
    assert account.replan("container_node_pool", found, **grown) == {}


def test_a_cluster_and_its_network_hold_each_other(account: Account) -> None:
    network = vpc(account)
    cluster(account)
    refusal = account.refused_delete("compute_network", network)
    assert "is already being used by" in refusal

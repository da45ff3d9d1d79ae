"""What the simulated Compute Engine refuses of networks, in the real API's words."""

from typing import Any

import pytest

from crm_infra.simcloud.cloud.calls import Refusal
from tests.fakes.cloud_account import GOOGLE, Account, Values

FIELD = "googleapi: Error 400: Invalid value for field 'resource."
NODES: Values = {"name": "nodes", "network": "vpc", "ip_cidr_range": "10.0.0.0/20"}
NAT: Values = {
    "name": "nat",
    "router": "router",
    "nat_ip_allocate_option": "AUTO_ONLY",
    "source_subnetwork_ip_ranges_to_nat": "ALL_SUBNETWORKS_ALL_IP_RANGES",
}
RANGE: Values = {
    "name": "producers",
    "purpose": "VPC_PEERING",
    "address_type": "INTERNAL",
    "prefix_length": 20,
    "network": "vpc",
}


def vpc(account: Account, name: str = "vpc", **more: Any) -> Values:
    return account.create(
        "compute_network", name=name, **{"auto_create_subnetworks": False, **more}
    )


def pods(range_: str, name: str = "pods") -> Values:
    return {"secondary_ip_range": [{"range_name": name, "ip_cidr_range": range_}]}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"ip_cidr_range": "10.0.0.1/20"},
            "ipCidrRange': '10.0.0.1/20'. Must be a CIDR address range., invalid",
        ),
        (
            {"ip_cidr_range": "10.0.0.0/30"},
            (
                "ipCidrRange': '10.0.0.0/30'. Prefix length must be between 4 and 29,"
                " inclusive., invalid"
            ),
        ),
        (
            {"ip_cidr_range": "169.254.0.0/20"},
            (
                "ipCidrRange': '169.254.0.0/20'. Invalid IPCidrRange: 169.254.0.0/20 overlaps with"
                " restricted range 169.254.0.0/16., invalid"
            ),
        ),
        (
            {"network": "nowhere"},
            "network': 'nowhere'. The referenced network resource cannot be found., invalid",
        ),
        (
            pods("10.0.8.0/24"),
            (
                "secondaryIpRanges[0].ipCidrRange': '10.0.8.0/24'. Invalid IPCidrRange: 10.0.8.0/24"
                " conflicts with range 10.0.0.0/20 of the subnetwork., invalid"
            ),
        ),
        (
            {"log_config": {"flow_sampling": 2}},
            "logConfig.flowSampling': '2.0'. Must be between 0.0 and 1.0., invalid",
        ),
        (
            {"purpose": "REGIONAL_MANAGED_PROXY"},
            "role': ''. Role must be ACTIVE or BACKUP for this purpose., invalid",
        ),
        (
            {"purpose": "PUBLIC"},
            (
                "purpose': 'PUBLIC'. Must be one of: PRIVATE, PRIVATE_RFC_1918,"
                " PRIVATE_SERVICE_CONNECT,"
                " PRIVATE_NAT, PEER_MIGRATION, REGIONAL_MANAGED_PROXY,"
                " GLOBAL_MANAGED_PROXY., invalid"
            ),
        ),
    ],
)
def test_a_subnet_is_refused(account: Account, change: Values, refusal: str) -> None:
    vpc(account)
    assert account.refused("compute_subnetwork", **{**NODES, **change}) == FIELD + refusal


def test_a_region_that_does_not_exist_is_refused(account: Account) -> None:
    vpc(account)
    refusal = account.refused("compute_subnetwork", **NODES, region="us-middle1")
    assert refusal == (
        "googleapi: Error 400: Invalid value for field 'region': 'us-middle1'. Unknown region.,"
        " invalid"
    )


@pytest.mark.parametrize("region", ["us-central1", "us-east1"])
@pytest.mark.parametrize("range_", ["10.0.8.0/24", "10.0.0.0/16", "10.8.1.0/24"])
def test_ranges_of_a_vpc_do_not_overlap(account: Account, region: str, range_: str) -> None:
    vpc(account)
    account.create("compute_subnetwork", **NODES, **pods("10.8.0.0/16"))
    change = {"name": "other", "ip_cidr_range": range_, "region": region}
    assert account.refused("compute_subnetwork", **{**NODES, **change}) == (
        f"{FIELD}ipCidrRange': '{range_}'. Invalid IPCidrRange: {range_} conflicts with existing"
        " subnetwork 'nodes' in region 'us-central1'., invalid"
    )


def test_ranges_of_two_vpcs_may_overlap(account: Account) -> None:
    vpc(account)
    vpc(account, "other")
    account.create("compute_subnetwork", **NODES)
    account.create("compute_subnetwork", **{**NODES, "name": "nodes-2", "network": "other"})


def test_ranges_of_peered_vpcs_do_not_overlap(account: Account) -> None:
    one, other = vpc(account), vpc(account, "other")
    account.create("compute_subnetwork", **NODES)
    account.create("compute_network_peering", name="p", network=other["id"], peer_network=one["id"])
    change = {"name": "nodes-2", "network": "other"}
    assert account.refused("compute_subnetwork", **{**NODES, **change}) == (
        f"{FIELD}ipCidrRange': '10.0.0.0/20'. Invalid IPCidrRange: 10.0.0.0/20 conflicts with"
        " existing subnetwork 'nodes' in region 'us-central1' in peer network 'vpc'., invalid"
    )


def test_a_subnet_is_of_its_own_project(account: Account) -> None:
    there = vpc(account.elsewhere(project="other-project"))["id"]
    assert account.refused("compute_subnetwork", **{**NODES, "network": there}) == (
        f"{FIELD}network': 'projects/other-project/global/networks/vpc'. Cross project referencing"
        " is not allowed for this resource., invalid"
    )


def test_a_subnet_meets_no_control_plane(account: Account) -> None:
    vpc(account)
    cluster = {
        "name": "crm",
        "location": "us-central1",
        "network": "vpc",
        "private_cluster_config": [{"master_ipv4_cidr_block": "10.0.0.16/28"}],
    }
    account.cloud.create(GOOGLE, "google_container_cluster", cluster, account.context)
    assert account.refused("compute_subnetwork", **NODES) == (
        f"{FIELD}ipCidrRange': '10.0.0.0/20'. Invalid IPCidrRange: 10.0.0.0/20 conflicts with"
        " existing range of 'projects/crm-dev/locations/us-central1/clusters/crm'., invalid"
    )


def test_a_control_plane_meets_no_subnet(account: Account) -> None:
    vpc(account)
    account.create("compute_subnetwork", **NODES)
    cluster = {
        "name": "crm",
        "location": "us-central1",
        "network": "vpc",
        "private_cluster_config": [{"master_ipv4_cidr_block": "10.0.0.16/28"}],
    }
    with pytest.raises(Refusal) as refused:
        account.cloud.create(GOOGLE, "google_container_cluster", cluster, account.context)
    assert str(refused.value) == (
        "googleapi: Error 400: The given master_ipv4_cidr 10.0.0.16/28 overlaps with an existing"
        " range of projects/crm-dev/regions/us-central1/subnetworks/nodes., badRequest"
    )


def test_an_allocation_for_producers_meets_no_subnet(account: Account) -> None:
    vpc(account)
    account.create("compute_subnetwork", **NODES)
    assert account.refused("compute_global_address", **RANGE, address="10.0.0.0") == (
        f"{FIELD}address': '10.0.0.0/20'. Requested range 10.0.0.0/20 conflicts with"
        " 'projects/crm-dev/regions/us-central1/subnetworks/nodes'., invalid"
    )


def test_a_subnet_meets_no_allocation(account: Account) -> None:
    vpc(account)
    account.create("compute_global_address", **RANGE, address="10.0.0.0")
    assert account.refused("compute_subnetwork", **NODES) == (
        f"{FIELD}ipCidrRange': '10.0.0.0/20'. Invalid IPCidrRange: 10.0.0.0/20 conflicts with"
        " existing range of 'projects/crm-dev/global/addresses/producers'., invalid"
    )


def test_an_allocation_without_address_finds_room(account: Account) -> None:
    vpc(account)
    account.create("compute_subnetwork", **NODES)
    assert account.create("compute_global_address", **RANGE)["address"] == "10.0.16.0"


def test_a_subnet_can_grow_and_not_shrink(account: Account) -> None:
    vpc(account)
    nodes = account.create("compute_subnetwork", **NODES)
    grown = account.update("compute_subnetwork", nodes, **{**NODES, "ip_cidr_range": "10.0.0.0/19"})
    assert grown["ip_cidr_range"] == "10.0.0.0/19"
    assert grown["gateway_address"] == "10.0.0.1"
    assert grown["fingerprint"] != nodes["fingerprint"]


def test_an_automatic_vpc_has_its_own_subnets(account: Account) -> None:
    vpc(account, auto_create_subnetworks=True)
    change = {"ip_cidr_range": "10.200.0.0/16"}
    assert account.refused("compute_subnetwork", **{**NODES, **change}) == (
        f"{FIELD}ipCidrRange': '10.200.0.0/16'. Extended subnetworks in auto subnet mode networks"
        " cannot overlap with 10.128.0.0/9., invalid"
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"enable_dynamic_port_allocation": True, "min_ports_per_vm": 100},
            (
                "nats[0].minPortsPerVm': '100'. Value must be a power of two between 32 and"
                " 65536 when"
                " Dynamic Port Allocation is enabled., invalid"
            ),
        ),
        (
            {
                "enable_dynamic_port_allocation": True,
                "min_ports_per_vm": 4096,
                "max_ports_per_vm": 64,
            },
            "nats[0].maxPortsPerVm': '64'. Value must be greater than minPortsPerVm., invalid",
        ),
        (
            {"max_ports_per_vm": 4096},
            (
                "nats[0].maxPortsPerVm': '4096'. Max ports per VM can only be set when Dynamic Port"
                " Allocation is enabled., invalid"
            ),
        ),
        (
            {"enable_dynamic_port_allocation": True, "enable_endpoint_independent_mapping": True},
            (
                "nats[0].enableEndpointIndependentMapping': 'true'. Endpoint-Independent"
                " Mapping and"
                " Dynamic Port Allocation cannot both be enabled., invalid"
            ),
        ),
        (
            {"nat_ips": ["address"]},
            (
                "nats[0].natIps[0]': 'address'. NAT IPs cannot be specified when"
                " natIpAllocateOption is"
                " AUTO_ONLY., invalid"
            ),
        ),
        (
            {"nat_ip_allocate_option": "MANUAL_ONLY"},
            (
                "nats[0].natIps': ''. At least one NAT IP must be specified when"
                " natIpAllocateOption is"
                " MANUAL_ONLY., invalid"
            ),
        ),
        (
            {"nat_ip_allocate_option": "MANUAL_ONLY", "nat_ips": ["inside"]},
            "nats[0].natIps[0]': 'inside'. NAT IP must be an external IP address., invalid",
        ),
        (
            {"nat_ip_allocate_option": "MANUAL_ONLY", "nat_ips": ["nowhere"]},
            (
                "nats[0].nat_ips[0]': 'nowhere'. The referenced address resource cannot be found.,"
                " invalid"
            ),
        ),
        (
            {"source_subnetwork_ip_ranges_to_nat": "LIST_OF_SUBNETWORKS"},
            (
                "nats[0].sourceSubnetworkIpRangesToNat': 'LIST_OF_SUBNETWORKS'. Subnetworks must be"
                " specified when the option is LIST_OF_SUBNETWORKS., invalid"
            ),
        ),
    ],
)
def test_a_nat_is_refused(account: Account, change: Values, refusal: str) -> None:
    vpc(account)
    account.create("compute_subnetwork", **NODES)
    account.create("compute_router", name="router", network="vpc")
    account.create("compute_address", name="address")
    account.create("compute_address", name="inside", address_type="INTERNAL", subnetwork="nodes")
    found = account.refused("compute_router_nat", **{**NAT, **change})
    assert found == (FIELD + refusal).replace("nat_ips", "natIps")


def test_a_nat_address_lies_in_the_region_of_the_nat(account: Account) -> None:
    vpc(account)
    account.create("compute_router", name="router", network="vpc")
    there = account.create("compute_address", name="there", region="us-east1")
    change = {"nat_ip_allocate_option": "MANUAL_ONLY", "nat_ips": [there["self_link"]]}
    assert account.refused("compute_router_nat", **{**NAT, **change}) == (
        f"{FIELD}nats[0].natIps[0]': '{there['self_link']}'. Resource must be in the same region"
        " 'us-central1'., invalid"
    )


def test_an_address_serves_one_nat(account: Account) -> None:
    for name in ("vpc", "other"):
        vpc(account, name)
        account.create("compute_router", name=f"router-{name}", network=name)
    account.create("compute_address", name="address")
    change = {"nat_ip_allocate_option": "MANUAL_ONLY", "nat_ips": ["address"]}
    first = account.create("compute_router_nat", **{**NAT, **change, "router": "router-vpc"})
    refusal = account.refused("compute_router_nat", **{**NAT, **change, "router": "router-other"})
    assert refusal == (
        "googleapi: Error 400: The address resource"
        " 'projects/crm-dev/regions/us-central1/addresses/address' is already being used by"
        f" '{first['id']}', resourceInUseByAnotherResource"
    )


def test_a_router_that_does_not_exist_is_not_found(account: Account) -> None:
    assert account.refused("compute_router_nat", **NAT) == (
        "googleapi: Error 404: The resource 'projects/crm-dev/regions/us-central1/routers/router'"
        " was not found, notFound"
    )


def test_a_vpc_with_subnets_is_not_deleted(account: Account) -> None:
    network = vpc(account)
    nodes = account.create("compute_subnetwork", **NODES)
    assert account.refused_delete("compute_network", network) == (
        "googleapi: Error 400: The network resource 'projects/crm-dev/global/networks/vpc' is"
        " already being used by 'projects/crm-dev/regions/us-central1/subnetworks/nodes',"
        " resourceInUseByAnotherResource"
    )
    account.delete("compute_subnetwork", nodes)
    account.delete("compute_network", network)
    account.delete("compute_network", network)


def test_a_name_is_taken_once(account: Account) -> None:
    vpc(account)
    assert account.refused("compute_network", name="vpc") == (
        "googleapi: Error 409: The resource 'projects/crm-dev/global/networks/vpc' already exists,"
        " alreadyExists"
    )


def test_there_are_at_most_fifteen_vpcs(account: Account) -> None:
    for number in range(15):
        vpc(account, f"vpc-{number}")
    assert account.refused("compute_network", name="vpc") == (
        "googleapi: Error 403: Quota 'NETWORKS' exceeded.  Limit: 15.0 globally., quotaExceeded"
    )


def test_addresses_are_limited_in_each_region(account: Account) -> None:
    for number in range(8):
        account.create("compute_address", name=f"a-{number}")
    account.create("compute_address", name="elsewhere", region="us-east1")
    assert account.refused("compute_address", name="one-more") == (
        "googleapi: Error 403: Quota 'STATIC_ADDRESSES' exceeded.  Limit: 8.0 in region"
        " us-central1., quotaExceeded"
    )


def test_an_mtu_is_within_bounds(account: Account) -> None:
    assert account.refused("compute_network", name="vpc", mtu=100) == (
        f"{FIELD}mtu': '100'. Mtu value must be between 1300 and 8896., invalid"
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"address_type": "EXTERNAL"},
            (
                "addressType': 'EXTERNAL'. Purpose VPC_PEERING requires address type INTERNAL.,"
                " invalid"
            ),
        ),
        ({"prefix_length": 31}, "prefixLength': '31'. Must be between 8 and 29., invalid"),
        (
            {"address": "10.0.0.1"},
            (
                "address': '10.0.0.1'. Address must be the first address of a range with"
                " prefix length"
                " 20., invalid"
            ),
        ),
        (
            {"network": None},
            "network': ''. Network must be specified for purpose VPC_PEERING., invalid",
        ),
    ],
)
def test_an_allocation_is_refused(account: Account, change: Values, refusal: str) -> None:
    vpc(account)
    assert account.refused("compute_global_address", **{**RANGE, **change}) == FIELD + refusal


def test_an_inner_address_lies_in_its_subnet(account: Account) -> None:
    vpc(account)
    account.create("compute_subnetwork", **NODES)
    inside = {"address_type": "INTERNAL", "subnetwork": "nodes"}
    assert account.refused("compute_address", name="a", address="10.9.0.1", **inside) == (
        f"{FIELD}address': '10.9.0.1'. Requested internal IP address is not in the range of"
        " subnetwork 'projects/crm-dev/regions/us-central1/subnetworks/nodes'., invalid"
    )
    account.create("compute_address", name="a", address="10.0.0.9", **inside)
    assert account.refused("compute_address", name="b", address="10.0.0.9", **inside) == (
        "googleapi: Error 400: Specified IP address is in-use and would result in a conflict:"
        " 10.0.0.9, invalid"
    )


CONNECTION = {"network": "vpc", "service": "servicenetworking.googleapis.com"}


def test_a_private_connection_needs_allocations_of_its_vpc(account: Account) -> None:
    vpc(account)
    given = {**CONNECTION, "reserved_peering_ranges": ["nowhere"]}
    assert account.refused("service_networking_connection", **given) == (
        "googleapi: Error 400: Allocated IP range 'nowhere' not found in network., badRequest"
    )


def test_a_vpc_has_one_private_connection(account: Account) -> None:
    vpc(account)
    account.create("compute_global_address", **RANGE)
    given = {**CONNECTION, "reserved_peering_ranges": ["producers"]}
    account.create("service_networking_connection", **given)
    assert account.refused("service_networking_connection", **given) == (
        "googleapi: Error 400: Cannot modify allocated ranges in CreateConnection. Please use"
        " UpdateConnection., failedPrecondition"
    )


def test_names_are_labels(account: Account) -> None:
    assert account.refused("compute_router", name="Router", network="vpc").startswith(
        f"{FIELD}name': 'Router'. Must be a match of regex"
    ) or account.refused("compute_router", name="Router", network="vpc").startswith(
        f"{FIELD}network'"
    )

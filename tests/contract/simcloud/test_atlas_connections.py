"""What Atlas and Google Cloud must agree on: private endpoints, keys, buckets."""

from typing import Any

import pytest

from tests.contract.simcloud.atlas_account import TWO_TWO_ONE, Atlas, region
from tests.fakes.cloud_account import Account, Values

KEY_ROLES = ("roles/cloudkms.cryptoKeyEncrypterDecrypter", "roles/cloudkms.viewer")


@pytest.fixture
def atlas(account: Account) -> Atlas:
    return Atlas(account)


class Vpc:
    """A VPC with an address in a region, from which endpoints are made."""

    def __init__(self, account: Account, place: str = "us-central1") -> None:
        self.account, self.place = account, place
        network = account.create("compute_network", name=place, auto_create_subnetworks=False)
        subnet = account.create(
            "compute_subnetwork",
            name=place,
            region=place,
            network=network["id"],
            ip_cidr_range="10.3.0.0/24",
        )
        self.network = network["id"]
        self.address = account.create(
            "compute_address",
            name="atlas",
            region=place,
            address_type="INTERNAL",
            subnetwork=subnet["id"],
        )

    def rule(self, target: str, name: str = "atlas") -> Values:
        return self.account.create(
            "compute_forwarding_rule",
            name=name,
            region=self.place,
            network=self.network,
            ip_address=self.address["id"],
            target=target,
            load_balancing_scheme="",
        )

    def endpoint(self, link: Values, **change: Any) -> Values:
        return {
            "private_link_id": link["private_link_id"],
            "provider_name": "GCP",
            "endpoint_service_id": "atlas",
            "private_endpoint_ip_address": self.address["address"],
            "gcp_project_id": "crm-dev",
            **change,
        }


def service(atlas: Atlas, place: str = "us-central1") -> Values:
    given = {"provider_name": "GCP", "region": place, "port_mapping_enabled": True}
    return atlas.create("privatelink_endpoint", **given)


def test_a_service_has_one_attachment_with_port_mapping_else_fifty(atlas: Atlas) -> None:
    mapped = service(atlas)
    (attachment,) = mapped["service_attachment_names"]
    assert "/regions/us-central1/serviceAttachments/sa-us-central1-" in attachment
    assert mapped["region_name"] == "CENTRAL_US"
    plain = atlas.create("privatelink_endpoint", provider_name="GCP", region="us-central1")
    assert len(plain["service_attachment_names"]) == 50


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"region": "us-mars1"},
            "400 INVALID_REGION: No region us-mars1 exists for provider GCP.",
        ),
        (
            {"provider_name": "AWS", "region": "US_EAST_1"},
            ("400 INVALID_ATTRIBUTE: port_mapping_enabled is only supported for GCP provider"),
        ),
        (
            {},
            (
                "409 PRIVATE_ENDPOINT_SERVICE_ALREADY_EXISTS_FOR_REGION: A private endpoint service"
                " already exists for region us-central1."
            ),
        ),
    ],
)
def test_a_service_is_refused(atlas: Atlas, change: Values, refusal: str) -> None:
    service(atlas)
    given = {"provider_name": "GCP", "region": "us-central1", "port_mapping_enabled": True}
    assert atlas.refused("privatelink_endpoint", **{**given, **change}) == refusal


def test_an_endpoint_is_available_while_its_forwarding_rule_is_there(
    atlas: Atlas, account: Account
) -> None:
    link, vpc = service(atlas), Vpc(account)
    rule = vpc.rule(link["service_attachment_names"][0])
    state = atlas.create("privatelink_endpoint_service", **vpc.endpoint(link))
    assert (state["gcp_status"], state["gcp_endpoint_status"]) == ("AVAILABLE", "AVAILABLE")
    assert state["port_mapping_enabled"] is True
    assert atlas.refresh("privatelink_endpoint", link)["endpoint_group_names"] == ["atlas"]
    account.delete("compute_forwarding_rule", rule)
    gone = atlas.refresh("privatelink_endpoint_service", state)
    assert (gone["gcp_status"], gone["gcp_endpoint_status"]) == ("FAILED", "FAILED")


def test_an_endpoint_that_is_not_there_is_refused(atlas: Atlas, account: Account) -> None:
    link, vpc = service(atlas), Vpc(account)
    told = atlas.refused("privatelink_endpoint_service", **vpc.endpoint(link))
    assert told == (
        "400 PRIVATE_ENDPOINT_INVALID: The private endpoint is in a failed state: no forwarding"
        " rule"
        " atlas of project crm-dev in region us-central1 leads to a service attachment of"
        f" {link['private_link_id']}."
    )


def test_an_endpoint_of_another_region_is_refused(atlas: Atlas, account: Account) -> None:
    east, vpc = service(atlas, "us-east1"), Vpc(account)
    vpc.rule(service(atlas)["service_attachment_names"][0])
    told = atlas.refused("privatelink_endpoint_service", **vpc.endpoint(east))
    assert "no forwarding rule atlas of project crm-dev in region us-east1 leads to" in told


def test_an_endpoint_with_another_address_is_refused(atlas: Atlas, account: Account) -> None:
    link, vpc = service(atlas), Vpc(account)
    vpc.rule(link["service_attachment_names"][0])
    given = vpc.endpoint(link, private_endpoint_ip_address="10.3.0.99")
    assert atlas.refused("privatelink_endpoint_service", **given) == (
        "400 PRIVATE_ENDPOINT_INVALID: The address 10.3.0.99 is not the address of endpoint atlas."
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"gcp_project_id": None}, "400 MISSING_ATTRIBUTE: `gcp_project_id` must be set for GCP"),
        (
            {"private_endpoint_ip_address": None},
            (
                "400 MISSING_ATTRIBUTE: for GCP, you must provide exactly one of:"
                " `private_endpoint_ip_address` (new architecture) or `endpoints` (legacy"
                " architecture)"
            ),
        ),
        (
            {"private_link_id": "ffffffffffffffffffffffff"},
            (
                "404 PRIVATE_ENDPOINT_SERVICE_NOT_FOUND: No private endpoint service with ID"
                " ffffffffffffffffffffffff was found."
            ),
        ),
    ],
)
def test_half_an_endpoint_is_refused(
    atlas: Atlas, account: Account, change: Values, refusal: str
) -> None:
    link, vpc = service(atlas), Vpc(account)
    vpc.rule(link["service_attachment_names"][0])
    assert atlas.refused("privatelink_endpoint_service", **vpc.endpoint(link, **change)) == refusal


def test_a_service_goes_after_its_endpoints(atlas: Atlas, account: Account) -> None:
    link, vpc = service(atlas), Vpc(account)
    vpc.rule(link["service_attachment_names"][0])
    endpoint = atlas.create("privatelink_endpoint_service", **vpc.endpoint(link))
    assert atlas.refused_delete("privatelink_endpoint", link).startswith(
        "409 CANNOT_DELETE_PRIVATE_ENDPOINT_SERVICE_WITH_ENDPOINTS: "
    )
    atlas.delete("privatelink_endpoint_service", endpoint)
    atlas.delete("privatelink_endpoint", link)


def test_a_cluster_is_reached_through_each_endpoint(atlas: Atlas, account: Account) -> None:
    before = atlas.cluster(*TWO_TWO_ONE)
    for place in ("us-central1", "us-east1"):
        link, vpc = service(atlas, place), Vpc(account, place)
        vpc.rule(link["service_attachment_names"][0])
        atlas.create("privatelink_endpoint_service", **vpc.endpoint(link))
    after = atlas.refresh("advanced_cluster", before)["connection_strings"]["private_endpoint"]
    assert before["connection_strings"]["private_endpoint"] == []
    assert [each["endpoints"][0]["region"] for each in after] == ["CENTRAL_US", "EASTERN_US"]
    for each in after:
        assert each["endpoints"][0]["endpoint_id"] == "atlas"
        assert each["srv_connection_string"].startswith("mongodb+srv://crm-pl-")


def key(account: Account, atlas: Atlas, *roles: str) -> tuple[Values, Values]:
    """A role of Atlas in Google, and a key on which it has these roles."""
    setup = atlas.create("cloud_provider_access_setup", provider_name="GCP")
    ring = account.create("kms_key_ring", name="crm", location="us-central1")["id"]
    made = account.create("kms_crypto_key", name="atlas", key_ring=ring)
    for role in roles:
        account.create(
            "kms_crypto_key_iam_member",
            crypto_key_id=made["id"],
            role=role,
            member=f"serviceAccount:{setup['gcp_config'][0]['service_account_for_atlas']}",
        )
    return setup, made


def encrypted(setup: Values, made: Values, **change: Any) -> Values:
    config = {
        "enabled": True,
        "role_id": setup["role_id"],
        "key_version_resource_id": f"{made['id']}/cryptoKeyVersions/1",
    }
    return {"google_cloud_kms_config": {**config, **change}}


def test_a_role_in_google_is_complete_at_once(atlas: Atlas) -> None:
    state = atlas.create("cloud_provider_access_setup", provider_name="GCP")
    (told,) = state["gcp_config"]
    assert told["status"] == "COMPLETE"
    assert told["service_account_for_atlas"].endswith(".iam.gserviceaccount.com")
    proof = atlas.create("cloud_provider_access_authorization", role_id=state["role_id"])
    assert proof["gcp"][0]["service_account_for_atlas"] == told["service_account_for_atlas"]


def test_a_key_that_atlas_may_use_encrypts(atlas: Atlas, account: Account) -> None:
    setup, made = key(account, atlas, *KEY_ROLES)
    state = atlas.create("encryption_at_rest", **encrypted(setup, made))
    assert state["google_cloud_kms_config"][0]["valid"] is True
    cluster = atlas.cluster(encryption_at_rest_provider="GCP")
    assert atlas.refused_delete("encryption_at_rest", state) == (
        "409 CANNOT_DISABLE_ENCRYPTION_AT_REST: Cannot disable encryption at rest while cluster crm"
        " uses it."
    )
    assert atlas.refused_delete("cloud_provider_access_setup", setup) == (
        f"409 CLOUD_PROVIDER_ACCESS_ROLE_IN_USE: The role with ID {setup['role_id']} is in use and"
        " cannot be deleted."
    )
    atlas.delete("advanced_cluster", cluster)
    atlas.delete("encryption_at_rest", state)
    atlas.delete("cloud_provider_access_setup", setup)


@pytest.mark.parametrize(("roles", "verb"), [((), "useToEncrypt"), (KEY_ROLES[:1], "get")])
def test_a_key_that_atlas_may_not_use_is_refused(
    atlas: Atlas, account: Account, roles: tuple[str, ...], verb: str
) -> None:
    setup, made = key(account, atlas, *roles)
    account_of_atlas = setup["gcp_config"][0]["service_account_for_atlas"]
    assert atlas.refused("encryption_at_rest", **encrypted(setup, made)) == (
        "400 GOOGLE_CLOUD_KMS_PERMISSION_DENIED: Permission"
        f" 'cloudkms.cryptoKeyVersions.{verb}' denied on resource '{made['id']}' (or it may not"
        f" exist) for {account_of_atlas}."
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"key_version_resource_id": "{key}"},
            "400 INVALID_GOOGLE_CLOUD_KMS_KEY: The key version {key} does not exist.",
        ),
        (
            {"key_version_resource_id": "{key}x/cryptoKeyVersions/1"},
            (
                "400 INVALID_GOOGLE_CLOUD_KMS_KEY: The key version {key}x/cryptoKeyVersions/1 does"
                " not exist."
            ),
        ),
        (
            {"role_id": "ffffffffffffffffffffffff"},
            (
                "404 CLOUD_PROVIDER_ACCESS_ROLE_NOT_FOUND: The role with ID"
                " ffffffffffffffffffffffff is not found."
            ),
        ),
        (
            {"role_id": None},
            "400 MISSING_ATTRIBUTE: The required attribute roleId was not specified.",
        ),
    ],
)
def test_a_key_is_refused(atlas: Atlas, account: Account, change: Values, refusal: str) -> None:
    setup, made = key(account, atlas, *KEY_ROLES)
    name = made["id"]
    told = {k: v and v.replace("{key}", name) for k, v in change.items()}
    assert atlas.refused("encryption_at_rest", **encrypted(setup, made, **told)) == (
        refusal.replace("{key}", name)
    )


def test_keys_are_in_one_place(atlas: Atlas, account: Account) -> None:
    setup, made = key(account, atlas, *KEY_ROLES)
    both = {**encrypted(setup, made), "aws_kms_config": {"enabled": True}}
    assert atlas.refused("encryption_at_rest", **both) == (
        "400 MULTIPLE_ENCRYPTION_AT_REST_PROVIDERS: Encryption at rest can be enabled for one"
        " provider only, not AWS and GCP."
    )


def test_exports_need_their_bucket(atlas: Atlas) -> None:
    role = atlas.create("cloud_provider_access_setup", provider_name="GCP")["role_id"]
    given = {"bucket_name": "nowhere", "cloud_provider": "GCP", "role_id": role}
    assert atlas.refused("cloud_backup_snapshot_export_bucket", **given) == (
        "400 EXPORT_BUCKET_NOT_ACCESSIBLE: The bucket nowhere does not exist or cannot be written"
        " to."
    )


def test_an_account_of_nobody_is_no_member(atlas: Atlas, account: Account) -> None:
    _, made = key(account, atlas)
    told = account.refused(
        "kms_crypto_key_iam_member",
        crypto_key_id=made["id"],
        role=KEY_ROLES[0],
        member="serviceAccount:mongodb-atlas-0@p-0123.iam.gserviceaccount.com",
    )
    assert "does not exist" in told


def test_a_container_is_refused(atlas: Atlas) -> None:
    for given, refusal in (
        ("10.0.0.1/18", "Atlas CIDR 10.0.0.1/18 must be in valid CIDR notation."),
        ("192.0.2.0/24", "Atlas CIDR 192.0.2.0/24 must be in private range."),
        ("10.0.0.0/24", "Atlas CIDR 10.0.0.0/24 must be a /18 block for GCP."),
    ):
        told = atlas.refused("network_container", atlas_cidr_block=given, provider_name="GCP")
        assert told == f"400 ATLAS_INVALID_CIDR_BLOCK: {refusal}"


def test_a_drill_loses_regions_that_the_cluster_has(atlas: Atlas) -> None:
    atlas.cluster(region(nodes=2), region("EASTERN_US", 6, 1))
    lost = {
        name: {"cloud_provider": "GCP", "region_name": name}
        for name in ("CENTRAL_US", "EASTERN_US", "WESTERN_US")
    }
    drill = {"cluster_name": "crm", "outage_filters": [lost["WESTERN_US"]]}
    assert atlas.refused("cluster_outage_simulation", **drill) == (
        "400 INVALID_REGION: Cluster crm has no nodes in region WESTERN_US."
    )
    drill["outage_filters"] = [lost["CENTRAL_US"], lost["EASTERN_US"]]
    assert atlas.refused("cluster_outage_simulation", **drill).startswith(
        "400 CANNOT_SIMULATE_OUTAGE_OF_ALL_REGIONS: "
    )
    drill["outage_filters"] = [lost["CENTRAL_US"]]
    assert atlas.create("cluster_outage_simulation", **drill)["state"] == "SIMULATING"
    assert atlas.refused("cluster_outage_simulation", **drill).startswith(
        "409 OUTAGE_SIMULATION_ALREADY_EXISTS: "
    )

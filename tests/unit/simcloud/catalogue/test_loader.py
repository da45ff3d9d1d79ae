"""The catalogue loads into what the provider servers are built from, and fast."""

from crm_infra.simcloud.catalogue import load
from crm_infra.simcloud.catalogue.quotas import quotas

GOOGLE = "registry.terraform.io/hashicorp/google"
RANDOM = "registry.terraform.io/hashicorp/random"


def test_google_and_random_are_served() -> None:
    assert {GOOGLE, RANDOM} <= set(load())
    assert "google_compute_network" in load()[GOOGLE]["resource_schemas"]
    assert "google_client_config" in load()[GOOGLE]["ephemeral_resource_schemas"]
    assert "random_password" in load()[RANDOM]["ephemeral_resource_schemas"]


def test_shared_patterns_are_written_out() -> None:
    attributes = load()[GOOGLE]["resource_schemas"]["google_secret_manager_secret"]["block"][
        "attributes"
    ]
    assert {"labels", "effective_labels", "terraform_labels", "project", "id"} <= set(attributes)


def test_timeouts_are_a_block_and_a_key() -> None:
    entry = load()[GOOGLE]["resource_schemas"]["google_compute_network"]
    assert entry["timeouts"] == {"Create": "20m0s", "Update": "20m0s", "Delete": "20m0s"}
    assert set(entry["block"]["block_types"]["timeouts"]["block"]["attributes"]) == {
        "create",
        "update",
        "delete",
    }


def test_custom_endpoints_are_arguments_of_the_provider() -> None:
    attributes = load()[GOOGLE]["provider"]["block"]["attributes"]
    assert attributes["compute_custom_endpoint"] == {"type": "string", "optional": True}


def test_two_loads_share_nothing_that_a_reader_could_change() -> None:
    load()[GOOGLE]["resource_schemas"]["google_compute_network"]["block"].clear()
    assert load()[GOOGLE]["resource_schemas"]["google_compute_network"]["block"]


def test_limits_say_where_they_count() -> None:
    assert quotas()["NETWORKS"].limit == 15
    assert quotas()["STATIC_ADDRESSES"].scope == "region"


def test_patterns_hold_inside_of_blocks_and_of_other_patterns() -> None:
    cluster = load()[GOOGLE]["resource_schemas"]["google_container_cluster"]["block"]
    pool = cluster["block_types"]["node_pool"]["block"]
    node = pool["block_types"]["node_config"]["block"]
    assert node == cluster["block_types"]["node_config"]["block"]
    assert "writable_cgroups" in node["block_types"]["containerd_config"]["block"]["block_types"]

"""What Atlas refuses about clusters, what it fills in, and how long it takes."""

from typing import Any

import pytest

from tests.contract.simcloud.atlas_account import (
    TWO_TWO_ONE,
    Atlas,
    advanced,
    region,
    scaling,
    specs,
    usual,
)
from tests.fakes.cloud_account import Account, Values

INVALID = "400 INVALID_ATTRIBUTE: Invalid attribute {} specified."
ENUM = "400 INVALID_ENUM_VALUE: An invalid enumeration value {} was specified."


@pytest.fixture
def atlas(account: Account) -> Atlas:
    return Atlas(account)


@pytest.mark.parametrize(
    ("regions", "refusal"),
    [
        ([region(nodes=2)], INVALID.format("number of electable nodes")),
        (
            [region(nodes=2), region("EASTERN_US", 6, 2)],
            INVALID.format("number of electable nodes"),
        ),
        ([region(nodes=1)], INVALID.format("number of electable nodes")),
        ([region(nodes=9)], INVALID.format("number of electable nodes")),
        ([region(priority=6)], INVALID.format("priority")),
        ([region(nodes=2), region("EASTERN_US", 5, 1)], INVALID.format("priority")),
        ([region(nodes=3), region("EASTERN_US", 6, 0)], INVALID.format("priority")),
        ([region(size="M11")], ENUM.format("M11")),
        ([region(size="M0")], ENUM.format("M0")),
        (
            [region("NORTH_AMERICA_SOUTH_1", size="M10")],
            (
                "400 INSTANCE_SIZE_NOT_AVAILABLE_IN_REGION: Instance size M10 is not available"
                " in region"
                " NORTH_AMERICA_SOUTH_1."
            ),
        ),
        (
            [region("us-central1")],
            "400 INVALID_REGION: No region us-central1 exists for provider GCP.",
        ),
        (
            [region(nodes=2), region("CENTRAL_US", 6, 1)],
            (
                "400 DUPLICATE_REGIONS_IN_REPLICATION_SPEC: Replication spec has duplicate region"
                " CENTRAL_US for provider GCP."
            ),
        ),
        (
            [region(nodes=2), region("EASTERN_US", 6, 1, size="M20")],
            (
                "400 INVALID_CLUSTER_CONFIGURATION: The specified cluster configuration is not"
                " valid:"
                " electable and read-only nodes must have the same instance size, found M10, M20."
            ),
        ),
        ([region(disk=4000)], INVALID.format("diskSizeGB")),
        (
            [region(nodes=2, disk=10), region("EASTERN_US", 6, 1, disk=20)],
            INVALID.format("diskSizeGB"),
        ),
        ([region(provider_name="GCE")], ENUM.format("GCE")),
        (
            [region(size="M20", auto_scaling=scaling("M30", "M40"))],
            INVALID.format("minInstanceSize"),
        ),
        (
            [region(size="M30", auto_scaling=scaling("M10", "M20"))],
            INVALID.format("maxInstanceSize"),
        ),
        ([region(auto_scaling=scaling("M10", "M11"))], ENUM.format("M11")),
        (
            [region(auto_scaling=scaling("M10", None))],
            (
                "400 COMPUTE_AUTO_SCALING_MAX_INSTANCE_SIZE_REQUIRED: Compute auto-scaling max"
                " instance"
                " size required."
            ),
        ),
        (
            [region(auto_scaling=scaling(None, "M20"))],
            (
                "400 COMPUTE_AUTO_SCALING_MIN_INSTANCE_SIZE_REQUIRED: Compute auto-scaling min"
                " instance"
                " size required."
            ),
        ),
        (
            [region(auto_scaling=scaling(compute_enabled=False))],
            (
                "400 COMPUTE_AUTO_SCALING_SCALE_DOWN_REQUIRES_COMPUTE_AUTO_SCALING: Compute"
                " auto-scaling"
                " must be enabled to enable scaling down."
            ),
        ),
        (
            [region(nodes=2, auto_scaling=scaling()), region("EASTERN_US", 6, 1)],
            (
                "400 AUTO_SCALINGS_MUST_MATCH: If any regionConfigs specify an autoScaling"
                " object, they"
                " must all specify an autoScaling object, and they must all match."
            ),
        ),
    ],
)
def test_a_topology_is_refused(atlas: Atlas, regions: list[Values], refusal: str) -> None:
    assert atlas.refused("advanced_cluster", **usual(*regions)) == refusal


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": "crm_1"}, INVALID.format("name")),
        (
            {"name": "crm-of-a-very-very-lon-x"},
            (
                '400 CLUSTER_NAME_PREFIX_INVALID: Cluster name "crm-of-a-very-very-lon-x" is'
                " invalid."
                " Atlas truncates cluster names to 23 characters which results in an invalid"
                " hostname due"
                ' to a trailing "-" in the generated name prefix.'
            ),
        ),
        ({"cluster_type": "REPLICA"}, ENUM.format("REPLICA")),
        ({"mongo_db_major_version": "4.4"}, INVALID.format("mongoDBMajorVersion")),
        (
            {"mongo_db_major_version": "8.0", "version_release_system": "CONTINUOUS"},
            INVALID.format("mongoDBMajorVersion"),
        ),
        (
            {"advanced_configuration": advanced(minimum_enabled_tls_protocol="TLS2")},
            ENUM.format("TLS2"),
        ),
        (
            {"advanced_configuration": advanced(minimum_enabled_tls_protocol="TLS1_1")},
            (
                "400 INVALID_CLUSTER_CONFIGURATION: The specified cluster configuration is not"
                " valid: TLS"
                " 1.1 is not available for new configurations."
            ),
        ),
        (
            {"advanced_configuration": advanced(default_write_concern="most")},
            INVALID.format("defaultWriteConcern"),
        ),
        (
            {"advanced_configuration": advanced(oplog_min_retention_hours=24)},
            (
                "400 OPLOG_MIN_RETENTION_HOURS_NO_DISK_AUTO_SCALING: Cannot set"
                " oplogMinRetentionHours"
                " because disk auto-scaling is not enabled."
            ),
        ),
        (
            {"backup_enabled": False},
            (
                "400 CANNOT_ENABLE_PIT_WITHOUT_BACKUP: Continuous Cloud Backup cannot be enabled"
                " when"
                " Cloud Backup is disabled."
            ),
        ),
        (
            {"encryption_at_rest_provider": "GCP"},
            (
                "400 ENCRYPTION_AT_REST_NOT_CONFIGURED_FOR_PROVIDER: Encryption at rest is not"
                " enabled for"
                " provider GCP in this project."
            ),
        ),
        (
            {"replication_specs": [*specs(region()), *specs(region())]},
            (
                "400 INVALID_CLUSTER_CONFIGURATION: The specified cluster configuration is not"
                " valid: a"
                " replica set must have exactly one replication spec."
            ),
        ),
        (
            {"project_id": "ffffffffffffffffffffffff"},
            "404 GROUP_NOT_FOUND: No group with ID ffffffffffffffffffffffff exists.",
        ),
    ],
)
def test_a_cluster_is_refused(atlas: Atlas, change: Values, refusal: str) -> None:
    assert atlas.refused("advanced_cluster", **usual(**change)) == refusal


def test_a_name_is_taken_once(atlas: Atlas) -> None:
    atlas.cluster()
    assert atlas.refused("advanced_cluster", **usual()) == (
        "400 DUPLICATE_CLUSTER_NAME: A cluster named crm is already present in group"
        f" {atlas.project}."
    )


def test_a_refusal_says_what_was_asked(atlas: Atlas, account: Account) -> None:
    given = {"project_id": atlas.project, **usual(region(nodes=2))}
    assert account.refused("mongodbatlas_advanced_cluster", **given) == (
        f"https://cloud.mongodb.com/api/atlas/v2/groups/{atlas.project}/clusters POST: HTTP 400 Bad"
        ' Request (Error code: "INVALID_ATTRIBUTE") Detail: Invalid attribute number of electable'
        " nodes specified. Reason: Bad Request. Params: [number of electable nodes],"
        " BadRequestDetail: "
    )


def test_three_regions_hold_five_votes(atlas: Atlas) -> None:
    state = atlas.cluster(*TWO_TWO_ONE)
    assert state["state_name"] == "IDLE"
    assert state["mongo_db_major_version"] == "8.0"
    assert state["mongo_db_version"].startswith("8.0.")
    found = state["replication_specs"][0]
    assert [c["electable_specs"]["disk_size_gb"] for c in found["region_configs"]] == [10, 10, 10]
    assert set(found["container_id"]) == {"GCP:CENTRAL_US", "GCP:EASTERN_US", "GCP:WESTERN_US"}
    assert len(set(found["container_id"].values())) == 1
    strings = state["connection_strings"]
    assert strings["standard_srv"].startswith("mongodb+srv://crm.")
    assert strings["standard"].count(":27017") == 5
    assert strings["private_endpoint"] == []


def test_zones_and_shards_keep_their_ids(atlas: Atlas) -> None:
    state = atlas.cluster()
    changed = atlas.update("advanced_cluster", state, **usual(region(size="M20")))
    before, after = state["replication_specs"][0], changed["replication_specs"][0]
    assert after["region_configs"][0]["electable_specs"]["instance_size"] == "M20"
    for name in ("external_id", "zone_id", "zone_name", "container_id"):
        assert after[name] == before[name]


def test_protection_is_lifted_first(atlas: Atlas) -> None:
    state = atlas.cluster(termination_protection_enabled=True)
    assert atlas.refused_delete("advanced_cluster", state) == (
        "400 CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED: Cannot terminate a"
        " cluster"
        " when termination protection is enabled."
    )
    lifted = atlas.update("advanced_cluster", state, **usual(termination_protection_enabled=False))
    atlas.delete("advanced_cluster", lifted)


def test_versions_go_up_only(atlas: Atlas) -> None:
    state = atlas.cluster(mongo_db_major_version="8.0")
    change = usual(mongo_db_major_version="7.0")
    assert atlas.refused_update("advanced_cluster", state, **change) == (
        "400 CANNOT_DOWNGRADE_MONGODB_VERSION: Cannot downgrade MongoDB version from 8.0 to 7.0."
    )


def test_what_is_paused_is_started_first(atlas: Atlas) -> None:
    state = atlas.cluster(paused=True)
    change = usual(paused=True, tags={"a": "b"})
    assert atlas.refused_update("advanced_cluster", state, **change) == (
        "409 CANNOT_UPDATE_PAUSED_CLUSTER: Cannot update cluster crm while it is paused or being"
        " paused."
    )


def test_a_project_goes_after_its_clusters(atlas: Atlas) -> None:
    cluster = atlas.cluster()
    project: dict[str, Any] = {"id": atlas.project}
    assert atlas.refused_delete("project", project) == (
        "409 CANNOT_CLOSE_GROUP_ACTIVE_ATLAS_CLUSTERS: Cannot close group while it has active"
        " clusters; please terminate all clusters."
    )
    atlas.delete("advanced_cluster", cluster)
    atlas.delete("project", project)


@pytest.mark.parametrize(
    ("regions", "minutes"),
    [([region()], 8), ([region(size="M30")], 9), ([region(size="M50")], 12), (TWO_TWO_ONE, 10)],
)
def test_making_takes_longer_the_larger_it_is(
    atlas: Atlas, account: Account, regions: list[Values], minutes: float
) -> None:
    atlas.cluster(*regions)
    with account.store.view() as view:
        made = view.operations(type_="mongodbatlas_advanced_cluster")[-1]
    assert made.ends - made.begins == minutes * 60


def test_a_change_of_nodes_rolls_over_them_and_others_do_not(
    atlas: Atlas, account: Account
) -> None:
    state = atlas.cluster()
    state = atlas.update("advanced_cluster", state, **usual(tags={"a": "b"}))
    atlas.update("advanced_cluster", state, **usual(region(size="M20"), tags={"a": "b"}))
    with account.store.view() as view:
        _, tags, size = view.operations(type_="mongodbatlas_advanced_cluster")
    assert tags.ends - tags.begins == 10
    assert size.ends - size.begins == 450

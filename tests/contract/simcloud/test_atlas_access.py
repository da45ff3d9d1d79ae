"""What Atlas refuses about projects, users, roles, addresses, alerts and audits."""

from typing import Any

import pytest

from tests.contract.simcloud.atlas_account import ORGANIZATION, Atlas
from tests.fakes.cloud_account import Account, Values

ENUM = "400 INVALID_ENUM_VALUE: An invalid enumeration value {} was specified."
INVALID = "400 INVALID_ATTRIBUTE: Invalid attribute {} specified."
READ_WRITE = {"role_name": "readWrite", "database_name": "crm"}
FIND = {"action": "FIND", "resources": [{"database_name": "crm", "collection_name": ""}]}


@pytest.fixture
def atlas(account: Account) -> Atlas:
    return Atlas(account)


def user(**given: Any) -> Values:
    return {
        "username": "backend",
        "auth_database_name": "admin",
        "password_wo": "written-only-once",
        "password_wo_version": 1,
        "roles": [READ_WRITE],
        **given,
    }


def alert(**given: Any) -> Values:
    return {
        "event_type": "NO_PRIMARY",
        "enabled": True,
        "notification": [{"type_name": "EMAIL", "email_address": "ops@example.com"}],
        **given,
    }


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"org_id": "x"},
            "400 INVALID_ORG_ID: An invalid organization ID x was specified.",
        ),
        ({"name": " crm"}, INVALID.format("name")),
        (
            {"name": "crm-dev"},
            (
                '409 GROUP_ALREADY_EXISTS: A group with name "crm-dev" already exists in the'
                " organization."
            ),
        ),
        (
            {"limits": [{"name": "atlas.project.deployment.nodes", "value": 1}]},
            "400 INVALID_LIMIT_VALUE: The limit atlas.project.deployment.nodes does not exist.",
        ),
        (
            {"limits": [{"name": "atlas.project.deployment.clusters", "value": 1000}]},
            (
                "400 INVALID_LIMIT_VALUE: The value 1000 of limit atlas.project.deployment.clusters"
                " is out of range."
            ),
        ),
    ],
)
def test_a_project_is_refused(atlas: Atlas, change: Values, refusal: str) -> None:
    given = {"name": "crm-uat", "org_id": ORGANIZATION, **change}
    assert atlas.refused("project", **given) == refusal


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"password_wo": None},
            "400 MISSING_ATTRIBUTE: The required attribute password was not specified.",
        ),
        (
            {"password_wo_version": None},
            (
                "400 MISSING_ATTRIBUTE: When 'password_wo' is set, 'password_wo_version' must"
                " also be"
                " specified to enable password rotation detection."
            ),
        ),
        ({"auth_database_name": "crm"}, INVALID.format("databaseName")),
        (
            {"roles": [{"role_name": "owner", "database_name": "crm"}]},
            "400 UNSUPPORTED_ROLE: The specified role owner@crm is not supported.",
        ),
        (
            {"roles": [{"role_name": "atlasAdmin", "database_name": "crm"}]},
            "400 UNSUPPORTED_ROLE: The specified role atlasAdmin@crm is not supported.",
        ),
        (
            {"scopes": [{"name": "other", "type": "CLUSTER"}]},
            "404 CLUSTER_NOT_FOUND: No cluster named other exists in group {project}.",
        ),
        ({"scopes": [{"name": "crm", "type": "DATABASE"}]}, ENUM.format("DATABASE")),
        (
            {"project_id": "ffffffffffffffffffffffff"},
            "404 GROUP_NOT_FOUND: No group with ID ffffffffffffffffffffffff exists.",
        ),
    ],
)
def test_a_user_is_refused(atlas: Atlas, change: Values, refusal: str) -> None:
    told = atlas.refused("database_user", **user(**change))
    assert told == refusal.replace("{project}", atlas.project)


def test_a_password_is_kept_nowhere(atlas: Atlas, account: Account) -> None:
    state = atlas.create("database_user", **user())
    plain = user(username="jobs", password="kept-by-terraform", password_wo=None)
    atlas.create("database_user", **{**plain, "password_wo_version": None})
    assert state["password_wo"] is None
    with account.store.view() as view:
        kept = str([r.values for r in view.find("mongodbatlas_database_user")])
    assert "written-only-once" not in kept
    assert "kept-by-terraform" not in kept


def test_a_username_is_taken_once(atlas: Atlas) -> None:
    atlas.create("database_user", **user())
    assert atlas.refused("database_user", **user()) == (
        "409 USERNAME_ALREADY_EXISTS: The specified username backend is already taken."
    )


def test_a_scoped_user_needs_its_cluster(atlas: Atlas) -> None:
    atlas.cluster()
    atlas.create("database_user", **user(scopes=[{"name": "crm", "type": "CLUSTER"}]))


def test_a_custom_role_stays_while_somebody_has_it(atlas: Atlas) -> None:
    role = atlas.create("custom_db_role", role_name="reader", actions=[FIND])
    given = user(roles=[{"role_name": "reader", "database_name": "admin"}])
    state = atlas.create("database_user", **given)
    assert atlas.refused_delete("custom_db_role", role).startswith(
        "409 CANNOT_DELETE_CUSTOM_ROLE_IN_USE: Cannot delete custom role reader because user "
    )
    atlas.delete("database_user", state)
    atlas.delete("custom_db_role", role)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"role_name": "xgen-reader"},
            (
                '400 ATLAS_CUSTOM_ROLE_INVALID_NAME: The role name, "xgen-reader", is invalid. A'
                " custom role name must be a non-empty string made up of only ASCII letters,"
                " numbers, hyphens, and underscores, and should begin with a letter or number."
            ),
        ),
        (
            {"role_name": "readWrite"},
            (
                "400 ATLAS_CUSTOM_ROLE_NAME_IS_BUILT_IN: Cannot create custom role readWrite"
                " because"
                " a built-in role with that name already exists."
            ),
        ),
        (
            {"actions": []},
            (
                "400 ATLAS_CUSTOM_ROLE_HAS_NO_PERMISSIONS: Custom roles must have one or more user"
                " privilege actions or inherited roles."
            ),
        ),
        ({"actions": [{**FIND, "action": "LOOK"}]}, ENUM.format("LOOK")),
        (
            {"actions": [{**FIND, "action": "SERVER_STATUS"}]},
            (
                "400 ATLAS_CUSTOM_ROLE_INVALID_RESOURCE: The action SERVER_STATUS cannot be applied"
                " to that resource."
            ),
        ),
        (
            {"inherited_roles": [{"role_name": "nobody", "database_name": "admin"}]},
            (
                "400 ATLAS_CUSTOM_ROLE_INHERITED_ROLES_NOT_FOUND: One or more of the specified"
                " inherited roles do not exist."
            ),
        ),
    ],
)
def test_a_role_is_refused(atlas: Atlas, change: Values, refusal: str) -> None:
    given = {"role_name": "reader", "actions": [FIND], **change}
    assert atlas.refused("custom_db_role", **given) == refusal


@pytest.mark.parametrize("given", ["10.0.0.0/33", "10.0.0.1/20", "here"])
def test_an_address_is_refused(atlas: Atlas, given: str) -> None:
    assert atlas.refused("project_ip_access_list", cidr_block=given) == (
        f"400 INVALID_IP_ADDRESS_OR_CIDR_NOTATION: The address {given} must be in valid IP"
        f" address or"
        " CIDR notation."
    )


def test_everybody_may_be_let_in(atlas: Atlas) -> None:
    atlas.create("project_ip_access_list", cidr_block="0.0.0.0/0")
    one = atlas.create("project_ip_access_list", ip_address="203.0.113.7")
    assert one["cidr_block"] == "203.0.113.7/32"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"event_type": "SOMETHING"},
            ("400 INVALID_EVENT_TYPE_FOR_ALERT: Event type SOMETHING not supported for alerts."),
        ),
        (
            {"event_type": "OUTSIDE_METRIC_THRESHOLD"},
            "400 MISSING_ATTRIBUTE: The required attribute metricThreshold was not specified.",
        ),
        (
            {"threshold_config": {"operator": "LESS_THAN", "units": "YEARS", "threshold": 1}},
            ENUM.format("YEARS"),
        ),
        (
            {"notification": [{"type_name": "EMAIL"}]},
            "400 MISSING_ATTRIBUTE: The required attribute emailAddress was not specified.",
        ),
        (
            {"notification": [{"type_name": "GROUP", "interval_min": 1}]},
            INVALID.format("intervalMin"),
        ),
    ],
)
def test_an_alert_is_refused(atlas: Atlas, change: Values, refusal: str) -> None:
    assert atlas.refused("alert_configuration", **alert(**change)) == refusal


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (
            "{",
            (
                "400 AUDIT_FILTER_INVALID: The audit filter is not valid JSON: Expecting property"
                " name enclosed in double quotes: line 1 column 2 (char 1)."
            ),
        ),
        ("[]", "400 AUDIT_FILTER_INVALID: The audit filter is no JSON object."),
    ],
)
def test_an_audit_filter_is_refused(atlas: Atlas, given: str, refusal: str) -> None:
    assert atlas.refused("auditing", audit_filter=given, enabled=True) == refusal


def test_a_secret_of_a_service_account_is_shown_once(atlas: Atlas, account: Account) -> None:
    given = {"name": "robot", "description": "reads", "roles": ["GROUP_READ_ONLY"]}
    state = atlas.create("project_service_account", **given)
    (secret,) = state["secrets"]
    assert secret["secret"].startswith("mdb_sa_sk_simcloud_")
    with account.store.view() as view:
        kept = str([r.values for r in view.find("mongodbatlas_project_service_account")])
    assert secret["secret"] not in kept
    assert atlas.refresh("project_service_account", state) == state


def test_roles_of_service_accounts_are_of_their_kind(atlas: Atlas) -> None:
    given = {"name": "robot", "description": "reads", "roles": ["ORG_OWNER"]}
    assert atlas.refused("project_service_account", **given) == ENUM.format("ORG_OWNER")


@pytest.mark.parametrize(
    ("type_", "given", "form"),
    [
        ("database_user", user(), "{project}-backend-admin"),
        ("database_user", user(), "{project}/backend/admin"),
        ("custom_db_role", {"role_name": "reader", "actions": [FIND]}, "{project}-reader"),
        ("project_ip_access_list", {"cidr_block": "10.0.0.0/20"}, "{project}-10.0.0.0/20"),
        ("auditing", {"enabled": True}, "{project}"),
        ("maintenance_window", {"day_of_week": 1, "hour_of_day": 3}, "{project}"),
        ("alert_configuration", alert(), "{project}-{alert_configuration_id}"),
        ("cloud_provider_access_setup", {"provider_name": "GCP"}, "{project}-GCP-{role_id}"),
        (
            "privatelink_endpoint",
            {"provider_name": "GCP", "region": "us-central1"},
            "{project}-{private_link_id}-GCP-us-central1",
        ),
    ],
)
def test_things_are_imported_as_the_provider_names_them(
    atlas: Atlas, account: Account, type_: str, given: Values, form: str
) -> None:
    state = atlas.create(type_, **given)
    name = form.format(**{"project": atlas.project, **state})
    found = account.import_(f"mongodbatlas_{type_}", name)
    assert found is not None
    assert found["id"] == state["id"]
    assert found["project_id"] == atlas.project


def test_a_cluster_is_imported_and_found_again(atlas: Atlas, account: Account) -> None:
    state = atlas.cluster()
    found = account.import_("mongodbatlas_advanced_cluster", f"{atlas.project}-crm")
    assert found is not None
    assert found["cluster_id"] == state["cluster_id"]
    again = atlas.refresh("advanced_cluster", found)
    assert again["connection_strings"] == state["connection_strings"]

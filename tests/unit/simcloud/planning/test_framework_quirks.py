"""Quirks of the Atlas and Helm providers: what they check and what an update unsettles."""

import pytest

from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.engine.plan import plan
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.schema import load
from crm_infra.simcloud.values import UNKNOWN, Values


def found(type_: str, config: Values) -> list[str]:
    check = quirks_for(type_).check
    assert check is not None
    return [fault.detail or fault.summary for fault in check(config)]


def test_an_entry_of_the_access_list_admits_one_source() -> None:
    config = {"cidr_block": "10.0.0.0/8", "ip_address": "10.0.0.1", "aws_security_group": UNKNOWN}
    assert found("mongodbatlas_project_ip_access_list", config) == [
        'Attribute "ip_address" cannot be specified when "cidr_block" is specified',
        'Attribute "cidr_block" cannot be specified when "ip_address" is specified',
    ]
    assert found("mongodbatlas_project_ip_access_list", {"ip_address": "10.0.0.1"}) == []


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (
            {"day_of_week": 9, "hour_of_day": 3},
            ['"day_of_week" value should be between 1 and 7, got: 9'],
        ),
        ({"day_of_week": 1, "hour_of_day": UNKNOWN}, []),
    ],
)
def test_a_maintenance_window_lies_in_a_week(config: Values, words: list[str]) -> None:
    assert found("mongodbatlas_maintenance_window", config) == words


def test_a_release_has_a_short_name_and_values_of_known_types() -> None:
    config = {"name": "p" * 60, "set": [{"type": "string"}, {"type": "json"}, UNKNOWN]}
    assert found("helm_release", config) == [
        "Attribute name string length must be between 1 and 53, got: 60",
        'Attribute set[1].type value must be one of: ["auto" "string" "literal"], got: "json"',
    ]


def test_a_changed_cluster_unsettles_what_the_change_can_touch() -> None:
    computed = {"type": "string", "computed": True}
    attributes = {
        "name": {"type": "string", "required": True},
        "state_name": computed,
        "cluster_id": computed,
    }
    raw = {"sdk": "framework", "block": {"attributes": attributes}}
    schema = load({"resource_schemas": {"mongodbatlas_advanced_cluster": raw}}).resources
    type_ = schema["mongodbatlas_advanced_cluster"]
    prior = {"name": "a", "state_name": "IDLE", "cluster_id": "1"}
    config = {"name": "b", "state_name": None, "cluster_id": None}
    values = plan(type_, prior, config, Settings(), quirks_for(type_.name)).values
    assert values == {"name": "b", "state_name": UNKNOWN, "cluster_id": "1"}

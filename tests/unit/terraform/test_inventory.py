"""An object whose id the cloud chose is found by what it says about itself, or not at all."""

from crm_infra.terraform.inventory import chosen_id

KIND = "google_monitoring_notification_channel"
PLANNED = {"project": "crm-dev", "type": "email", "display_name": "CRM technical"}
OURS = {"id": "channels/1", **PLANNED}
OTHER = {"id": "channels/2", **PLANNED, "project": "crm-staging"}


def test_the_one_that_says_what_was_planned_is_ours() -> None:
    assert chosen_id(KIND, PLANNED, [OTHER, OURS], set()) == "channels/1"


def test_what_the_state_has_already_is_not_found_again() -> None:
    assert chosen_id(KIND, PLANNED, [OURS], {"channels/1"}) == ""


def test_two_that_say_the_same_are_for_a_person_to_decide() -> None:
    assert chosen_id(KIND, PLANNED, [OURS, {**OURS, "id": "channels/3"}], set()) == ""


def test_values_that_are_not_known_yet_find_nothing() -> None:
    assert chosen_id(KIND, {"type": "email"}, [OURS], set()) == ""
    assert chosen_id("google_compute_network", {"name": "vpc"}, [{"id": "vpc"}], set()) == ""


def test_a_part_that_is_left_empty_tells_apart_too() -> None:
    kind = "mongodbatlas_alert_configuration"
    lag = [{"metric_name": "OPLOG_SLAVE_LAG_MASTER_TIME"}]
    planned = {"project_id": "a", "event_type": "OUTSIDE_METRIC_THRESHOLD"}
    ours = {"id": "1", **planned, "metric_threshold_config": lag}
    other = {"id": "2", **planned, "metric_threshold_config": []}
    found = [ours, other]
    assert chosen_id(kind, {**planned, "metric_threshold_config": lag}, found, set()) == "1"
    assert chosen_id(kind, {**planned, "metric_threshold_config": []}, found, set()) == "2"
    assert chosen_id(kind, planned, found, set()) == ""

"""Labels: what the configuration, the provider and others put on a resource."""

from typing import Any

from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.engine.plan import plan
from crm_infra.simcloud.schema import load
from crm_infra.simcloud.values import UNKNOWN, Values

LABELS = {"type": ["map", "string"], "optional": True}
COMPUTED = {"type": ["map", "string"], "computed": True}
OURS = {"goog-terraform-provisioned": "true"}
SCHEMA = load(
    {
        "resource_schemas": {
            "google_thing": {
                "customize_diff": True,
                "block": {
                    "attributes": {
                        "labels": LABELS,
                        "terraform_labels": COMPUTED,
                        "effective_labels": COMPUTED,
                        "annotations": LABELS,
                        "effective_annotations": COMPUTED,
                        "project": {"type": "string", "optional": True, "computed": True},
                        "deletion_policy": {"type": "string", "optional": True, "computed": True},
                    }
                },
            }
        }
    }
).resources["google_thing"]


def labelled(labels: Any, prior: Values | None = None, **settings: Any) -> Values:
    config = dict.fromkeys(SCHEMA.block.attributes) | {"labels": labels}
    values = plan(SCHEMA, prior, config, Settings(**settings)).values
    assert values is not None
    return values


def test_a_new_resource_carries_default_labels_its_own_and_the_attribution() -> None:
    values = labelled({"use": "gke"}, default_labels={"team": "crm", "use": "none"})
    expected = OURS | {"team": "crm", "use": "gke"}
    assert values["labels"] == {"use": "gke"}
    assert values["terraform_labels"] == values["effective_labels"] == expected


def test_the_attribution_can_be_switched_off() -> None:
    assert labelled(None, attribution=False)["terraform_labels"] is UNKNOWN


def test_a_resource_that_never_had_the_attribution_gets_it_only_when_asked() -> None:
    prior = {"effective_labels": {"a": "b"}, "terraform_labels": {"a": "b"}, "labels": {"a": "b"}}
    assert labelled({"a": "b"}, prior)["terraform_labels"] == {"a": "b"}
    assert labelled({"a": "b"}, prior, attribution_on_update=True)["terraform_labels"] == (
        {"a": "b"} | OURS
    )


def test_labels_of_others_stay_and_ours_that_are_gone_go() -> None:
    prior = {
        "labels": {"a": "1"},
        "terraform_labels": {"a": "1", "old": "1"},
        "effective_labels": {"a": "1", "old": "1", "theirs": "x"},
    }
    values = labelled({"a": "2"}, prior)
    assert values["terraform_labels"] == {"a": "2"}
    assert values["effective_labels"] == {"a": "2", "theirs": "x"}


def test_unknown_labels_make_the_others_unknown() -> None:
    values = labelled({"a": UNKNOWN})
    assert values["terraform_labels"] is UNKNOWN
    assert values["effective_labels"] is UNKNOWN


def test_annotations_left_out_stay_unknown_for_a_new_resource() -> None:
    assert labelled(None)["effective_annotations"] is UNKNOWN


def test_project_and_deletion_policy_are_planned_from_the_provider() -> None:
    values = labelled(None, project="crm-dev")
    assert (values["project"], values["deletion_policy"]) == ("crm-dev", "DELETE")
    assert labelled(None, deletion_policy="ABANDON")["deletion_policy"] == "ABANDON"

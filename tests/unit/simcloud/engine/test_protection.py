"""What keeps a provider from asking for deletion, in the real provider's words."""

import pytest

from crm_infra.simcloud.engine.protection import abandoned, protected
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.schema import load
from crm_infra.simcloud.values import Values


@pytest.mark.parametrize(
    ("type_", "prior", "words"),
    [
        (
            "google_cloud_run_v2_service",
            {"deletion_protection": True},
            (
                "cannot destroy service without setting deletion_protection=false and running "
                "`terraform apply`"
            ),
        ),
        (
            "google_container_cluster",
            {"deletion_protection": True},
            (
                "Cannot destroy cluster because deletion_protection is set to true. Set it to "
                "false to proceed with cluster deletion."
            ),
        ),
        (
            "google_compute_network",
            {"deletion_policy": "PREVENT"},
            (
                'cannot destroy ComputeNetwork without setting deletion_policy="DELETE" and '
                "running `terraform apply`"
            ),
        ),
    ],
)
def test_a_protected_resource_is_not_deleted(type_: str, prior: Values, words: str) -> None:
    schema = load({"resource_schemas": {type_: {"block": {}}}}).resources[type_]
    assert [fault.summary for fault in protected(schema, prior, quirks_for(type_))] == [words]
    assert protected(schema, {"deletion_protection": False}, quirks_for(type_)) == []


def test_an_abandoned_resource_is_left_standing() -> None:
    assert abandoned({"deletion_policy": "ABANDON"})
    assert not abandoned({"deletion_policy": "DELETE"})

"""What the provider says it was doing."""

import pytest

from crm_infra.simcloud.provider import wording


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("google_compute_network", "Network"),
        ("google_compute_router_nat", "RouterNat"),
        ("google_kms_crypto_key", "CryptoKey"),
        ("google_secret_manager_secret_version", "SecretVersion"),
        ("google_project_service", "ProjectService"),
        ("random_password", "Password"),
    ],
)
def test_a_resource_goes_by_the_providers_own_name(type_: str, name: str) -> None:
    assert wording.doing("create", type_, "", {}) == f"Error creating {name}: "
    assert wording.doing("update", type_, "i", {}) == f'Error updating {name} "i": '
    assert wording.doing("delete", type_, "i", {}) == f"Error when reading or editing {name}: "
    assert wording.touching(type_) == f"Error when reading or editing {name}: "

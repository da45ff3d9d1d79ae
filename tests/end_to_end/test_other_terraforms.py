"""``CRM_TERRAFORM`` names another binary: each that is on PATH raises the same dev."""

import shutil

import pytest

from tests.end_to_end.conftest import Person


@pytest.mark.parametrize("product", ["terraform", "tofu"])
def test_another_terraform_raises_the_same_environment(person: Person, product: str) -> None:
    path = shutil.which(product)
    if path is None:
        pytest.skip(f"{product} is not on PATH")
    person.extra["CRM_TERRAFORM"] = path
    risen = person.succeeds("provision", "dev", "--json").json()
    assert risen["outcome"] == "SUCCESS"
    assert all(path in layer["terraform"] for layer in risen["layers"])
    # The two that take most from the others: nothing that was given has changed.
    assert person.types("plan", "dev", "--layer", "network", "--layer", "databases").code == 0

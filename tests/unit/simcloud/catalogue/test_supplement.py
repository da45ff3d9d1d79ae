"""A recording stripped of its descriptions gets back the arguments of that name."""

from typing import Any

from crm_infra.simcloud.catalogue import load
from crm_infra.simcloud.catalogue.supplement import supplement

GOOGLE = "registry.terraform.io/hashicorp/google"


def stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: stripped(inner) for key, inner in value.items() if key != "description"}
    return [stripped(inner) for inner in value] if isinstance(value, list) else value


def test_what_was_stripped_comes_back_at_every_depth() -> None:
    recorded = stripped(load())
    assert supplement(recorded) > 40
    assert recorded == load()


def test_a_complete_file_stays_as_it_is() -> None:
    complete = load()
    del complete[GOOGLE]["resource_schemas"]["google_compute_network"]["block"]["attributes"][
        "description"
    ]
    assert supplement(complete) == 0


def test_a_provider_that_the_catalogue_does_not_know_stays_as_it_is() -> None:
    assert supplement({"example.com/a/b": {"resource_schemas": {}}}) == 0

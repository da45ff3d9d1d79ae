"""Facts say what a type is like, with defaults where the catalogue says nothing."""

import pytest

from crm_infra.simcloud.catalogue.facts import (
    TypeFacts,
    facts_for,
    import_forms,
    types_with_facts,
)


def test_facts_of_a_type() -> None:
    facts = facts_for("google_compute_subnetwork")
    assert facts.api == "compute.googleapis.com"
    assert facts.id == "projects/{project}/regions/{region}/subnetworks/{name}"
    assert facts.refers == {"network": ("google_compute_network",)}
    assert facts.seconds == {"create": 15, "update": 12, "delete": 18}
    assert facts.quota == "SUBNETWORKS"


def test_a_type_that_the_catalogue_does_not_know_has_defaults() -> None:
    assert facts_for("google_moon_base") == TypeFacts("google_moon_base")
    assert facts_for("google_moon_base").seconds == {"create": 5, "update": 5, "delete": 5}


def test_a_key_ring_is_never_deleted() -> None:
    assert facts_for("google_kms_key_ring").never_deleted


def test_facts_cannot_be_changed_by_a_reader() -> None:
    with pytest.raises(TypeError):
        facts_for("google_compute_network").computed["a"] = "b"  # type: ignore[index]


def test_imports_follow_from_the_id() -> None:
    assert import_forms("projects/{project}/regions/{region}/routers/{name}") == (
        "projects/{project}/regions/{region}/routers/{name}",
        "{project}/{region}/{name}",
        "{region}/{name}",
        "{name}",
    )
    assert import_forms("{name}") == ("{name}",)
    assert import_forms("") == ()


def test_every_type_of_a_service_knows_its_api_its_id_and_its_name() -> None:
    for type_ in types_with_facts():
        facts = facts_for(type_)
        if type_.startswith("google_"):
            assert facts.api.endswith(".googleapis.com") or type_ == "google_project", type_
            assert facts.id, type_
            assert facts.resource_label, type_
            assert facts.imports, type_

"""What a run that ended badly may have left in the cloud, and how it is taken back in."""

import json
from pathlib import Path
from typing import Any

from crm_infra.terraform.events import Diagnostic
from crm_infra.terraform.importing import composed_id
from crm_infra.terraform.recovery import Adoption, Loss, lost_in

NETWORK = "google_compute_network.main"
SUBNET = 'google_compute_subnetwork.this["a"]'
OTHER = "google_compute_subnetwork.other"
DEFAULTS = {"project": "p", "region": "us-central1"}


def _hook(kind: str, address: str, action: str = "create", **more: str) -> dict[str, Any]:
    resource = {"addr": address, "resource_type": address.split(".", maxsplit=1)[0]}
    return {"type": kind, "hook": {"resource": resource, "action": action, **more}}


def _error(address: str, detail: str) -> dict[str, Any]:
    said = {"severity": "error", "summary": "Error", "detail": detail, "address": address}
    return {"type": "diagnostic", "diagnostic": said}


def _journal(folder: Path, *messages: dict[str, Any], cut: str = "") -> list[Loss]:
    file = folder / "apply.out"
    file.write_text("\n".join(json.dumps(message) for message in messages) + "\n" + cut)
    return lost_in(file, "run-1")


def test_a_creation_that_ended_is_known_by_its_id(tmp_path: Path) -> None:
    losses = _journal(
        tmp_path,
        _hook("apply_start", NETWORK),
        _hook("apply_complete", NETWORK, id_key="id", id_value="projects/p/n"),
    )
    assert losses == [Loss(NETWORK, "google_compute_network", "run-1", "projects/p/n")]


def test_a_creation_that_was_cut_off_is_in_doubt(tmp_path: Path) -> None:
    losses = _journal(tmp_path, _hook("apply_start", SUBNET), cut='{"type": "apply_comp')
    assert losses == [Loss(SUBNET, "google_compute_subnetwork", "run-1")]


def test_what_the_cloud_refused_was_not_created(tmp_path: Path) -> None:
    refused = "googleapi: Error 409: The resource 'x' already exists, alreadyExists"
    losses = _journal(
        tmp_path,
        _hook("apply_start", NETWORK),
        _hook("apply_errored", NETWORK),
        _error(NETWORK, refused),
    )
    assert losses == []


def test_what_failed_for_another_reason_is_in_doubt(tmp_path: Path) -> None:
    losses = _journal(
        tmp_path,
        _hook("apply_start", NETWORK),
        _hook("apply_errored", NETWORK),
        _error(NETWORK, "Plugin did not respond"),
    )
    assert [loss.address for loss in losses] == [NETWORK]


def test_updates_deletions_and_strange_addresses_are_not_adopted(tmp_path: Path) -> None:
    losses = _journal(
        tmp_path,
        _hook("apply_start", NETWORK, "update"),
        _hook("apply_complete", NETWORK, "delete"),
        _hook("apply_complete", 'google_x.y" }\nimport {', id_value="z"),
    )
    assert losses == []


def test_known_ids_become_import_blocks_in_which_nothing_is_a_template(tmp_path: Path) -> None:
    adoption = Adoption.of([Loss(NETWORK, "t", "r", 'a"${file("/etc/passwd")}\\%{x}')])
    adoption.write(tmp_path)
    assert (tmp_path / "recovered.tf").read_text() == (
        f'import {{\n  to = {NETWORK}\n  id = "a\\"$${{file(\\"/etc/passwd\\")}}\\\\%%{{x}}"\n}}\n'
    )


def test_without_anything_to_adopt_there_is_no_file(tmp_path: Path) -> None:
    adoption = Adoption.of([Loss(NETWORK, "t", "r", "id")])
    adoption.write(tmp_path)
    adoption.importing.clear()
    adoption.write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_would_create_it_gives_the_id() -> None:
    adoption = Adoption.of([Loss(SUBNET, "google_compute_subnetwork", "r")])
    change = {"actions": ["create"], "after": {"name": "a", "region": None, "project": None}}
    plan = {"resource_changes": [{"address": SUBNET, "change": change}]}
    assert adoption.learn(plan, DEFAULTS)
    assert adoption.importing[SUBNET].id == "projects/p/regions/us-central1/subnetworks/a"
    assert not adoption.learn(plan, DEFAULTS)


def test_what_a_run_had_planned_gives_the_ids_of_what_that_run_lost() -> None:
    kind = "google_compute_subnetwork"
    adoption = Adoption.of([Loss(SUBNET, kind, "older"), Loss(OTHER, kind, "newer")])
    change = {"actions": ["create"], "after": {"name": "a"}}
    plan = {"resource_changes": [{"address": one, "change": change} for one in (SUBNET, OTHER)]}
    assert adoption.learn(plan, DEFAULTS, run="older")
    assert list(adoption.importing) == [SUBNET]
    assert list(adoption.open) == [OTHER]


def test_a_binding_is_imported_by_its_parts_and_not_by_its_id() -> None:
    address = "google_project_iam_member.x"
    loss = Loss(address, "google_project_iam_member", "r", "p/roles/viewer/group:a@b")
    adoption = Adoption.of([loss])
    assert adoption.importing == {}
    after = {"role": "roles/viewer", "member": "group:a@b"}
    plan = {
        "resource_changes": [
            {"address": address, "change": {"actions": ["create"], "after": after}}
        ]
    }
    adoption.learn(plan, DEFAULTS)
    assert adoption.importing[address].id == "p roles/viewer group:a@b"


def test_what_can_only_be_made_again_is_neither_adopted_nor_an_orphan() -> None:
    kind = "mongodbatlas_cloud_provider_access_authorization"
    adoption = Adoption.of([Loss(f"{kind}.google", kind, "r", "aWQ=:MQ==")])
    assert not adoption.importing
    assert not adoption.open


def test_what_the_cloud_says_its_id_is_comes_in_the_form_that_imports_take() -> None:
    kind = "mongodbatlas_alert_configuration"
    adoption = Adoption.of([Loss(f"{kind}.a", kind, "r")])
    change = {"actions": ["create"], "after": {"event_type": "NO_PRIMARY"}}
    plan = {"resource_changes": [{"address": f"{kind}.a", "change": change}]}
    assert adoption.learn(plan, DEFAULTS, lambda *_: "aWQ=:MQ==-cHJvamVjdF9pZA==:MmI=")
    assert adoption.importing[f"{kind}.a"].id == "2b-1"


def test_what_is_not_there_is_dropped_and_the_rest_is_kept() -> None:
    adoption = Adoption.of([Loss(SUBNET, "t", "r", "id-1"), Loss(NETWORK, "t", "r", "id-2")])
    said = (
        'While attempting to import an existing object to "google_compute_subnetwork.this'
        '[\\"a\\"]", the provider detected that no object exists with the given id.'
    )
    assert adoption.drop([Diagnostic("error", "Cannot import non-existent remote object", said)])
    assert list(adoption.importing) == [NETWORK]
    assert list(adoption.absent) == [SUBNET]
    assert adoption.orphans == {}


def test_what_cannot_be_imported_is_an_orphan_with_the_reason() -> None:
    adoption = Adoption.of([Loss(NETWORK, "t", "r", "id-2")])
    assert adoption.drop([Diagnostic("error", "Not importable", "", NETWORK)])
    assert "Not importable" in adoption.orphans[NETWORK].why


def test_a_plan_that_fails_for_another_reason_is_tried_once_without() -> None:
    adoption = Adoption.of([Loss(NETWORK, "t", "r", "id-2")])
    assert adoption.drop([Diagnostic("error", "Unsupported argument")])
    assert adoption.importing == {}
    assert not adoption.drop([Diagnostic("error", "Unsupported argument")])


def test_an_id_is_composed_only_from_what_is_known() -> None:
    known = {"name": "n", "key_ring": None}
    assert composed_id("google_compute_network", known, DEFAULTS) == "projects/p/global/networks/n"
    assert composed_id("google_kms_crypto_key", known, DEFAULTS) == ""
    assert composed_id("google_monitoring_notification_channel", known, DEFAULTS) == ""

"""What the real google provider was measured to do beyond the answers that were recorded whole.

Each case is a change to the recorded configuration against the recorded state, and what it does to
every resource it touches; all others must be left alone.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from crm_infra.simcloud.schema import load_file
from tests.contract.simcloud import golden_answers as golden
from tests.contract.simcloud.attached_terraform import MemoryCloud, attached

pytestmark = pytest.mark.skipif(
    not golden.SCHEMAS.exists(),
    reason=f"the recorded provider schemas are not here ({golden.SCHEMAS.name})",
)

Effect = dict[str, Any]
UPDATE = "update"
PODS = """  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/16"
  }
"""
SERVICES = """  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.32.0.0/20"
  }
"""
LABELLED = (
    "google_artifact_registry_repository.images",
    "google_cloud_run_v2_service.worker",
    "google_compute_address.nat",
    "google_compute_global_address.psa",
    "google_compute_global_address.web",
    "google_compute_security_policy.edge",
    "google_container_cluster.primary",
    "google_dns_managed_zone.crm",
    "google_kms_crypto_key.gke",
    "google_pubsub_subscription.rotation",
    "google_pubsub_topic.rotation",
    "google_redis_instance.cache",
    "google_secret_manager_secret.db",
    "google_storage_bucket.backups",
)
CASES: dict[str, tuple[str, str, Effect]] = {
    "the ports of a firewall rule in another order": (
        '["8080", "8443"]',
        '["8443", "8080"]',
        {},
    ),
    "one secondary range less": (
        SERVICES,
        "",
        {"google_compute_subnetwork.nodes": UPDATE},
    ),
    "secondary ranges in another order": (PODS + SERVICES, SERVICES + PODS, {}),
    "a newer Redis": ("REDIS_7_2", "REDIS_7_4", {"google_redis_instance.cache": UPDATE}),
    "an older Redis": (
        "REDIS_7_2",
        "REDIS_6_0",
        {"google_redis_instance.cache": [["redis_version"]]},
    ),
    "a new version of a secret that is only written": (
        'secret_data_wo_version = "1"',
        'secret_data_wo_version = "2"',
        {"google_secret_manager_secret_version.db": [["secret_data_wo_version"]]},
    ),
    "another default label": (
        'team = "platform"',
        'team = "crm"',
        dict.fromkeys(LABELLED, UPDATE),
    ),
    "another service account": (
        'account_id   = "gke-nodes"',
        'account_id   = "gke-pools"',
        {
            "google_service_account.nodes": [["account_id"]],
            "google_project_iam_member.nodes": [["member"]],
            "google_container_node_pool.system": [["node_config", 0, "service_account"]],
            "google_cloud_run_v2_service.worker": UPDATE,
        },
    ),
    "spot machines": (
        "disk_size_gb    = 50",
        "disk_size_gb    = 50\n    spot = true",
        {"google_container_node_pool.system": [["node_config", 0, "spot"]]},
    ),
    "the default of an address said aloud": (
        'name = "crm-web"\n}\nresource "google_dns_managed_zone"',
        'name = "crm-web"\n  address_type = "EXTERNAL"\n}\nresource "google_dns_managed_zone"',
        {},
    ),
}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Effect]:
    edits = [golden.Edit(name, old, new) for name, (old, new, _) in CASES.items()]
    schemas = load_file(golden.SCHEMAS)
    with attached(tmp_path_factory.mktemp("s"), schemas, MemoryCloud()) as environment:
        found = golden.planned("google", edits, tmp_path_factory.mktemp("w"), environment)
    return {name: _effects(one) for name, one in found.items()}


def _effects(found: golden.Planned) -> Effect:
    assert found.plan.code == 0, found.plan.err
    return {
        change["address"]: change["change"].get("replace_paths") or change["change"]["actions"][0]
        for change in found.moved()
    }


@pytest.mark.parametrize("name", CASES)
def test_a_change_does_what_it_really_does(name: str, planned: Mapping[str, Effect]) -> None:
    assert planned[name] == CASES[name][2]

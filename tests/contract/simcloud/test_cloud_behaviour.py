"""How the simulated cloud behaves: values it makes up, changes, reads, imports, data, races."""

import base64
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.cloud.hand import Hand
from crm_infra.simcloud.services.registry import rules
from crm_infra.simcloud.storage.registry import BucketRegistry
from tests.fakes.cloud_account import Account, Values

NODES: Values = {"name": "nodes", "network": "vpc", "ip_cidr_range": "10.0.0.0/20"}


def test_a_subnet_is_told_what_the_api_fills_in(account: Account) -> None:
    account.create("compute_network", name="vpc", auto_create_subnetworks=False)
    subnet = account.create("compute_subnetwork", **NODES)
    where = "projects/crm-dev/regions/us-central1/subnetworks/nodes"
    assert {key: subnet[key] for key in ("id", "self_link", "region", "gateway_address")} == {
        "id": where,
        "self_link": f"https://www.googleapis.com/compute/v1/{where}",
        "region": "us-central1",
        "gateway_address": "10.0.0.1",
    }
    assert subnet["purpose"] == "PRIVATE"
    assert subnet["stack_type"] == "IPV4_ONLY"
    assert subnet["private_ipv6_google_access"] == "DISABLE_GOOGLE_ACCESS"
    assert subnet["creation_timestamp"] == "2026-11-24T02:00:00.000-08:00"


def test_made_up_values_are_the_same_in_every_cloud(tmp_path: Path) -> None:
    made: list[Values] = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        account = Account(tmp_path / folder)
        made.append(account.create("compute_address", name="nat"))
        account.close()
    assert made[0] == made[1]


def test_external_addresses_are_each_given_once(account: Account) -> None:
    names = [f"a-{number}" for number in range(8)]
    made = {account.create("compute_address", name=name)["address"] for name in names}
    made |= {account.create("compute_global_address", name=name)["address"] for name in names}
    assert len(made) == 16
    assert all(address.startswith(("203.0.113.", "198.51.100.")) for address in made)


def test_a_number_of_a_project_never_changes(account: Account) -> None:
    before = account.data("project")["number"]
    agent = "service-100000000001@gs-project-accounts.iam.gserviceaccount.com"
    account.create(
        "project_iam_member",
        project="crm-dev",
        role="roles/pubsub.publisher",
        member=f"serviceAccount:{agent}",
    )
    assert account.data("project")["number"] == before
    assert re.fullmatch(r"\d{12}", before)


def test_what_a_hand_changed_is_read(account: Account) -> None:
    network = account.create("compute_network", name="vpc", auto_create_subnetworks=False)
    Hand(account.store).set("google_compute_network", network["id"], "description", "by hand")
    found = account.refresh("compute_network", network)
    assert found is not None
    assert found["description"] == "by hand"
    Hand(account.store).remove("google_compute_network", network["id"])
    assert account.refresh("compute_network", network) is None


def test_a_change_checks_its_references_again(account: Account) -> None:
    account.create("pubsub_topic", name="rotation")
    secret = account.create("secret_manager_secret", secret_id="s", replication={"auto": {}})
    gone = {"topics": [{"name": "projects/crm-dev/topics/gone"}]}
    refusal = account.refused_update(
        "secret_manager_secret", secret, secret_id="s", replication={"auto": {}}, **gone
    )
    assert refusal == "googleapi: Error 404: Resource not found (resource=gone)., notFound"


def test_changing_what_is_gone_is_refused(account: Account) -> None:
    topic = account.create("pubsub_topic", name="rotation")
    account.delete("pubsub_topic", topic)
    refusal = account.refused_update("pubsub_topic", topic, name="rotation", labels={"a": "b"})
    assert refusal == (
        "googleapi: Error 404: The resource 'projects/crm-dev/topics/rotation' was not found,"
        " notFound"
    )


@pytest.mark.parametrize(
    "import_id",
    [
        "projects/crm-dev/regions/us-central1/subnetworks/nodes",
        "crm-dev/us-central1/nodes",
        "us-central1/nodes",
        "nodes",
        "https://www.googleapis.com/compute/v1/projects/crm-dev/regions/us-central1/subnetworks/nodes",
    ],
)
def test_a_subnet_is_imported_by_any_of_its_names(account: Account, import_id: str) -> None:
    account.create("compute_network", name="vpc", auto_create_subnetworks=False)
    subnet = account.create("compute_subnetwork", **NODES)
    found = account.import_("compute_subnetwork", import_id)
    assert found is not None
    assert found["id"] == subnet["id"]


def test_a_grant_is_imported_by_project_role_and_member(account: Account) -> None:
    given = {"project": "crm-dev", "role": "roles/viewer", "member": "group:crm@crm.example.com"}
    made = account.create("project_iam_member", **given)
    found = account.import_("project_iam_member", " ".join(given.values()))
    assert found is not None
    assert found["id"] == made["id"]


def test_what_is_not_there_is_not_imported(account: Account) -> None:
    assert account.import_("compute_network", "vpc") is None


def test_two_at_once_do_not_get_the_same_range(account: Account) -> None:
    account.create("compute_network", name="vpc", auto_create_subnetworks=False)

    def attempt(number: int) -> str:
        try:
            account.create("compute_subnetwork", **{**NODES, "name": f"nodes-{number}"})
        except Refusal as refusal:
            return str(refusal)
        return "made"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(attempt, range(8)))
    assert answers.count("made") == 1
    assert all("conflicts with existing subnetwork" in answer for answer in answers[:-1])


def test_a_bucket_is_the_one_that_the_storage_api_serves(account: Account) -> None:
    registry = BucketRegistry.open(account.store.database.path)
    given = {"name": "crm-backups", "location": "US", "versioning": {"enabled": True}}
    bucket = account.create("storage_bucket", **given)
    served = registry.bucket("crm-backups")
    assert served is not None
    assert served["versioning"] == {"enabled": True}
    account.update("storage_bucket", bucket, **{**given, "versioning": {"enabled": False}})
    assert (registry.bucket("crm-backups") or {})["versioning"] == {"enabled": False}
    registry.delete("crm-backups")
    assert account.refresh("storage_bucket", bucket) is None


def test_a_name_taken_through_the_storage_api_is_taken(account: Account) -> None:
    registry = BucketRegistry.open(account.store.database.path)
    registry.create_bucket("crm-backups", "crm-dev", "US", {})
    assert account.refused("storage_bucket", name="crm-backups", location="US") == (
        "googleapi: Error 409: Your previous request to create the named bucket succeeded and you"
        " already own it., conflict"
    )


def test_refusals_are_in_the_log_of_operations(account: Account) -> None:
    account.create("compute_network", name="vpc")
    account.refused("compute_network", name="vpc")
    with account.store.view() as view:
        last = view.operations()[-1]
    assert last.outcome == "refused"
    assert "already exists, alreadyExists" in last.message


def test_an_operation_takes_as_long_as_the_real_one(account: Account) -> None:
    account.create("compute_network", name="vpc", auto_create_subnetworks=False)
    account.create("compute_subnetwork", **NODES)
    with account.store.view() as view:
        network, subnet = view.operations()
    assert network.ends - network.begins == 12
    assert subnet.begins == network.ends


def test_data_sources_answer_what_stands(account: Account) -> None:
    account.create("compute_network", name="vpc", auto_create_subnetworks=False)
    subnet = account.create("compute_subnetwork", **NODES)
    assert account.data("compute_network", name="vpc")["subnetworks_self_links"] == [
        subnet["self_link"]
    ]
    assert account.data("compute_subnetwork", name="nodes")["ip_cidr_range"] == "10.0.0.0/20"
    assert account.data("compute_zones")["names"][0] == "us-central1-a"
    assert "us-east1" in account.data("compute_regions")["names"]
    number = account.data("project")["number"]
    assert account.data("storage_project_service_account")["email_address"] == (
        f"service-{number}@gs-project-accounts.iam.gserviceaccount.com"
    )


def test_a_data_source_says_what_is_missing(account: Account) -> None:
    with pytest.raises(Refusal) as refused:
        account.data("compute_network", name="vpc")
    assert str(refused.value) == (
        "googleapi: Error 404: The resource 'projects/crm-dev/global/networks/vpc' was not found,"
        " notFound"
    )


def test_a_policy_document_is_json_in_a_fixed_order(account: Account) -> None:
    binding = [
        {"role": "roles/viewer", "members": ["user:b@example.com", "user:a@example.com"]},
        {"role": "roles/browser", "members": ["user:c@example.com"]},
    ]
    assert account.data("iam_policy", binding=binding)["policy_data"] == (
        '{"bindings":[{"members":["user:c@example.com"],"role":"roles/browser"},'
        '{"members":["user:a@example.com","user:b@example.com"],"role":"roles/viewer"}]}'
    )


def test_the_payload_of_a_secret_is_never_given_back(account: Account) -> None:
    secret = account.create("secret_manager_secret", secret_id="s", replication={"auto": {}})
    account.create("secret_manager_secret_version", secret=secret["id"], secret_data="s3ntinel")
    with pytest.raises(Refusal, match="never keeps the payload"):
        account.data("secret_manager_secret_version", secret=secret["id"])
    told = account.data(
        "secret_manager_secret_version", secret=secret["id"], fetch_secret_data=False
    )
    assert told["version"] == "1"
    assert "s3ntinel" not in str(told)


def test_something_stands_in_for_the_payload_of_a_version_that_exists(account: Account) -> None:
    secret = account.create("secret_manager_secret", secret_id="s", replication={"auto": {}})
    with pytest.raises(Refusal, match="not found"):
        account.ephemeral("secret_manager_secret_version", secret="s")
    account.create("secret_manager_secret_version", secret=secret["id"], secret_data="s3ntinel")
    given = account.ephemeral("secret_manager_secret_version", secret="s")
    assert given["secret_data"].startswith("simcloud-stands-in-")
    assert given["name"].endswith("/versions/1")


def test_tokens_are_for_accounts_that_exist(account: Account) -> None:
    email = account.create("service_account", account_id="crm-nodes")["email"]
    token = account.ephemeral("service_account_access_token", target_service_account=email)
    assert token["access_token"].startswith("simcloud.")
    with pytest.raises(Refusal, match="Gaia id not found for email nobody@x"):
        account.ephemeral("service_account_access_token", target_service_account="nobody@x")


def test_passwords_are_as_long_and_mixed_as_asked(account: Account) -> None:
    made = account.ephemeral(
        "random_password",
        length=24,
        min_upper=4,
        min_numeric=5,
        special=True,
        min_special=2,
        override_special="#",
        lower=False,
    )["result"]
    assert len(made) == 24
    assert sum(sign.isupper() for sign in made) >= 4
    assert sum(sign.isdigit() for sign in made) >= 5
    assert made.count("#") >= 2
    assert set(made) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#")


def test_random_values_are_random_and_enter_no_store(account: Account) -> None:
    made = [account.create("random_password", length=20)["result"] for _ in range(2)]
    assert made[0] != made[1]
    with account.store.view() as view:
        assert view.totals() == {}
        assert view.operations() == []


def test_a_random_id_says_the_same_in_every_form(account: Account) -> None:
    made = account.create("random_id", byte_length=6, prefix="crm-")
    raw = bytes.fromhex(made["hex"].removeprefix("crm-"))
    assert len(raw) == 6
    assert made["b64_std"] == "crm-" + base64.b64encode(raw).decode()
    assert made["dec"] == f"crm-{int.from_bytes(raw, 'big')}"


def test_other_random_values_have_their_shapes(account: Account) -> None:
    assert 3 <= account.create("random_integer", min=3, max=5)["result"] <= 5
    assert uuid.UUID(account.create("random_uuid")["result"]).version == 4
    assert account.create("random_uuid7")["result"][14] == "7"
    assert account.create("random_pet", length=3)["id"].count("-") == 2
    shuffled = account.create("random_shuffle", input=["a", "b", "c"])["result"]
    assert sorted(shuffled) == ["a", "b", "c"]


def test_a_random_value_stays_when_it_is_refreshed(account: Account) -> None:
    made = account.create("random_password", length=20)
    assert account.refresh("random_password", made) == made


def test_every_rule_says_what_it_refuses() -> None:
    for service, types, statement, code, _ in rules():
        assert service
        assert statement[0].isupper() or statement[0].isdigit()
        assert not statement.endswith("."), statement
        assert 400 <= code < 600
        assert types or service in ("every service", "compute")


def test_an_object_is_one_that_the_storage_api_serves(account: Account) -> None:
    account.create("storage_bucket", name="crm-backups", location="US")
    made = account.create(
        "storage_bucket_object", bucket="crm-backups", name="hello.txt", content="hello"
    )
    assert made["md5hexhash"] == "5d41402abc4b2a76b9719d911017c592"
    registry = BucketRegistry.open(account.store.database.path)
    assert registry.count_objects("crm-backups") == 1
    registry.empty("crm-backups")
    assert account.refresh("storage_bucket_object", made) is None


def test_a_bucket_with_objects_is_deleted_only_by_force(account: Account) -> None:
    bucket = account.create("storage_bucket", name="crm-backups", location="US")
    account.create("storage_bucket_object", bucket="crm-backups", name="a", content="a")
    assert account.refused_delete("storage_bucket", bucket) == (
        "googleapi: Error 409: The bucket you tried to delete is not empty., conflict"
    )
    account.delete("storage_bucket", {**bucket, "force_destroy": True})


def test_an_account_that_exists_can_be_adopted(account: Account) -> None:
    made = account.create("service_account", account_id="crm-nodes")
    again = account.create(
        "service_account", account_id="crm-nodes", create_ignore_already_exists=True
    )
    assert again["email"] == made["email"]


def test_versions_of_a_key_and_notifications_are_counted(account: Account) -> None:
    ring = account.create("kms_key_ring", name="crm", location="us-central1")["id"]
    key = account.create("kms_crypto_key", name="data", key_ring=ring)["id"]
    versions = [account.create("kms_crypto_key_version", crypto_key=key) for _ in range(3)]
    assert [v["name"].rpartition("/")[2] for v in versions] == ["2", "3", "4"]
    account.create("storage_bucket", name="crm-counted", location="US")
    topic = account.create("pubsub_topic", name="news")["id"]
    told = {"bucket": "crm-counted", "payload_format": "NONE", "topic": topic}
    made = [account.create("storage_notification", **told) for _ in range(2)]
    assert [n["notification_id"] for n in made] == ["1", "2"]


def test_what_is_made_up_is_made_up_again_where_it_is_taken(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["7", "7", "8"])
    monkeypatch.setattr("crm_infra.simcloud.cloud.identity.number", lambda *_, **__: next(drawn))
    contact = {
        "parent": "projects/crm-dev",
        "language_tag": "en",
        "notification_category_subscriptions": ["SECURITY"],
    }
    one = account.create("essential_contacts_contact", email="a@crm.example.com", **contact)
    two = account.create("essential_contacts_contact", email="b@crm.example.com", **contact)
    assert one["name"] == "projects/crm-dev/contacts/7"
    assert two["name"] == "projects/crm-dev/contacts/8"

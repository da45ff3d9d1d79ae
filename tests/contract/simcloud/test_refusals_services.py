"""What the other simulated services refuse: secrets, buckets, topics, logs, images, money …"""

import pytest

from tests.fakes.cloud_account import Account, Values

GONE = "projects/crm-dev/locations/global/buckets/gone"
BAD = "googleapi: Error 400: "
SECRET: Values = {"secret_id": "db-password", "replication": {"auto": {}}}
ROTATION: Values = {"rotation_period": "7776000s", "next_rotation_time": "2027-01-01T00:00:00Z"}
BUCKET: Values = {"name": "crm-backups", "location": "US"}


def key(account: Account, location: str) -> str:
    ring = account.create("kms_key_ring", name="crm", location=location)["id"]
    return account.create("kms_crypto_key", name="data", key_ring=ring)["id"]


def grant(account: Account, key_id: str, agent: str) -> None:
    number = account.data("project")["number"]
    account.create(
        "kms_crypto_key_iam_member",
        crypto_key_id=key_id,
        role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
        member=f"serviceAccount:service-{number}@{agent}.iam.gserviceaccount.com",
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"secret_id": "db password"},
            (
                "The provided Secret ID [projects/{number}/secrets/db password] does not match the"
                " expected format [[a-zA-Z_0-9]+]"
            ),
        ),
        (
            {"rotation": {"rotation_period": "7776000s"}, "topics": [{"name": "{topic}"}]},
            "Next rotation time must be set while the rotation period is set.",
        ),
        (
            {
                "rotation": {**ROTATION, "next_rotation_time": "2026-01-01T00:00:00Z"},
                "topics": [{"name": "{topic}"}],
            },
            "Secret.rotation.next_rotation_time must be at least 5 minutes in the future.",
        ),
        ({"rotation": ROTATION}, "At least one topic must be configured when rotation is set."),
        (
            {"replication": {"user_managed": {"replicas": [{"location": "us-mars1"}]}}},
            "The provided location [us-mars1] is not a supported location.",
        ),
    ],
)
def test_a_secret_is_refused(account: Account, change: Values, refusal: str) -> None:
    topic = account.create("pubsub_topic", name="rotation")["id"]
    if "topics" in change:
        change = {**change, "topics": [{"name": topic}]}
    number = account.data("project")["number"]
    found = account.refused("secret_manager_secret", **{**SECRET, **change})
    assert found == BAD + refusal.replace("{number}", number)


def test_a_secret_needs_its_topics(account: Account) -> None:
    given = {**SECRET, "rotation": ROTATION, "topics": [{"name": "projects/crm-dev/topics/gone"}]}
    assert account.refused("secret_manager_secret", **given) == (
        "googleapi: Error 404: Resource not found (resource=gone)., notFound"
    )


def test_a_secret_is_encrypted_where_it_lies(account: Account) -> None:
    name = key(account, "us-east1")
    replica = {"location": "us-central1", "customer_managed_encryption": {"kms_key_name": name}}
    given = {**SECRET, "replication": {"user_managed": {"replicas": [replica]}}}
    assert account.refused("secret_manager_secret", **given) == (
        f"{BAD}The KMS key [{name}] must be in the same location as the replica [us-central1]."
    )


def test_a_key_is_used_by_those_who_were_given_it(account: Account) -> None:
    name = key(account, "us-central1")
    number = account.data("project")["number"]
    refusal = account.refused("pubsub_topic", name="rotation", kms_key_name=name)
    assert f"service-{number}@gcp-sa-pubsub.iam.gserviceaccount.com was granted" in refusal
    grant(account, name, "gcp-sa-pubsub")
    account.create("pubsub_topic", name="rotation", kms_key_name=name)


def test_a_version_needs_its_secret(account: Account) -> None:
    given = {"secret": "projects/crm-dev/secrets/nowhere", "secret_data": "x"}
    assert account.refused("secret_manager_secret_version", **given) == (
        "googleapi: Error 404: Secret [projects/crm-dev/secrets/nowhere] not found."
    )


def test_versions_are_counted(account: Account) -> None:
    secret = account.create("secret_manager_secret", **SECRET)["id"]
    made = [
        account.create("secret_manager_secret_version", secret=secret, secret_data=text)
        for text in ("one", "two")
    ]
    assert [version["version"] for version in made] == ["1", "2"]
    assert made[1]["name"].endswith("/secrets/db-password/versions/2")
    assert [version["secret_data"] for version in made] == ["one", "two"]


def test_versions_go_with_their_secret(account: Account) -> None:
    secret = account.create("secret_manager_secret", **SECRET)
    version = account.create("secret_manager_secret_version", secret=secret["id"], secret_data="x")
    account.delete("secret_manager_secret", secret)
    assert account.refresh("secret_manager_secret_version", version) is None


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": "Crm-Backups"}, "Invalid bucket name: 'Crm-Backups', invalid"),
        ({"name": "goog-backups"}, "Invalid bucket name: 'goog-backups', invalid"),
        ({"name": "192.168.0.1"}, "Invalid bucket name: '192.168.0.1', invalid"),
        (
            {"location": "MARS"},
            "The specified location constraint is not valid. Location: 'MARS', invalid",
        ),
        (
            {"public_access_prevention": "on"},
            (
                "Invalid argument: publicAccessPrevention must be 'enforced' or 'inherited',"
                " got 'on'.,"
                " invalid"
            ),
        ),
        (
            {"storage_class": "COLD"},
            "Invalid argument: storage class 'COLD'., invalid",
        ),
        (
            {"lifecycle_rule": [{"action": {"type": "SetStorageClass"}, "condition": {"age": 30}}]},
            (
                "A lifecycle rule with action SetStorageClass must specify a valid storage class.,"
                " invalid"
            ),
        ),
        (
            {"lifecycle_rule": [{"action": {"type": "Delete"}, "condition": {}}]},
            "A lifecycle rule must have at least one condition., invalid",
        ),
        (
            {"rpo": "ASYNC_TURBO"},
            "Turbo replication is only available for dual-region buckets., invalid",
        ),
        (
            {"soft_delete_policy": {"retention_duration_seconds": 60}},
            (
                "Invalid soft delete retention duration: 60. It must be 0 or between 604800"
                " and 7776000"
                " seconds., invalid"
            ),
        ),
    ],
)
def test_a_bucket_is_refused(account: Account, change: Values, refusal: str) -> None:
    assert account.refused("storage_bucket", **{**BUCKET, **change}) == BAD + refusal


def test_bucket_names_are_shared_by_everybody(account: Account) -> None:
    account.create("storage_bucket", **BUCKET)
    assert account.elsewhere(project="other-project").refused("storage_bucket", **BUCKET) == (
        "googleapi: Error 409: The requested bucket name is not available. The bucket namespace is"
        " shared by all users of the system. Please select a different name and try again.,"
        " conflict"
    )
    assert account.refused("storage_bucket", **BUCKET) == (
        "googleapi: Error 409: Your previous request to create the named bucket succeeded and you"
        " already own it., conflict"
    )


def test_a_bucket_is_encrypted_where_it_lies(account: Account) -> None:
    name = key(account, "us-central1")
    given = {**BUCKET, "encryption": {"default_kms_key_name": name}}
    assert account.refused("storage_bucket", **given) == (
        f"{BAD}Cloud KMS key '{name}' is in a location that is not compatible with bucket location"
        " 'US'., invalid"
    )


def test_a_key_that_does_not_exist_protects_nothing(account: Account) -> None:
    name = "projects/crm-dev/locations/us/keyRings/crm/cryptoKeys/gone"
    given = {**BUCKET, "encryption": {"default_kms_key_name": name}}
    assert account.refused("storage_bucket", **given) == (
        f"googleapi: Error 404: CryptoKey {name} not found."
    )


LOCKED: Values = {**BUCKET, "retention_policy": {"retention_period": "86400", "is_locked": True}}


def test_locked_retention_is_never_shortened(account: Account) -> None:
    bucket = account.create("storage_bucket", **LOCKED)
    policy = {"retention_period": "3600", "is_locked": True}
    given = {**BUCKET, "retention_policy": policy}
    assert account.refused_update("storage_bucket", bucket, **given) == (
        "googleapi: Error 403: Cannot reduce retention duration of a locked Retention Policy for"
        " bucket 'crm-backups'., forbidden"
    )


def test_locked_retention_can_be_prolonged(account: Account) -> None:
    bucket = account.create("storage_bucket", **LOCKED)
    policy = {"retention_period": "172800", "is_locked": True}
    changed = account.update("storage_bucket", bucket, **{**BUCKET, "retention_policy": policy})
    assert changed["retention_policy"][0]["retention_period"] == "172800"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"ack_deadline_seconds": 5},
            (
                "Invalid ack deadline given (ack_deadline_seconds=5). The ack deadline must"
                " be between"
                " 10 and 600 seconds., badRequest"
            ),
        ),
        (
            {"message_retention_duration": "60s"},
            (
                "Invalid message retention duration: 60s. The value must be at least 10"
                " minutes and at"
                " most 31 days., badRequest"
            ),
        ),
        (
            {"push_config": {"push_endpoint": "http://crm.example.com"}},
            (
                "Invalid push endpoint given (endpoint=http://crm.example.com). Refer to"
                " https://cloud.google.com/pubsub/docs/subscriber#create for more information.,"
                " badRequest"
            ),
        ),
        (
            {"dead_letter_policy": {"dead_letter_topic": "{topic}", "max_delivery_attempts": 3}},
            (
                "Invalid maximum delivery attempts (3). The value must be between 5 and 100.,"
                " badRequest"
            ),
        ),
    ],
)
def test_a_subscription_is_refused(account: Account, change: Values, refusal: str) -> None:
    topic = account.create("pubsub_topic", name="rotation")["id"]
    if "dead_letter_policy" in change:
        change["dead_letter_policy"]["dead_letter_topic"] = topic
    given = {"name": "listener", "topic": topic, **change}
    assert account.refused("pubsub_subscription", **given) == BAD + refusal


def test_a_topic_is_there_once(account: Account) -> None:
    account.create("pubsub_topic", name="rotation")
    assert account.refused("pubsub_topic", name="rotation") == (
        "googleapi: Error 409: Resource already exists in the project (resource=rotation).,"
        " alreadyExists"
    )


LOGS: Values = {
    "project": "crm-dev",
    "location": "global",
    "bucket_id": "audit",
    "retention_days": 400,
    "locked": True,
}


def test_a_locked_log_bucket_stays_as_it_is(account: Account) -> None:
    logs = account.create("logging_project_bucket_config", **LOGS)
    name = "projects/crm-dev/locations/global/buckets/audit"
    kind = "logging_project_bucket_config"
    assert account.refused_update(kind, logs, **{**LOGS, "locked": False}) == (
        f"{BAD}Bucket {name} is locked and cannot be unlocked, failedPrecondition"
    )
    assert account.refused_update(kind, logs, **{**LOGS, "retention_days": 30}) == (
        f"{BAD}Bucket {name} is locked, its retention period cannot be changed, failedPrecondition"
    )
    assert account.refused_delete(kind, logs) == (
        f"{BAD}Bucket {name} is locked and cannot be deleted, failedPrecondition"
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"destination": "gs://crm-logs"},
            "400: Unrecognized sink destination: gs://crm-logs, badRequest",
        ),
        (
            {"destination": f"logging.googleapis.com/{GONE}"},
            f"404: Bucket '{GONE}' does not exist, notFound",
        ),
        (
            {"destination": "storage.googleapis.com/logs", "filter": 'severity >= "ERROR'},
            "400: Unparseable filter: syntax error at line 1, column 18, token 'EOF', badRequest",
        ),
    ],
)
def test_a_sink_is_refused(account: Account, change: Values, refusal: str) -> None:
    assert account.refused("logging_project_sink", name="audit", **change) == (
        f"googleapi: Error {refusal}"
    )


def test_a_sink_writes_as_somebody_of_its_own(account: Account) -> None:
    outside = account.create(
        "logging_project_sink", name="out", destination="storage.googleapis.com/logs"
    )
    inside = account.create(
        "logging_project_sink", name="in", destination="logging.googleapis.com/projects/crm-dev"
    )
    number = account.data("project")["number"]
    assert outside["writer_identity"] == (
        f"serviceAccount:service-{number}@gcp-sa-logging.iam.gserviceaccount.com"
    )
    assert inside["writer_identity"] == ""


@pytest.mark.parametrize(
    ("type_", "given", "refusal"),
    [
        (
            "logging_metric",
            {
                "name": "latency",
                "filter": "a",
                "metric_descriptor": {"metric_kind": "DELTA", "value_type": "DISTRIBUTION"},
            },
            "A value extractor is required for metrics with value type DISTRIBUTION., badRequest",
        ),
        (
            "logging_metric",
            {"name": "m", "filter": "a", "label_extractors": {"user": "EXTRACT(a)"}},
            (
                "Label 'user' must be both in the metric descriptor and in the label extractors.,"
                " badRequest"
            ),
        ),
        (
            "artifact_registry_repository",
            {"repository_id": "Images", "location": "us-central1", "format": "DOCKER"},
            (
                "Invalid repository ID 'Images': repository IDs may only contain lowercase letters,"
                " numbers, and hyphens, must begin with a letter, and must be between 1 and 63"
                " characters."
            ),
        ),
        (
            "billing_budget",
            {
                "billing_account": "my-account",
                "amount": {"specified_amount": {"units": "900"}},
                "threshold_rules": [{"threshold_percent": 0.5}],
            },
            "Request contains an invalid argument.",
        ),
        (
            "billing_budget",
            {
                "billing_account": "0A0A0A-0B0B0B-0C0C0C",
                "amount": {"specified_amount": {"units": "-1"}},
            },
            "Budget amount must be greater than zero.",
        ),
        (
            "monitoring_notification_channel",
            {"type": "email", "labels": {}},
            'Field "notification_channel.labels" is missing the required label "email_address".',
        ),
        (
            "monitoring_uptime_check_config",
            {
                "display_name": "web",
                "timeout": "10s",
                "period": "61s",
                "http_check": {"port": 443},
                "monitored_resource": {"type": "uptime_url", "labels": {"host": "h"}},
            },
            (
                'Field "uptime_check_config.period" had an invalid value of "61s": must be'
                " one of 60s,"
                " 300s, 600s, 900s."
            ),
        ),
        (
            "essential_contacts_contact",
            {
                "parent": "projects/crm-dev",
                "email": "security",
                "language_tag": "en",
                "notification_category_subscriptions": ["SECURITY"],
            },
            "Invalid email address: security.",
        ),
        (
            "org_policy_policy",
            {
                "parent": "projects/crm-dev",
                "name": "projects/crm-dev/policies/compute.requireOsLogin",
                "spec": {"rules": [{"enforce": "TRUE", "deny_all": "TRUE"}]},
            },
            (
                "Invalid policy: spec.rules[0] must specify exactly one of values, allowAll,"
                " denyAll,"
                " enforce."
            ),
        ),
        (
            "bigquery_dataset",
            {"dataset_id": "costs", "location": "MARS"},
            "Invalid value for location: MARS is not a valid value, invalid",
        ),
    ],
)
def test_other_services_refuse(account: Account, type_: str, given: Values, refusal: str) -> None:
    assert account.refused(type_, **given) == BAD + refusal


def test_a_contact_that_is_there_is_refused_although_its_number_is_made_up(
    account: Account,
) -> None:
    contact = {
        "parent": "projects/crm-dev",
        "email": "security@crm.example.com",
        "language_tag": "en",
        "notification_category_subscriptions": ["SECURITY"],
    }
    account.create("essential_contacts_contact", **contact)
    assert "409" in account.refused("essential_contacts_contact", **contact)

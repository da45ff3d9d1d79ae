"""What the simulated Cloud Run, Scheduler and Pub/Sub refuse of event-driven work."""

from typing import Any

import pytest

from tests.contract.simcloud.workshop import agent_of, changed, grant, key, vpc
from tests.fakes.cloud_account import Account, Values

BAD = "googleapi: Error 400: "
IMAGE = "us-docker.pkg.dev/cloudrun/container/hello"
LIMITS = "spec.template.spec.containers.resources.limits"
CREATE = "Violation in CreateServiceRequest.service.template"
SUBNET = "projects/crm-dev/regions/us-central1/subnetworks/nodes"


def container(**limits: str) -> list[Values]:
    return [{"image": IMAGE, "resources": {"limits": limits} if limits else []}]


def service(**template: Any) -> Values:
    return {
        "name": "scoring",
        "location": "us-central1",
        "template": {"containers": container(), **template},
    }


def job(**template: Any) -> Values:
    inner = {"containers": container(), **template}
    return {"name": "import", "location": "us-central1", "template": {"template": inner}}


def worker(account: Account) -> str:
    return account.create("service_account", account_id="ai-scoring")["email"]


@pytest.mark.parametrize(
    ("template", "refusal"),
    [
        (
            {"containers": container(cpu="3", memory="1Gi")},
            (
                f"{LIMITS}.cpu: Invalid value specified for cpu. The following values are"
                " supported: '1', '2', '4', '6', '8' (also <1, for services); got '3'."
            ),
        ),
        (
            {"containers": container(cpu="500m", memory="512Mi")},
            (
                f"{LIMITS}.cpu: Invalid value specified for cpu. Total cpu < 1 is not supported"
                " with concurrency > 1."
            ),
        ),
        (
            {"containers": container(cpu="4", memory="1Gi")},
            (
                f"{LIMITS}.memory: Invalid value specified for container memory. For 4.0 CPU,"
                " memory must be between 2Gi and 16Gi inclusive."
            ),
        ),
        (
            {"containers": container(cpu="1", memory="8Gi")},
            (
                f"{LIMITS}.memory: Invalid value specified for container memory. For 1.0 CPU,"
                " memory must be between 128Mi and 4Gi inclusive."
            ),
        ),
        (
            {"max_instance_request_concurrency": 1001},
            (
                "spec.template.spec.container_concurrency: container_concurrency should be between"
                " 1 and 1000 inclusive: got 1001."
            ),
        ),
        (
            {"scaling": {"min_instance_count": 5, "max_instance_count": 4}},
            (
                "spec.template.metadata.annotations[autoscaling.knative.dev/minScale]: 5 must not"
                " exceed maxScale 4."
            ),
        ),
        ({"timeout": "3601s"}, f"{CREATE}.timeout: must be between 1s and 3600s (1h)."),
        (
            {"vpc_access": {"egress": "ALL_TRAFFIC"}},
            (
                f"{CREATE}.vpc_access.connector: one and only one of connector and"
                " network_interfaces must be set."
            ),
        ),
        (
            {"containers": [{"image": "us-docker.pkg.dev/crm-dev/crm/scoring:1"}]},
            "Image 'us-docker.pkg.dev/crm-dev/crm/scoring:1' not found.",
        ),
    ],
)
def test_a_service_is_refused(account: Account, template: Values, refusal: str) -> None:
    assert account.refused("cloud_run_v2_service", **service(**template)) == BAD + refusal


def test_part_of_a_processor_serves_one_at_a_time(account: Account) -> None:
    small = service(
        containers=container(cpu="500m", memory="512Mi"), max_instance_request_concurrency=1
    )
    assert account.create("cloud_run_v2_service", **small)


@pytest.mark.parametrize(
    ("template", "refusal"),
    [
        (
            {"timeout": "604801s"},
            "job.template.template.timeout: must be between 1s and 604800s (168h).",
        ),
        (
            {"max_retries": 11},
            "job.template.template.max_retries: must be between 0 and 10.",
        ),
    ],
)
def test_a_job_is_refused(account: Account, template: Values, refusal: str) -> None:
    found = account.refused("cloud_run_v2_job", **job(**template))
    assert found == f"{BAD}Violation in CreateJobRequest.{refusal}"


def test_traffic_goes_somewhere(account: Account) -> None:
    given = {**service(), "traffic": [{"percent": 60}]}
    assert account.refused("cloud_run_v2_service", **given) == (
        f"{BAD}Traffic percentages must add up to 100: they add up to 60."
    )


def test_the_account_exists(account: Account) -> None:
    gone = "gone@crm-dev.iam.gserviceaccount.com"
    for type_, given in (
        ("cloud_run_v2_service", service(service_account=gone)),
        ("cloud_run_v2_job", job(service_account=gone)),
    ):
        assert account.refused(type_, **given) == (
            f"googleapi: Error 404: Service account {gone} was not found."
        )


def test_a_secret_has_a_version_and_may_be_read(account: Account) -> None:
    email, number = worker(account), account.data("project")["number"]
    secret = account.create("secret_manager_secret", secret_id="pw", replication={"auto": {}})["id"]
    variable = {
        "name": "PASSWORD",
        "value_source": {"secret_key_ref": {"secret": "pw", "version": "1"}},
    }
    given = service(
        service_account=email, containers=[{"image": IMAGE, "env": [{"name": "A"}, variable]}]
    )
    begins = "Revision 'scoring-00001-"
    where = "is not ready and cannot serve traffic. spec.template.spec.containers[0].env["
    refusal = account.refused("cloud_run_v2_service", **given)
    assert refusal.startswith(BAD + begins)
    assert where in refusal
    assert refusal.endswith(f"Secret projects/{number}/secrets/pw/versions/1 was not found")
    account.create("secret_manager_secret_version", secret=secret, secret_data="x")
    refusal = account.refused("cloud_run_v2_service", **given)
    assert refusal.endswith(
        f"Permission denied on secret: projects/{number}/secrets/pw/versions/1 for Revision service"
        f" account {email}. The service account used must be granted the 'Secret Manager Secret"
        " Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher"
        " level."
    )
    account.create(
        "secret_manager_secret_iam_member",
        secret_id=secret,
        role="roles/secretmanager.secretAccessor",
        member=f"serviceAccount:{email}",
    )
    assert account.create("cloud_run_v2_service", **given)


@pytest.mark.parametrize("role", ["roles/secretmanager.secretAccessor", "own"])
def test_a_secret_may_be_read_by_a_right_in_the_project(account: Account, role: str) -> None:
    email = worker(account)
    if role == "own":
        role = account.create(
            "project_iam_custom_role",
            role_id="crmReader",
            title="Reader",
            permissions=["secretmanager.versions.access"],
        )["id"]
    account.create(
        "project_iam_member", project="crm-dev", role=role, member=f"serviceAccount:{email}"
    )
    secret = account.create("secret_manager_secret", secret_id="pw", replication={"auto": {}})["id"]
    account.create("secret_manager_secret_version", secret=secret, secret_data="x")
    volume = {"name": "pw", "secret": {"secret": "pw", "items": [{"path": "pw"}]}}
    assert account.create("cloud_run_v2_job", **job(service_account=email, volumes=[volume]))


def test_a_subnet_of_the_region_and_of_the_vpc(account: Account) -> None:
    vpc(account)
    account.create("compute_network", name="other", auto_create_subnetworks=False)
    account.create("compute_subnetwork", name="tiny", network="vpc", ip_cidr_range="10.5.0.0/28")

    def through(network: str, subnet: str) -> Values:
        face = {"network": network, "subnetwork": subnet}
        return service(vpc_access={"network_interfaces": [face]})

    there = changed(through("vpc", SUBNET), {"location": "us-east1"})
    assert "Resource must be in the same region 'us-east1'" in account.refused(
        "cloud_run_v2_service", **there
    )
    assert account.refused("cloud_run_v2_service", **through("other", SUBNET)) == (
        f"{BAD}Subnetwork {SUBNET} does not belong to network"
        " projects/crm-dev/global/networks/other."
    )
    assert "too small for Direct VPC egress" in account.refused(
        "cloud_run_v2_service", **through("vpc", "tiny")
    )
    made = account.create("cloud_run_v2_service", **through("vpc", "nodes"))
    subnet = account.import_("compute_subnetwork", SUBNET)
    assert subnet is not None
    assert f"is already being used by '{made['id']}'" in account.refused_delete(
        "compute_subnetwork", subnet
    )


def test_a_key_lies_in_the_region_and_may_be_used(account: Account) -> None:
    far, near = key(account, "us-east1", "far"), key(account)
    assert account.refused("cloud_run_v2_service", **service(encryption_key=far)) == (
        f"{BAD}CMEK key {far} must be in the same region as the resource: us-central1."
    )
    assert account.refused("cloud_run_v2_service", **service(encryption_key=near)) == (
        f"{BAD}Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '{near}' (or"
        f" it may not exist) for {agent_of(account, 'serverless-robot-prod')}."
    )
    grant(account, near, "serverless-robot-prod")
    assert account.create("cloud_run_v2_service", **service(encryption_key=near))


def test_a_new_template_is_a_new_revision(account: Account) -> None:
    made = account.create("cloud_run_v2_service", **service())
    changed_ = service(containers=container(cpu="2", memory="1Gi"))
    again = account.update("cloud_run_v2_service", made, **changed_)
    number = account.data("project")["number"]
    assert again["uri"] == made["uri"] == f"https://scoring-{number}.us-central1.run.app"
    assert (made["generation"], again["generation"]) == ("1", "2")
    assert "/scoring-00002-" in again["latest_ready_revision"]
    assert account.replan("cloud_run_v2_service", again, **changed_) == {}


def test_an_invoker_exists(account: Account) -> None:
    account.create("cloud_run_v2_service", **service())
    given = {
        "name": "scoring",
        "location": "us-central1",
        "role": "roles/run.invoker",
        "member": "serviceAccount:gone@crm-dev.iam.gserviceaccount.com",
    }
    assert "does not exist" in account.refused("cloud_run_v2_service_iam_member", **given)


HOURLY: Values = {"name": "hourly", "region": "us-central1", "schedule": "0 * * * *"}
CALL: Values = {"uri": "https://scoring-1.us-central1.run.app/run"}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({}, "Error 400: Exactly one target must be specified for the job."),
        (
            {"http_target": {"uri": "scoring"}},
            "Error 400: HttpTarget.uri must be a valid HTTP or HTTPS URL: 'scoring'",
        ),
        (
            {"http_target": {**CALL, "oidc_token": {"service_account_email": "a@b.example.com"}}},
            "Error 404: Service account a@b.example.com was not found.",
        ),
        (
            {"http_target": {**CALL, "oauth_token": {"service_account_email": "{worker}"}}},
            (
                "Error 400: HttpTarget.oauth_token must be used only when calling Google APIs"
                " hosted on *.googleapis.com, not scoring-1.us-central1.run.app."
            ),
        ),
        (
            {"http_target": CALL, "attempt_deadline": "10s"},
            "Error 400: Job.attempt_deadline must be between [15s, 1800s]: 10s",
        ),
        (
            {"http_target": CALL, "retry_config": {"retry_count": 6}},
            "Error 400: RetryConfig.retry_count must be between 0 and 5: 6",
        ),
        (
            {"pubsub_target": {"topic_name": "projects/crm-dev/topics/gone", "data": "e30="}},
            "Error 404: Resource not found (resource=gone)., notFound",
        ),
    ],
)
def test_a_scheduled_job_is_refused(account: Account, change: Values, refusal: str) -> None:
    email = worker(account)
    token = change.get("http_target", {}).get("oauth_token")
    if token:
        change = changed(change, {"http_target": {"oauth_token": {"service_account_email": email}}})
    found = account.refused("cloud_scheduler_job", **{**HOURLY, **change})
    assert found.removesuffix(".") == f"googleapi: {refusal}".removesuffix(".")


PULL: Values = {"name": "pull", "topic": "news"}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"push_config": {"push_endpoint": "http://scoring.example.com"}},
            (
                "Error 400: Invalid push endpoint given (endpoint=http://scoring.example.com)."
                " Refer to https://cloud.google.com/pubsub/docs/subscriber#create for more"
                " information., badRequest"
            ),
        ),
        (
            {
                "push_config": {
                    "push_endpoint": "https://scoring.example.com",
                    "oidc_token": {"service_account_email": "a@b.example.com"},
                }
            },
            "Error 404: Service account a@b.example.com does not exist., notFound",
        ),
        (
            {
                "push_config": {"push_endpoint": "https://scoring.example.com"},
                "enable_exactly_once_delivery": True,
            },
            (
                "Error 400: Exactly-once delivery is not supported for push subscriptions.,"
                " badRequest"
            ),
        ),
        (
            {"dead_letter_policy": {"dead_letter_topic": "projects/crm-dev/topics/gone"}},
            "Error 404: Resource not found (resource=gone)., notFound",
        ),
        (
            {"dead_letter_policy": {"dead_letter_topic": "projects/crm-dev/topics/news"}},
            (
                "Error 400: The dead letter topic projects/crm-dev/topics/news must differ from the"
                " topic of the subscription., badRequest"
            ),
        ),
        (
            {"retry_policy": {"minimum_backoff": "60s", "maximum_backoff": "30s"}},
            (
                "Error 400: Invalid retry policy: minimum backoff 60s exceeds maximum backoff 30s.,"
                " badRequest"
            ),
        ),
        (
            {"retry_policy": {"maximum_backoff": "601s"}},
            (
                "Error 400: Invalid retry policy backoff: 601s. The value must be between 0 and 600"
                " seconds., badRequest"
            ),
        ),
    ],
)
def test_a_subscription_is_refused(account: Account, change: Values, refusal: str) -> None:
    account.create("pubsub_topic", name="news")
    found = account.refused("pubsub_subscription", **{**PULL, **change})
    assert found == f"googleapi: {refusal}"


def test_a_key_of_a_region_serves_messages_of_that_region(account: Account) -> None:
    name = key(account, "us-east1")
    grant(account, name, "gcp-sa-pubsub")
    given = {"name": "news", "kms_key_name": name}
    policy = {"allowed_persistence_regions": ["us-central1"]}
    assert "is none of the allowed persistence regions [us-central1]." in account.refused(
        "pubsub_topic", **given, message_storage_policy=policy
    )
    assert account.create("pubsub_topic", **given)

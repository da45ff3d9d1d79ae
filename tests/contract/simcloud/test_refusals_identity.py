"""What simulated projects, IAM and Cloud KMS refuse, in the real API's words."""

import pytest

from tests.fakes.cloud_account import Account, Values

ROLE = "roles/logging.logWriter"
MEMBER: Values = {"project": "crm-dev", "role": ROLE, "member": "group:crm@crm.example.com"}
BAD = "googleapi: Error 400: "


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"role": "roles/logging.nothing"},
            "Role roles/logging.nothing is not supported for this resource., badRequest",
        ),
        (
            {"role": "projects/crm-dev/roles/nothing"},
            (
                "Role (projects/crm-dev/roles/nothing) does not exist in the resource's hierarchy.,"
                " badRequest"
            ),
        ),
        (
            {"member": "serviceAccount:nobody@crm-dev.iam.gserviceaccount.com"},
            "Service account nobody@crm-dev.iam.gserviceaccount.com does not exist., badRequest",
        ),
        (
            {"member": "serviceAccount:service-1@container-engine-robot.iam.gserviceaccount.com"},
            (
                "Service account service-1@container-engine-robot.iam.gserviceaccount.com does not"
                " exist., badRequest"
            ),
        ),
        ({"member": "group:crm"}, "Group crm does not exist., badRequest"),
        (
            {
                "member": "principalSet://iam.googleapis.com/projects/123456789012/locations/global/"
                "workloadIdentityPools/ci/attribute.repository/o"
            },
            (
                "Identity Pool does not exist (projects/123456789012/locations/global/"
                "workloadIdentityPools/ci). Please check that you specified a valid resource"
                " name as"
                " returned in the `name` attribute in the configuration API., badRequest"
            ),
        ),
        (
            {"condition": {"title": "t", "expression": "request.time < timestamp("}},
            "Failed to parse condition expression: request.time < timestamp(, badRequest",
        ),
    ],
)
def test_a_grant_is_refused(account: Account, change: Values, refusal: str) -> None:
    assert account.refused("project_iam_member", **{**MEMBER, **change}) == BAD + refusal


def test_a_grant_can_be_made_twice(account: Account) -> None:
    assert account.create("project_iam_member", **MEMBER) == account.create(
        "project_iam_member", **MEMBER
    )


def test_agents_of_google_come_with_their_api(account: Account) -> None:
    number = account.data("project")["number"]
    agent = f"service-{number}@container-engine-robot.iam.gserviceaccount.com"
    for api in ("compute", "cloudresourcemanager"):
        account.create("project_service", service=f"{api}.googleapis.com")
    refusal = account.refused(
        "project_iam_member", **{**MEMBER, "member": f"serviceAccount:{agent}"}
    )
    assert refusal == f"{BAD}Service account {agent} does not exist., badRequest"
    account.create("project_service", service="container.googleapis.com")
    account.create("project_iam_member", **{**MEMBER, "member": f"serviceAccount:{agent}"})


def test_basic_roles_are_for_projects(account: Account) -> None:
    ring = account.create("kms_key_ring", name="crm", location="us-central1")["id"]
    given = {"key_ring_id": ring, "role": "roles/owner", "member": MEMBER["member"]}
    assert account.refused("kms_key_ring_iam_member", **given) == (
        f"{BAD}Role roles/owner is not supported for this resource., badRequest"
    )


def test_a_service_account_is_there_once(account: Account) -> None:
    account.create("service_account", account_id="crm-nodes")
    assert account.refused("service_account", account_id="crm-nodes") == (
        "googleapi: Error 409: Service account crm-nodes already exists within project"
        " projects/crm-dev., alreadyExists"
    )


def test_a_deleted_account_is_nobody(account: Account) -> None:
    gone = account.create("service_account", account_id="crm-nodes")
    account.delete("service_account", gone)
    assert account.refused("project_iam_member", **{**MEMBER, "member": gone["member"]}) == (
        f"{BAD}Service account {gone['email']} does not exist., badRequest"
    )


def test_a_role_of_a_policy_is_never_granted_on_an_unknown_account(account: Account) -> None:
    given = {
        "service_account_id": "projects/crm-dev/serviceAccounts/x@crm-dev.iam.gserviceaccount.com",
        "role": "roles/iam.serviceAccountUser",
        "member": MEMBER["member"],
    }
    assert account.refused("service_account_iam_member", **given) == (
        "googleapi: Error 404: Unknown service account, notFound"
    )


ROLE_GIVEN: Values = {"role_id": "crmReader", "title": "R", "permissions": ["storage.buckets.get"]}


def test_permissions_have_a_form(account: Account) -> None:
    given = {**ROLE_GIVEN, "permissions": ["read everything"]}
    assert account.refused("project_iam_custom_role", **given) == (
        f"{BAD}Permission read everything is not valid., badRequest"
    )


def test_a_deleted_role_keeps_its_id(account: Account) -> None:
    role = account.create("project_iam_custom_role", **ROLE_GIVEN)
    account.delete("project_iam_custom_role", role)
    assert account.refused("project_iam_custom_role", **ROLE_GIVEN) == (
        f"{BAD}You can't create a role with role_id (crmReader) where there is an existing role"
        " with that role_id in a deleted state., failedPrecondition"
    )


def test_a_deleted_pool_keeps_its_id(account: Account) -> None:
    pool = account.create("iam_workload_identity_pool", workload_identity_pool_id="crm-ci")
    account.delete("iam_workload_identity_pool", pool)
    assert account.refused("iam_workload_identity_pool", workload_identity_pool_id="crm-ci") == (
        "googleapi: Error 409: Requested entity already exists"
    )


PROVIDER: Values = {
    "workload_identity_pool_id": "crm-ci",
    "workload_identity_pool_provider_id": "github",
    "attribute_mapping": {"google.subject": "assertion.sub"},
    "attribute_condition": "assertion.repository == 'o/r'",
    "oidc": {"issuer_uri": "https://token.actions.githubusercontent.com"},
}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"attribute_condition": None},
            (
                "The attribute condition must reference one of the provider's claims. For more"
                " information, see https://cloud.google.com/iam/docs/workload-identity-federation-with-"
                "deployment-pipelines#conditions, badRequest"
            ),
        ),
        (
            {"attribute_mapping": {"attribute.repository": "assertion.repository"}},
            "The attribute mapping must contain a mapping for google.subject., badRequest",
        ),
        (
            {"oidc": {"issuer_uri": "http://token.example.com"}},
            (
                "Invalid value for issuer_uri: 'http://token.example.com' must be a valid URI with"
                " scheme https., badRequest"
            ),
        ),
    ],
)
def test_a_provider_of_identities_is_refused(
    account: Account, change: Values, refusal: str
) -> None:
    account.create("iam_workload_identity_pool", workload_identity_pool_id="crm-ci")
    found = account.refused("iam_workload_identity_pool_provider", **{**PROVIDER, **change})
    assert found == BAD + refusal


def test_a_member_of_a_pool_that_exists_is_taken(account: Account) -> None:
    pool = account.create("iam_workload_identity_pool", workload_identity_pool_id="crm-ci")
    member = f"principalSet://iam.googleapis.com/{pool['name']}/attribute.repository/o/r"
    account.create("project_iam_member", **{**MEMBER, "member": member})


RING: Values = {"name": "crm", "location": "us-central1"}


def test_a_key_ring_is_never_made_again(account: Account) -> None:
    ring = account.create("kms_key_ring", **RING)
    account.delete("kms_key_ring", ring)
    assert account.refused("kms_key_ring", **RING) == (
        "googleapi: Error 409: KeyRing projects/crm-dev/locations/us-central1/keyRings/crm already"
        " exists."
    )


def test_a_key_is_never_made_again(account: Account) -> None:
    ring = account.create("kms_key_ring", **RING)["id"]
    key = account.create("kms_crypto_key", name="data", key_ring=ring)
    account.delete("kms_crypto_key", key)
    assert account.refused("kms_crypto_key", name="data", key_ring=ring) == (
        f"googleapi: Error 409: CryptoKey {ring}/cryptoKeys/data already exists."
    )


def test_a_key_ring_that_was_given_up_can_be_imported(account: Account) -> None:
    ring = account.create("kms_key_ring", **RING)
    account.delete("kms_key_ring", ring)
    assert account.refresh("kms_key_ring", ring) is None
    assert account.import_("kms_key_ring", "us-central1/crm") == ring
    assert account.refresh("kms_key_ring", ring) == ring


def test_a_key_needs_its_ring(account: Account) -> None:
    ring = "projects/crm-dev/locations/us-central1/keyRings/nowhere"
    assert account.refused("kms_crypto_key", name="data", key_ring=ring) == (
        f"googleapi: Error 404: KeyRing {ring} not found."
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"purpose": "ASYMMETRIC_SIGN", "rotation_period": "7776000s"},
            "Automatic rotation is not supported for keys with purpose ASYMMETRIC_SIGN.",
        ),
        (
            {"destroy_scheduled_duration": "3600s"},
            "The destroy scheduled duration must be between 24 hours and 120 days.",
        ),
        (
            {"version_template": {"algorithm": "RSA_SIGN_PSS_2048_SHA256"}},
            (
                "The algorithm RSA_SIGN_PSS_2048_SHA256 is not supported for keys with purpose"
                " ENCRYPT_DECRYPT."
            ),
        ),
    ],
)
def test_a_key_is_refused(account: Account, change: Values, refusal: str) -> None:
    ring = account.create("kms_key_ring", **RING)["id"]
    given = {"name": "data", "key_ring": ring, **change}
    assert account.refused("kms_crypto_key", **given) == BAD + refusal


def test_a_key_ring_lies_where_kms_is(account: Account) -> None:
    assert account.refused("kms_key_ring", name="crm", location="us-mars1") == (
        "googleapi: Error 404: The request concerns location 'us-mars1' which was not found or is"
        " not supported."
    )


def test_an_api_that_is_off_answers_nothing(account: Account) -> None:
    account.create("project_service", service="compute.googleapis.com")
    number = account.data("project")["number"]
    assert account.refused("kms_key_ring", **RING) == (
        "googleapi: Error 403: Cloud Key Management Service (KMS) API has not been used in project"
        f" {number} before or it is disabled. Enable it by visiting"
        " https://console.developers.google.com/apis/api/cloudkms.googleapis.com/overview?project="
        f"{number} then retry. If you enabled this API recently, wait a few minutes for the action"
        " to propagate to our systems and retry., accessNotConfigured"
    )


def test_all_apis_are_on_where_nobody_manages_them(account: Account) -> None:
    account.create("project_service", service="compute.googleapis.com")
    account.elsewhere(project="crm-sandbox").create("kms_key_ring", **RING)


def test_services_of_the_beginning_are_on_anyway(account: Account) -> None:
    account.create("project_service", service="compute.googleapis.com")
    account.create("storage_bucket", name="crm-bucket", location="US")


def test_a_service_in_use_is_not_turned_off(account: Account) -> None:
    given = {"service": "cloudkms.googleapis.com", "disable_on_destroy": True}
    service = account.create("project_service", **given)
    account.create("kms_key_ring", **RING)
    assert account.refused_delete("project_service", service) == (
        f"{BAD}Could not turn off service, as it still has resources in use:"
        " cloudkms.googleapis.com (projects/crm-dev/locations/us-central1/keyRings/crm).,"
        " failedPrecondition"
    )


def test_a_service_that_others_need_is_not_turned_off(account: Account) -> None:
    given = {"service": "compute.googleapis.com", "disable_on_destroy": True}
    compute = account.create("project_service", **given)
    account.create("project_service", service="container.googleapis.com")
    assert account.refused_delete("project_service", compute) == (
        f"{BAD}The service compute.googleapis.com is depended on by the following active"
        " service(s): container.googleapis.com; Please specify disable_dependent_services=true if"
        " you want to proceed with disabling all services., failedPrecondition"
    )


def test_a_service_stays_on_unless_it_shall_be_turned_off(account: Account) -> None:
    service = account.create("project_service", service="cloudkms.googleapis.com")
    account.delete("project_service", service)
    account.create("kms_key_ring", **RING)


def test_a_project_id_has_a_form(account: Account) -> None:
    refusal = account.elsewhere(project="Crm Dev").refused("kms_key_ring", **RING)
    assert refusal == f"{BAD}Unknown project id: Crm Dev, invalid"


def test_there_are_at_most_a_hundred_accounts(account: Account) -> None:
    for number in range(100):
        account.create("service_account", account_id=f"account-{number}")
    assert account.refused("service_account", account_id="one-more") == (
        "googleapi: Error 429: Maximum number of service accounts on project reached.,"
        " rateLimitExceeded"
    )

"""Data sources about what stands: networks, keys, accounts, secrets, projects, buckets.

Most answer with the values of the resource that they name. Those that answer from Google's own
data (zones, address blocks, policy documents) are in ``reference_data``.
"""

from typing import Any, Final

from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.services import reference_data
from crm_infra.simcloud.services.call import Query, Thing
from crm_infra.simcloud.services.registry import answers
from crm_infra.simcloud.values import Values

__all__ = ["reference_data"]

NETWORK: Final = "google_compute_network"
SUBNET: Final = "google_compute_subnetwork"


def named(query: Query, *attributes: str) -> Thing | None:
    """The resource of the data source's own type that one of the attributes names."""
    for name in attributes:
        given = query.text(name)
        found = query.find(given, query.type) if given else None
        if found:
            return found
    return None


def expected(found: Thing | None, what: str) -> Thing:
    """The resource, or the API's word that there is none."""
    if found is None:
        raise Refusal(f"The resource '{what}' was not found", 404, "notFound")
    return found


def told(found: Thing) -> Values:
    """The resource's values, with the project and the id that it is known by."""
    return {**found.values, "project": found.project}


def _by_name(type_: str, where: str, *attributes: str) -> None:
    def answer(query: Query) -> Values:
        given = next((query.text(name) for name in attributes if query.text(name)), "")
        place = {"project": query.place.project, "region": query.place.region, "name": given}
        place |= {key: str(value) for key, value in query.config.items() if isinstance(value, str)}
        found = named(query, *attributes) or query.find(where.format(**place), query.type)
        return told(expected(found, where.format(**place)))

    answers(type_)(answer)


_by_name(
    "google_compute_subnetwork",
    "projects/{project}/regions/{region}/subnetworks/{name}",
    "self_link",
    "name",
)
_by_name("google_compute_address", "projects/{project}/regions/{region}/addresses/{name}", "name")
_by_name("google_compute_global_address", "projects/{project}/global/addresses/{name}", "name")
_by_name("google_dns_managed_zone", "projects/{project}/managedZones/{name}", "name")
_by_name("google_kms_key_ring", "projects/{project}/locations/{location}/keyRings/{name}", "name")
_by_name("google_pubsub_topic", "projects/{project}/topics/{name}", "name")
_by_name(
    "google_artifact_registry_repository",
    "projects/{project}/locations/{location}/repositories/{repository_id}",
    "repository_id",
)
_by_name("google_secret_manager_secret", "projects/{project}/secrets/{secret_id}", "secret_id")
_by_name(
    "google_container_cluster", "projects/{project}/locations/{location}/clusters/{name}", "name"
)
_by_name(
    "google_cloud_run_v2_service", "projects/{project}/locations/{location}/services/{name}", "name"
)


@answers(NETWORK)
def network(query: Query) -> Values:
    """A VPC, with its subnets."""
    found = named(query, "self_link", "name")
    where = f"projects/{query.place.project}/global/networks/{query.text('name')}"
    home = expected(found, where)
    links = [t.values.get("self_link") for t in query.world.referrers(home) if t.type == SUBNET]
    number = str(home.values.get("numeric_id") or "0")
    own = {"subnetworks_self_links": sorted(str(link) for link in links)}
    return {**told(home), **own, "network_id": int(number) if number.isdigit() else 0}


@answers("google_kms_crypto_key")
def key(query: Query) -> Values:
    """A key of a ring."""
    where = f"{query.text('key_ring')}/cryptoKeys/{query.text('name')}"
    return told(expected(query.find(where, query.type), where))


@answers("google_service_account")
def account(query: Query) -> Values:
    """A service account by id, address or name."""
    given = query.text("account_id").rpartition("/")[2]
    email = given if "@" in given else f"{given}@{query.place.project}.iam.gserviceaccount.com"
    found = query.find(email, query.type)
    if found is None:
        where = f"projects/{query.place.project}/serviceAccounts/{email}"
        raise Refusal(f"Unknown service account: {where}", 404, "notFound")
    return told(found)


@answers("google_storage_bucket")
def bucket(query: Query) -> Values:
    """A bucket of Terraform's."""
    found = query.find(query.text("name"), query.type)
    if found is None:
        raise Refusal("The specified bucket does not exist.", 404, "notFound")
    return told(found)


@answers("google_project")
def project(query: Query) -> Values:
    """A project: any exists from its first use."""
    name = query.text("project_id") or query.place.project
    made = query.find(f"projects/{name}", "google_project")
    values: dict[str, Any] = dict(made.values) if made else {}
    return {
        "auto_create_network": False,
        "billing_account": "",
        "folder_id": "",
        "org_id": "",
        "labels": {},
        "effective_labels": {},
        "terraform_labels": {},
        "tags": {},
        **values,
        "id": f"projects/{name}",
        "name": values.get("name") or name,
        "number": query.world.number(name),
        "project_id": name,
    }


@answers("google_secret_manager_secret_version")
def secret_version(query: Query) -> Values:
    """What is known of a version; its payload is asked for and cannot be told."""
    found = version_of(query)
    if query.get("fetch_secret_data", True) is not False:
        raise _no_payload()
    return {**told(found), "secret_data": ""}


@answers("google_secret_manager_secret_version_access")
def secret_access(query: Query) -> Values:
    """The payload, which simcloud never keeps."""
    version_of(query)
    raise _no_payload()


def version_of(query: Query) -> Thing:
    """The version of a secret that is meant: the newest unless another is named."""
    secret = query.find(query.text("secret"), "google_secret_manager_secret")
    wanted = query.text("version")
    kind = "google_secret_manager_secret_version"
    for thing in reversed(query.world.things(kind)):
        home = query.find(str(thing.values.get("secret", "")), "google_secret_manager_secret")
        same = secret is not None and home is not None and home.id == secret.id
        if same and wanted in ("", "latest", str(thing.values.get("version"))):
            return thing
    where = f"{query.text('secret')}/versions/{wanted or 'latest'}"
    raise Refusal(f"Secret Version [{where}] not found.", 404)


def _no_payload() -> Refusal:
    return Refusal(
        "simcloud never keeps the payload of a secret and so cannot give it back; set"
        " fetch_secret_data = false, or hand the value on as an ephemeral value.",
        501,
        "notImplemented",
    )

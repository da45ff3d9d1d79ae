"""Google's APIs: what they are called, which a project has from the start, whose agents they bring.

Data, and questions about it. Whether an API is on in a project is ``cloud.projects``' business.
"""

from typing import Final

TITLES: Final[dict[str, str]] = {
    "accesscontextmanager": "Access Context Manager API",
    "artifactregistry": "Artifact Registry API",
    "backupdr": "Backup and DR Service API",
    "bigquery": "BigQuery API",
    "bigquerydatatransfer": "BigQuery Data Transfer API",
    "billingbudgets": "Cloud Billing Budget API",
    "binaryauthorization": "Binary Authorization API",
    "certificatemanager": "Certificate Manager API",
    "cloudbilling": "Cloud Billing API",
    "cloudbuild": "Cloud Build API",
    "cloudfunctions": "Cloud Functions API",
    "cloudkms": "Cloud Key Management Service (KMS) API",
    "cloudresourcemanager": "Cloud Resource Manager API",
    "cloudscheduler": "Cloud Scheduler API",
    "cloudtasks": "Cloud Tasks API",
    "compute": "Compute Engine API",
    "container": "Kubernetes Engine API",
    "containeranalysis": "Container Analysis API",
    "datastream": "Datastream API",
    "dns": "Cloud DNS API",
    "essentialcontacts": "Essential Contacts API",
    "eventarc": "Eventarc API",
    "firestore": "Cloud Firestore API",
    "gkebackup": "Backup for GKE API",
    "gkehub": "GKE Hub API",
    "iam": "Identity and Access Management (IAM) API",
    "iamcredentials": "IAM Service Account Credentials API",
    "iap": "Cloud Identity-Aware Proxy API",
    "logging": "Cloud Logging API",
    "memorystore": "Memorystore API",
    "monitoring": "Cloud Monitoring API",
    "networkconnectivity": "Network Connectivity API",
    "networkmanagement": "Network Management API",
    "networksecurity": "Network Security API",
    "orgpolicy": "Organization Policy API",
    "privilegedaccessmanager": "Privileged Access Manager API",
    "pubsub": "Cloud Pub/Sub API",
    "redis": "Google Cloud Memorystore for Redis API",
    "run": "Cloud Run Admin API",
    "secretmanager": "Secret Manager API",
    "securitycenter": "Security Command Center API",
    "servicenetworking": "Service Networking API",
    "serviceusage": "Service Usage API",
    "sqladmin": "Cloud SQL Admin API",
    "storage": "Cloud Storage JSON API",
    "storagetransfer": "Storage Transfer API",
    "sts": "Security Token Service API",
    "vpcaccess": "Serverless VPC Access API",
    "workflows": "Workflows API",
}
FROM_THE_START: Final = frozenset(
    f"{name}.googleapis.com"
    for name in (
        "analyticshub",
        "bigquery",
        "bigqueryconnection",
        "bigquerydatapolicy",
        "bigquerymigration",
        "bigqueryreservation",
        "bigquerystorage",
        "cloudapis",
        "cloudtrace",
        "dataform",
        "dataplex",
        "datastore",
        "logging",
        "monitoring",
        "servicemanagement",
        "serviceusage",
        "sql-component",
        "storage",
        "storage-api",
        "storage-component",
    )
)
_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "container": ("compute", "artifactregistry", "pubsub"),
    "compute": ("oslogin",),
    "run": ("artifactregistry", "pubsub"),
    "cloudfunctions": ("cloudbuild",),
    "gkebackup": ("container",),
    "gkehub": ("container",),
    "cloudbuild": ("pubsub",),
    "containerscanning": ("containeranalysis",),
    "iam": ("iamcredentials",),
}
AGENTS: Final[dict[str, tuple[str, ...]]] = {
    "artifactregistry": ("gcp-sa-artifactregistry",),
    "backupdr": ("gcp-sa-backupdr",),
    "bigquerydatatransfer": ("gcp-sa-bigquerydatatransfer",),
    "binaryauthorization": ("gcp-sa-binaryauthorization",),
    "certificatemanager": ("gcp-sa-certificatemanager",),
    "cloudbuild": ("gcp-sa-cloudbuild",),
    "cloudkms": ("gcp-sa-cloudkms",),
    "cloudscheduler": ("gcp-sa-cloudscheduler",),
    "cloudtasks": ("gcp-sa-cloudtasks",),
    "compute": ("compute-system", "gcp-sa-compute"),
    "container": ("container-engine-robot", "gcp-sa-gkenode"),
    "dns": ("gcp-sa-dns",),
    "eventarc": ("gcp-sa-eventarc",),
    "firestore": ("gcp-sa-firestore",),
    "gkebackup": ("gcp-sa-gkebackup",),
    "gkehub": ("gcp-sa-gkehub",),
    "iap": ("gcp-sa-iap",),
    "logging": ("gcp-sa-logging",),
    "memorystore": ("gcp-sa-memorystore",),
    "monitoring": ("gcp-sa-monitoring-notification",),
    "networkconnectivity": ("gcp-sa-networkconnectivity",),
    "privilegedaccessmanager": ("gcp-sa-pam",),
    "pubsub": ("gcp-sa-pubsub",),
    "redis": ("cloud-redis",),
    "run": ("serverless-robot-prod",),
    "secretmanager": ("gcp-sa-secretmanager",),
    "servicenetworking": ("service-networking",),
    "sqladmin": ("gcp-sa-cloud-sql",),
    "storage": ("gs-project-accounts",),
    "vpcaccess": ("gcp-sa-vpcaccess",),
    "workflows": ("gcp-sa-workflows",),
}


def agent(number: str, domain: str) -> str:
    """The address of a project's service agent."""
    return f"service-{number}@{domain}.iam.gserviceaccount.com"


def short(api: str) -> str:
    """``compute.googleapis.com`` without its domain."""
    return api.removesuffix(".googleapis.com")


def title(api: str) -> str:
    """The API's name as Google writes it."""
    name = short(api)
    return TITLES.get(name, f"{name} API")


def with_needed(api: str) -> set[str]:
    """The API and those that Google turns on together with it."""
    found, waiting = set[str](), [short(api)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _NEEDS.get(name, ())
    return {f"{name}.googleapis.com" for name in found}


def needing(api: str) -> set[str]:
    """The APIs that cannot be without this one."""
    return {f"{name}.googleapis.com" for name, needed in _NEEDS.items() if short(api) in needed}


def api_of_agent(domain: str) -> str | None:
    """The API whose service agents have addresses under ``<domain>.iam.gserviceaccount.com``."""
    for name, domains in AGENTS.items():
        if domain in domains:
            return f"{name}.googleapis.com"
    return None

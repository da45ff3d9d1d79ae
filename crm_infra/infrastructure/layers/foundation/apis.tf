locals {
  # Data sources ask these during the plan; kept apart so that enabling another API leaves them alone.
  base_apis = toset([
    "cloudresourcemanager.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "serviceusage.googleapis.com",
    "storage.googleapis.com",
  ])

  apis = toset([
    "artifactregistry.googleapis.com",
    "billingbudgets.googleapis.com",
    "binaryauthorization.googleapis.com",
    "certificatemanager.googleapis.com",
    "cloudbilling.googleapis.com",
    "cloudkms.googleapis.com",
    "cloudscheduler.googleapis.com",
    "cloudtrace.googleapis.com",
    "compute.googleapis.com",
    "container.googleapis.com",
    "containerscanning.googleapis.com",
    "containersecurity.googleapis.com",
    "dns.googleapis.com",
    "essentialcontacts.googleapis.com",
    "gkebackup.googleapis.com",
    "iamcredentials.googleapis.com",
    "monitoring.googleapis.com",
    "orgpolicy.googleapis.com",
    "pubsub.googleapis.com",
    "redis.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "servicenetworking.googleapis.com",
    "sts.googleapis.com",
  ])
}

# Disabling an API deletes what it holds, so a destroy leaves all of them on.
resource "google_project_service" "base" {
  for_each = local.base_apis

  service            = each.key
  disable_on_destroy = false
}

resource "google_project_service" "enabled" {
  for_each = local.apis

  service            = each.key
  disable_on_destroy = false

  depends_on = [google_project_service.base]
}

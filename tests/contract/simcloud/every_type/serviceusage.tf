resource "google_project_service" "compute" {
  service            = "compute.googleapis.com"
  disable_on_destroy = false
}

resource "google_project_service" "more" {
  for_each           = toset(["cloudkms", "iam", "container", "secretmanager", "storage", "logging", "pubsub", "artifactregistry", "bigquery", "billingbudgets", "monitoring", "orgpolicy", "essentialcontacts", "networkconnectivity", "servicenetworking", "dns", "cloudresourcemanager", "run", "redis", "cloudscheduler", "cloudtasks", "gkebackup", "binaryauthorization", "containeranalysis"])
  service            = "${each.key}.googleapis.com"
  disable_on_destroy = false
}

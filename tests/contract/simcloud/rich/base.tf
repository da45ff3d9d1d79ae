# What the rich configurations stand on: APIs, a network, keys and who may use them, accounts.
terraform {
  required_providers {
    google = { source = "hashicorp/google" }
  }
}

provider "google" {
  project        = "crm-golden"
  region         = "us-central1"
  default_labels = { environment = "dev", team = "platform" }
}

resource "google_project_service" "on" {
  for_each = toset([
    "bigquery", "cloudkms", "cloudresourcemanager", "cloudscheduler", "cloudtasks", "compute",
    "container", "gkebackup", "iam", "pubsub", "redis", "run", "secretmanager",
    "servicenetworking", "storage",
  ])
  service            = "${each.key}.googleapis.com"
  disable_on_destroy = false
}

data "google_project" "here" {
  project_id = "crm-golden"
  depends_on = [google_project_service.on]
}

locals {
  number = data.google_project.here.number
  agents = toset([
    "container-engine-robot", "compute-system", "cloud-redis", "serverless-robot-prod",
    "gcp-sa-gkebackup", "gcp-sa-pubsub",
  ])
}

resource "google_compute_network" "vpc" {
  name                    = "crm"
  auto_create_subnetworks = false
  depends_on              = [google_project_service.on]
}

resource "google_compute_subnetwork" "nodes" {
  name                     = "crm-nodes"
  network                  = google_compute_network.vpc.id
  ip_cidr_range            = "10.0.0.0/20"
  private_ip_google_access = true
  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.8.0.0/16"
  }
  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.1.0.0/20"
  }
}

resource "google_compute_global_address" "psa" {
  name          = "crm-psa"
  network       = google_compute_network.vpc.id
  address_type  = "INTERNAL"
  purpose       = "VPC_PEERING"
  address       = "10.2.0.0"
  prefix_length = 20
}

resource "google_service_networking_connection" "psa" {
  network                 = google_compute_network.vpc.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.psa.name]
}

resource "google_kms_key_ring" "ring" {
  name       = "crm"
  location   = "us-central1"
  depends_on = [google_project_service.on]
}

resource "google_kms_crypto_key" "key" {
  name            = "everything"
  key_ring        = google_kms_key_ring.ring.id
  rotation_period = "7776000s"
}

resource "google_kms_crypto_key_iam_member" "agents" {
  for_each      = local.agents
  crypto_key_id = google_kms_crypto_key.key.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:service-${local.number}@${each.key}.iam.gserviceaccount.com"
}

resource "google_service_account" "crm" {
  for_each   = toset(["nodes", "worker", "scheduler"])
  account_id = "crm-${each.key}"
  depends_on = [google_project_service.on]
}

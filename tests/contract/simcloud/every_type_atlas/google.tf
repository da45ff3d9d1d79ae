resource "google_compute_network" "crm" {
  name                    = "crm"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "psc" {
  name          = "psc"
  region        = "us-central1"
  network       = google_compute_network.crm.id
  ip_cidr_range = "10.3.0.0/24"
}

resource "google_compute_address" "atlas" {
  name         = "atlas"
  region       = "us-central1"
  address_type = "INTERNAL"
  subnetwork   = google_compute_subnetwork.psc.id
}

resource "google_compute_forwarding_rule" "atlas" {
  name                  = "atlas"
  region                = "us-central1"
  network               = google_compute_network.crm.id
  ip_address            = google_compute_address.atlas.id
  target                = mongodbatlas_privatelink_endpoint.central.service_attachment_names[0]
  load_balancing_scheme = ""
}

resource "google_kms_key_ring" "crm" {
  name     = "crm"
  location = "us-central1"
}

resource "google_kms_crypto_key" "atlas" {
  name     = "atlas"
  key_ring = google_kms_key_ring.crm.id
}

resource "google_kms_crypto_key_iam_member" "atlas" {
  crypto_key_id = google_kms_crypto_key.atlas.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:${mongodbatlas_cloud_provider_access_setup.gcp.gcp_config[0].service_account_for_atlas}"
}

resource "google_kms_crypto_key_iam_member" "atlas_viewer" {
  crypto_key_id = google_kms_crypto_key.atlas.id
  role          = "roles/cloudkms.viewer"
  member        = "serviceAccount:${mongodbatlas_cloud_provider_access_setup.gcp.gcp_config[0].service_account_for_atlas}"
}

resource "google_storage_bucket" "archive" {
  name                        = "crm-golden-archive"
  location                    = "US-CENTRAL1"
  uniform_bucket_level_access = true
}

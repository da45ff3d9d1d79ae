resource "google_kms_key_ring" "ring" {
  name     = "crm"
  location = "us-central1"
}

resource "google_kms_crypto_key" "gke" {
  name            = "gke"
  key_ring        = google_kms_key_ring.ring.id
  rotation_period = "7776000s"
  labels          = { use = "gke" }
}

resource "google_kms_crypto_key_iam_member" "gke" {
  crypto_key_id = google_kms_crypto_key.gke.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:service-${data.google_project.p.number}@container-engine-robot.iam.gserviceaccount.com"
}

resource "google_kms_key_ring_iam_member" "m" {
  key_ring_id = google_kms_key_ring.ring.id
  role        = "roles/cloudkms.viewer"
  member      = google_service_account.nodes.member
}

data "google_kms_key_ring" "k" {
  name     = google_kms_key_ring.ring.name
  location = "us-central1"
}

data "google_kms_crypto_key" "k" {
  name     = google_kms_crypto_key.gke.name
  key_ring = google_kms_key_ring.ring.id
}

resource "google_kms_crypto_key_version" "v" { crypto_key = google_kms_crypto_key.gke.id }

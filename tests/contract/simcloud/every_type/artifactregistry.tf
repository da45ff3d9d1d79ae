resource "google_artifact_registry_repository" "images" {
  repository_id = "images"
  location      = "us-central1"
  format        = "DOCKER"
}

resource "google_artifact_registry_repository_iam_member" "m" {
  repository = google_artifact_registry_repository.images.name
  location   = "us-central1"
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.nodes.member
}

data "google_artifact_registry_repository" "d" {
  repository_id = google_artifact_registry_repository.images.repository_id
  location      = "us-central1"
}

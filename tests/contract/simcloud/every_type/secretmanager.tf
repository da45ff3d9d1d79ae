resource "google_secret_manager_secret" "db" {
  secret_id = "db-password"
  replication {
    auto {}
  }
  rotation {
    rotation_period    = "7776000s"
    next_rotation_time = "2027-01-01T00:00:00Z"
  }
  topics { name = google_pubsub_topic.rotation.id }
}

resource "google_secret_manager_secret_version" "db" {
  secret                 = google_secret_manager_secret.db.id
  secret_data_wo         = "s3ntinel"
  secret_data_wo_version = "1"
}

resource "google_secret_manager_secret_iam_member" "m" {
  secret_id = google_secret_manager_secret.db.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.nodes.member
}

data "google_secret_manager_secret" "s" { secret_id = google_secret_manager_secret.db.secret_id }

data "google_secret_manager_secret_version" "s" {
  secret            = google_secret_manager_secret.db.secret_id
  fetch_secret_data = false
  depends_on        = [google_secret_manager_secret_version.db]
}

resource "google_secret_manager_secret_iam_binding" "b" {
  secret_id = google_secret_manager_secret.db.id
  role      = "roles/secretmanager.viewer"
  members   = ["user:a@example.com"]
}

data "google_secret_manager_secret_version_access" "v" {
  secret = google_secret_manager_secret.db.secret_id
}

ephemeral "google_service_account_key" "t" {
  service_account_id = google_service_account.nodes.name
}

ephemeral "google_service_account_access_token" "t" {
  target_service_account = google_service_account.nodes.email
  scopes                 = ["cloud-platform"]
}

ephemeral "google_service_account_id_token" "t" {
  target_service_account = google_service_account.nodes.email
  target_audience        = "https://example.com"
}

ephemeral "google_service_account_jwt" "t" {
  target_service_account = google_service_account.nodes.email
  payload                = jsonencode({ sub = "x" })
}

ephemeral "google_secret_manager_secret_version" "v" {
  secret = google_secret_manager_secret.db.secret_id
}

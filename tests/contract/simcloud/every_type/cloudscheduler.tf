resource "google_cloud_scheduler_job" "nightly" {
  name     = "nightly"
  schedule = "0 2 * * *"
  http_target {
    uri         = google_cloud_run_v2_service.worker.uri
    http_method = "POST"
    oidc_token { service_account_email = google_service_account.nodes.email }
  }
}

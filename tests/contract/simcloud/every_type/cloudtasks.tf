resource "google_cloud_tasks_queue" "sms" {
  name     = "sms"
  location = "us-central1"
  rate_limits { max_dispatches_per_second = 10 }
  retry_config { max_attempts = 5 }
}

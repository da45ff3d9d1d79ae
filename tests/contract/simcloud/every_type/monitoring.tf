resource "google_monitoring_notification_channel" "pager" {
  display_name = "PagerDuty"
  type         = "pagerduty"
  sensitive_labels { service_key = "k" }
}

resource "google_monitoring_alert_policy" "p" {
  display_name          = "p"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.pager.id]
  conditions {
    display_name = "c"
    condition_threshold {
      filter          = "metric.type=\"logging.googleapis.com/user/iam-changes\" AND resource.type=\"global\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"
      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_COUNT"
      }
    }
  }
}

data "google_monitoring_uptime_check_ips" "d" {}

resource "google_monitoring_dashboard" "d" { dashboard_json = jsonencode({ displayName = "d" }) }

resource "google_monitoring_uptime_check_config" "u" {
  display_name = "u"
  timeout      = "10s"
  http_check { path = "/" }
  monitored_resource {
    type   = "uptime_url"
    labels = { host = "example.com", project_id = "crm-golden" }
  }
}

resource "mongodbatlas_alert_configuration" "lag" {
  project_id = mongodbatlas_project.crm.id
  event_type = "OUTSIDE_METRIC_THRESHOLD"
  enabled    = true
  metric_threshold_config {
    metric_name = "OPLOG_SLAVE_LAG_MASTER_TIME"
    operator    = "GREATER_THAN"
    threshold   = 60
    units       = "SECONDS"
    mode        = "AVERAGE"
  }
  notification {
    type_name     = "EMAIL"
    email_address = "ops@example.com"
    interval_min  = 15
    delay_min     = 0
  }
}

resource "mongodbatlas_third_party_integration" "pager" {
  project_id  = mongodbatlas_project.crm.id
  type        = "PAGER_DUTY"
  service_key = "0123456789abcdef0123456789abcdef"
}

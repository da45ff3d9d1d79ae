resource "google_logging_metric" "iam" {
  name   = "iam-changes"
  filter = "protoPayload.methodName=\"SetIamPolicy\""
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_logging_project_sink" "audit" {
  name                   = "audit"
  destination            = "storage.googleapis.com/crm-golden-backups"
  unique_writer_identity = true
}

resource "google_logging_project_bucket_config" "audit" {
  project        = "crm-golden"
  location       = "us-central1"
  bucket_id      = "audit"
  retention_days = 365
}

resource "google_logging_project_bucket_config" "default" {
  project        = "crm-golden"
  location       = "global"
  bucket_id      = "_Default"
  retention_days = 30
}

resource "google_logging_project_exclusion" "e" {
  name   = "e"
  filter = "resource.type = gce_instance AND severity <= DEBUG"
}

data "google_logging_project_cmek_settings" "l" { project = "crm-golden" }

resource "google_project_iam_audit_config" "all" {
  project = local.project
  service = "allServices"

  dynamic "audit_log_config" {
    for_each = toset(["ADMIN_READ", "DATA_READ", "DATA_WRITE"])
    content {
      log_type = audit_log_config.key
    }
  }

  depends_on = [google_project_service.base]
}

resource "google_logging_project_bucket_config" "audit" {
  project          = local.project
  location         = var.environment.regions.primary.name
  bucket_id        = "${local.prefix}-audit-${local.suffix}"
  retention_days   = var.environment.sizes.log_retention_days
  locked           = var.environment.protection.lock_retention
  enable_analytics = true
  deletion_policy  = local.protect ? "PREVENT" : var.environment.protection.lock_retention ? "ABANDON" : "DELETE"

  cmek_settings {
    kms_key_name = module.kms["primary"].key_ids["logging"]
  }
}

locals {
  audit_logs = ["activity", "data_access", "policy", "system_event"]
}

# Searchable: the audit trail, in a log bucket of its own.
resource "google_logging_project_sink" "audit" {
  name                   = "${local.prefix}-audit"
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.audit.id}"
  filter                 = join(" OR ", [for log in local.audit_logs : "log_id(\"cloudaudit.googleapis.com/${log}\")"])
  unique_writer_identity = true
}

# Complete: every entry of the project (no filter), in both regions, under retention.
resource "google_logging_project_sink" "archive" {
  name                   = "${local.prefix}-archive"
  destination            = "storage.googleapis.com/${module.bucket["audit-archive"].name}"
  unique_writer_identity = true
}

resource "google_storage_bucket_iam_member" "archive_written" {
  bucket = module.bucket["audit-archive"].name
  role   = "roles/storage.objectCreator"
  member = google_logging_project_sink.archive.writer_identity
}

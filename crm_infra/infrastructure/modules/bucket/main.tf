locals {
  # Nothing deletes what is locked: a destroy leaves it standing until its time has come.
  locked = try(var.retention.locked, false)
}

resource "google_storage_bucket" "this" {
  name                        = var.name
  location                    = var.location
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  rpo                         = var.turbo_replication ? "ASYNC_TURBO" : "DEFAULT"
  force_destroy               = !var.protect
  deletion_policy             = var.protect ? "PREVENT" : local.locked ? "ABANDON" : "DELETE"

  encryption {
    default_kms_key_name = var.kms_key_id
  }

  versioning {
    enabled = var.versioning
  }

  soft_delete_policy {
    retention_duration_seconds = var.soft_delete_days * 86400
  }

  dynamic "retention_policy" {
    for_each = var.retention == null ? {} : { this = var.retention }
    content {
      retention_period = tostring(retention_policy.value.days * 86400)
      is_locked        = retention_policy.value.locked
    }
  }

  dynamic "logging" {
    for_each = var.log_bucket == null ? {} : { this = var.log_bucket }
    content {
      log_bucket        = logging.value
      log_object_prefix = var.name
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.storage_classes
    content {
      action {
        type          = "SetStorageClass"
        storage_class = lifecycle_rule.key
      }
      condition {
        age        = lifecycle_rule.value
        with_state = "ANY"
      }
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.delete_after_days == null ? {} : { this = var.delete_after_days }
    content {
      action {
        type = "Delete"
      }
      condition {
        age        = lifecycle_rule.value
        with_state = "ANY"
      }
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.noncurrent_days == null ? {} : { this = var.noncurrent_days }
    content {
      action {
        type = "Delete"
      }
      condition {
        days_since_noncurrent_time = lifecycle_rule.value
        with_state                 = "ARCHIVED"
      }
    }
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }
    condition {
      age = 7
    }
  }
}

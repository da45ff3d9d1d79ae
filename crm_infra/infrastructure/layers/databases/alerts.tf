locals {
  # metric: a measurement on the wrong side of a limit; limit: an event with a limit; neither: an event.
  alerts = {
    replication-lag = {
      event  = "OUTSIDE_METRIC_THRESHOLD"
      metric = { name = "OPLOG_SLAVE_LAG_MASTER_TIME", operator = "GREATER_THAN", threshold = 60, units = "SECONDS" }
    }
    disk-used = {
      event  = "OUTSIDE_METRIC_THRESHOLD"
      metric = { name = "DISK_PARTITION_SPACE_USED_DATA", operator = "GREATER_THAN", threshold = 80, units = "RAW" }
    }
    connections-used = {
      event  = "OUTSIDE_METRIC_THRESHOLD"
      metric = { name = "CONNECTIONS_PERCENT", operator = "GREATER_THAN", threshold = 80, units = "RAW" }
    }
    processor-used = {
      event  = "OUTSIDE_METRIC_THRESHOLD"
      metric = { name = "NORMALIZED_SYSTEM_CPU_USER", operator = "GREATER_THAN", threshold = 90, units = "RAW" }
    }
    oplog-window = {
      event = "REPLICATION_OPLOG_WINDOW_RUNNING_OUT"
      limit = { operator = "LESS_THAN", threshold = 12, units = "HOURS" }
    }
    primary-elected  = { event = "PRIMARY_ELECTED" }
    no-primary       = { event = "NO_PRIMARY" }
    snapshot-failed  = { event = "CPS_SNAPSHOT_FALLBACK_FAILED" }
    copy-failed      = { event = "CPS_COPY_SNAPSHOT_FAILED" }
    restore-failed   = { event = "CPS_RESTORE_FAILED" }
    oplog-behind     = { event = "CPS_OPLOG_BEHIND" }
    snapshot-overdue = { event = "CPS_SNAPSHOT_BEHIND", limit = { operator = "GREATER_THAN", threshold = 1, units = "HOURS" } }
    key-overdue      = { event = "GCP_ENCRYPTION_KEY_NEEDS_ROTATION", contact = "security", limit = { operator = "GREATER_THAN", threshold = 100, units = "DAYS" } }
    list-opened      = { event = "NETWORK_PERMISSION_ENTRY_ADDED", contact = "security" }
  }
}

resource "mongodbatlas_alert_configuration" "this" {
  for_each = local.alerts

  project_id = mongodbatlas_project.this.id
  event_type = each.value.event
  enabled    = true

  dynamic "metric_threshold_config" {
    for_each = [for metric in [try(each.value.metric, null)] : metric if metric != null]
    content {
      metric_name = metric_threshold_config.value.name
      operator    = metric_threshold_config.value.operator
      threshold   = metric_threshold_config.value.threshold
      units       = metric_threshold_config.value.units
      mode        = "AVERAGE"
    }
  }

  dynamic "threshold_config" {
    for_each = [for limit in [try(each.value.limit, null)] : limit if limit != null]
    content {
      operator  = threshold_config.value.operator
      threshold = threshold_config.value.threshold
      units     = threshold_config.value.units
    }
  }

  notification {
    type_name     = "EMAIL"
    email_address = var.environment.contacts[try(each.value.contact, "technical")]
    interval_min  = 15
    delay_min     = 0
  }
}

locals {
  redis_alerts = {
    memory-used = {
      measurement = "redis.googleapis.com/stats/memory/usage_ratio"
      above       = 0.9
    }
    clients-blocked = {
      measurement = "redis.googleapis.com/clients/blocked"
      above       = 50
    }
  }
}

# What Atlas does for the cluster, Google does for the caches.
#
# This is also the layer's keystone: it depends on everything, so a destroy begins with it. Where the
# environment is protected it refuses, and by then nothing else has been touched.
resource "google_monitoring_alert_policy" "redis" {
  display_name          = "CRM caches"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = [var.foundation.notification_channels["technical"]]
  deletion_policy       = local.protect ? "PREVENT" : "DELETE"

  dynamic "conditions" {
    for_each = local.redis_alerts
    content {
      display_name = conditions.key

      condition_threshold {
        filter          = "resource.type = \"redis_instance\" AND metric.type = \"${conditions.value.measurement}\""
        comparison      = "COMPARISON_GT"
        threshold_value = conditions.value.above
        duration        = "600s"

        aggregations {
          alignment_period   = "60s"
          per_series_aligner = "ALIGN_MEAN"
        }

        trigger {
          count = 1
        }
      }
    }
  }

  alert_strategy {
    auto_close = "86400s"
  }

  depends_on = [
    google_kms_crypto_key_iam_member.atlas,
    google_redis_instance.this,
    google_secret_manager_secret.connections,
    google_secret_manager_secret_iam_member.reader,
    google_secret_manager_secret_version.connections,
    module.private_endpoint,
    mongodbatlas_advanced_cluster.this,
    mongodbatlas_alert_configuration.this,
    mongodbatlas_auditing.this,
    mongodbatlas_backup_compliance_policy.this,
    mongodbatlas_cloud_backup_schedule.this,
    mongodbatlas_cloud_provider_access_authorization.google,
    mongodbatlas_cloud_provider_access_setup.google,
    mongodbatlas_custom_db_role.this,
    mongodbatlas_database_user.this,
    mongodbatlas_encryption_at_rest.this,
    mongodbatlas_maintenance_window.this,
    mongodbatlas_project.this,
    mongodbatlas_project_ip_access_list.this,
  ]
}

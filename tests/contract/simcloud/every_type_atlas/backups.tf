resource "mongodbatlas_cloud_backup_schedule" "crm" {
  project_id               = mongodbatlas_project.crm.id
  cluster_name             = mongodbatlas_advanced_cluster.crm.name
  reference_hour_of_day    = 3
  reference_minute_of_hour = 30
  restore_window_days      = 2
  policy_item_hourly {
    frequency_interval = 1
    retention_unit     = "days"
    retention_value    = 2
  }
  policy_item_daily {
    frequency_interval = 1
    retention_unit     = "days"
    retention_value    = 7
  }
  policy_item_weekly {
    frequency_interval = 6
    retention_unit     = "weeks"
    retention_value    = 4
  }
  policy_item_monthly {
    frequency_interval = 40
    retention_unit     = "months"
    retention_value    = 3
  }
  copy_settings {
    cloud_provider     = "GCP"
    region_name        = "EASTERN_US"
    zone_id            = mongodbatlas_advanced_cluster.crm.replication_specs[0].zone_id
    frequencies        = ["HOURLY", "DAILY", "WEEKLY", "MONTHLY"]
    should_copy_oplogs = true
  }
}

resource "mongodbatlas_backup_compliance_policy" "crm" {
  project_id                 = mongodbatlas_project.crm.id
  authorized_email           = "ops@example.com"
  authorized_user_first_name = "Ada"
  authorized_user_last_name  = "Byron"
  copy_protection_enabled    = false
  pit_enabled                = true
  encryption_at_rest_enabled = true
  restore_window_days        = 2
  on_demand_policy_item {
    frequency_interval = 0
    retention_unit     = "days"
    retention_value    = 3
  }
  policy_item_daily {
    frequency_interval = 1
    retention_unit     = "days"
    retention_value    = 7
  }
  depends_on = [mongodbatlas_cloud_backup_schedule.crm]
}

resource "mongodbatlas_cloud_backup_snapshot" "before" {
  project_id        = mongodbatlas_project.crm.id
  cluster_name      = mongodbatlas_advanced_cluster.crm.name
  description       = "before the release"
  retention_in_days = 3
}

resource "mongodbatlas_cloud_backup_snapshot_restore_job" "drill" {
  project_id   = mongodbatlas_project.crm.id
  cluster_name = mongodbatlas_advanced_cluster.crm.name
  snapshot_id  = mongodbatlas_cloud_backup_snapshot.before.snapshot_id
  delivery_type_config {
    download = true
  }
}

resource "mongodbatlas_cloud_backup_snapshot_export_bucket" "archive" {
  project_id     = mongodbatlas_project.crm.id
  bucket_name    = google_storage_bucket.archive.name
  cloud_provider = "GCP"
  role_id        = mongodbatlas_cloud_provider_access_authorization.gcp.role_id
}

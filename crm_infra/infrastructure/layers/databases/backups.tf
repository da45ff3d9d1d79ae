locals {
  # Every hour, so that at most an hour is lost even where oplogs are lost too.
  snapshots = {
    hourly  = { every = 1, keep = var.environment.databases.backup.hourly_days, unit = "days" }
    daily   = { every = 1, keep = var.environment.databases.backup.daily_days, unit = "days" }
    weekly  = { every = 7, keep = var.environment.databases.backup.weekly_weeks, unit = "weeks" }
    monthly = { every = 40, keep = var.environment.databases.backup.monthly_months, unit = "months" }
  }
}

resource "mongodbatlas_cloud_backup_schedule" "this" {
  project_id               = mongodbatlas_project.this.id
  cluster_name             = mongodbatlas_advanced_cluster.this.name
  reference_hour_of_day    = 3
  reference_minute_of_hour = 30
  restore_window_days      = var.environment.databases.backup.point_in_time_days

  # Under a compliance policy nobody may take a schedule away: Terraform leaves it to the cluster's end.
  skip_destroy = var.environment.databases.backup.compliance

  policy_item_hourly {
    frequency_interval = local.snapshots.hourly.every
    retention_unit     = local.snapshots.hourly.unit
    retention_value    = local.snapshots.hourly.keep
  }

  policy_item_daily {
    frequency_interval = local.snapshots.daily.every
    retention_unit     = local.snapshots.daily.unit
    retention_value    = local.snapshots.daily.keep
  }

  policy_item_weekly {
    frequency_interval = local.snapshots.weekly.every
    retention_unit     = local.snapshots.weekly.unit
    retention_value    = local.snapshots.weekly.keep
  }

  policy_item_monthly {
    frequency_interval = local.snapshots.monthly.every
    retention_unit     = local.snapshots.monthly.unit
    retention_value    = local.snapshots.monthly.keep
  }

  copy_settings {
    cloud_provider     = "GCP"
    region_name        = local.atlas_regions[var.environment.regions.recovery.name]
    zone_id            = mongodbatlas_advanced_cluster.this.replication_specs[0].zone_id
    frequencies        = ["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "ON_DEMAND"]
    should_copy_oplogs = true
  }
}

locals {
  # The least that may ever be kept where real data is: less than what is kept, so that the schedule
  # can change both ways. It is not meant to change itself: only MongoDB's support could lower it.
  compliance_floor = {
    hourly_days        = 2
    daily_days         = 7
    weekly_weeks       = 4
    monthly_months     = 12
    point_in_time_days = 2
  }
}

# Hard to undo, and meant to be: as long as there is a cluster or one of its snapshots, only MongoDB's
# support can weaken or lift it. It comes before the cluster, so that a destroy ends with it: what it
# holds back keeps its project, and the key with which the snapshots are encrypted.
resource "mongodbatlas_backup_compliance_policy" "this" {
  for_each = toset(var.environment.databases.backup.compliance ? [local.cluster_name] : [])

  project_id                 = mongodbatlas_project.this.id
  authorized_email           = var.environment.contacts.security
  authorized_user_first_name = "CRM"
  authorized_user_last_name  = "Security"
  copy_protection_enabled    = true
  encryption_at_rest_enabled = true
  pit_enabled                = true
  restore_window_days        = local.compliance_floor.point_in_time_days

  on_demand_policy_item {
    frequency_interval = 0
    retention_unit     = local.snapshots.daily.unit
    retention_value    = local.compliance_floor.daily_days
  }

  policy_item_hourly {
    frequency_interval = local.snapshots.hourly.every
    retention_unit     = local.snapshots.hourly.unit
    retention_value    = local.compliance_floor.hourly_days
  }

  policy_item_daily {
    frequency_interval = local.snapshots.daily.every
    retention_unit     = local.snapshots.daily.unit
    retention_value    = local.compliance_floor.daily_days
  }

  policy_item_weekly {
    frequency_interval = local.snapshots.weekly.every
    retention_unit     = local.snapshots.weekly.unit
    retention_value    = local.compliance_floor.weekly_weeks
  }

  policy_item_monthly {
    frequency_interval = local.snapshots.monthly.every
    retention_unit     = local.snapshots.monthly.unit
    retention_value    = local.compliance_floor.monthly_months
  }

  depends_on = [mongodbatlas_encryption_at_rest.this]
}

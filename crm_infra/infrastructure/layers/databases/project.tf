# One project for each environment, named as its Google project: users, keys, networks and backups of
# one are nothing to another.
resource "mongodbatlas_project" "this" {
  name                         = local.project
  org_id                       = var.environment.databases.atlas.organization
  tags                         = local.labels
  with_default_alerts_settings = false

  is_collect_database_specifics_statistics_enabled = true
  is_performance_advisor_enabled                   = true
  is_realtime_performance_panel_enabled            = true
  is_schema_advisor_enabled                        = true
  is_extended_storage_sizes_enabled                = false

  # Data is read by services through the private endpoint, not by people in Atlas' pages.
  is_data_explorer_enabled                                = false
  is_data_explorer_gen_ai_features_enabled                = false
  is_data_explorer_gen_ai_sample_document_passing_enabled = false

  # The cluster, and one beside it into which a backup is restored to try it.
  limits {
    name  = "atlas.project.deployment.clusters"
    value = 2
  }
}

# Redis has its hour first, Atlas the next: never both at once.
resource "mongodbatlas_maintenance_window" "this" {
  project_id  = mongodbatlas_project.this.id
  day_of_week = (index(local.days, var.environment.databases.redis.maintenance.day) + floor((var.environment.databases.redis.maintenance.hour + 1) / 24)) % 7 + 1
  hour_of_day = (var.environment.databases.redis.maintenance.hour + 1) % 24
}

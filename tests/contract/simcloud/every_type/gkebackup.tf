resource "google_gke_backup_backup_plan" "daily" {
  name     = "crm-daily"
  location = "us-east1"
  cluster  = google_container_cluster.crm.id
  backup_schedule { cron_schedule = "0 3 * * *" }
  retention_policy { backup_retain_days = 7 }
  backup_config {
    include_volume_data = true
    include_secrets     = false
    all_namespaces      = true
  }
}

resource "google_gke_backup_restore_plan" "everything" {
  name        = "crm-everything"
  location    = "us-east1"
  backup_plan = google_gke_backup_backup_plan.daily.id
  cluster     = google_container_cluster.crm.id
  restore_config {
    all_namespaces                   = true
    namespaced_resource_restore_mode = "FAIL_ON_CONFLICT"
    volume_data_restore_policy       = "RESTORE_VOLUME_DATA_FROM_BACKUP"
    cluster_resource_conflict_policy = "USE_EXISTING_VERSION"
    cluster_resource_restore_scope {
      selected_group_kinds {
        resource_group = "apiextensions.k8s.io"
        resource_kind  = "CustomResourceDefinition"
      }
    }
  }
}
